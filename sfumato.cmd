@echo off
rem Starts Sfumato: builds it on first use (and again when a source is newer), then runs it without Maven.
setlocal
set "SFUMATO_HOME=%~dp0"
set "SFUMATO_HOME=%SFUMATO_HOME:~0,-1%"
call "%SFUMATO_HOME%\tools\find-jdk.cmd" || exit /b 1

set "SFUMATO_JAR=%SFUMATO_HOME%\target\app\sfumato.jar"
powershell -NoProfile -Command "$jar = Get-Item $env:SFUMATO_JAR -ErrorAction SilentlyContinue; if (-not $jar) { exit 1 }; $sources = @(Get-Item (Join-Path $env:SFUMATO_HOME 'pom.xml')) + @(Get-ChildItem -Recurse -File (Join-Path $env:SFUMATO_HOME 'src\main')); if ($sources.LastWriteTimeUtc -gt $jar.LastWriteTimeUtc) { exit 1 }"
if not errorlevel 1 goto run

where mvn >nul 2>nul || (
    echo Building Sfumato needs Maven 3.8.6 or newer on the PATH. 1>&2
    exit /b 1
)
echo Building Sfumato ^(only after a change^) ... 1>&2
if not exist "%SFUMATO_HOME%\target" mkdir "%SFUMATO_HOME%\target"
call mvn -f "%SFUMATO_HOME%\pom.xml" %SFUMATO_MAVEN_OPTS% -q -B -Dquick -Dmaven.test.skip=true package > "%SFUMATO_HOME%\target\build.log" 2>&1
if errorlevel 1 goto failed

:run
"%JAVA_HOME%\bin\java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ^
    "-Dsfumato.home=%SFUMATO_HOME%" %SFUMATO_JAVA_OPTS% -jar "%SFUMATO_JAR%" %*
exit /b %ERRORLEVEL%

:failed
type "%SFUMATO_HOME%\target\build.log" 1>&2
echo The build failed; its output is above and in "%SFUMATO_HOME%\target\build.log" 1>&2
exit /b 1
