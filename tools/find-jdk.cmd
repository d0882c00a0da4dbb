@rem Called by sfumato.cmd and dev.cmd: finds a JDK 25 and sets JAVA_HOME, or explains what to install and fails.
@rem Order: %SFUMATO_JAVA_HOME%, %JAVA_HOME%, the usual folders, IntelliJ's, then PATH.
@set "SFUMATO_JDK="
@call :try "%SFUMATO_JAVA_HOME%"
@call :try "%JAVA_HOME%"
@for %%R in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\Zulu" "%ProgramFiles%\BellSoft" "%LOCALAPPDATA%\Programs\Eclipse Adoptium" "%USERPROFILE%\.jdks") do @if exist "%%~R" for /d %%D in ("%%~R\*") do @call :try "%%~D"
@for %%J in (java.exe) do @if not "%%~$PATH:J"=="" call :try "%%~dp$PATH:J.."
@if not defined SFUMATO_JDK (
    echo Sfumato needs a JDK 25 and found none. 1>&2
    echo Install one ^(Eclipse Temurin 25, for example^) or set SFUMATO_JAVA_HOME to its folder. 1>&2
    exit /b 1
)
@set "JAVA_HOME=%SFUMATO_JDK%"
@exit /b 0

:try
@if defined SFUMATO_JDK exit /b 0
@if "%~1"=="" exit /b 0
@if not exist "%~1\bin\java.exe" exit /b 0
@if not exist "%~1\release" exit /b 0
@findstr /b /r /c:"JAVA_VERSION=.25[.+-]" /c:"JAVA_VERSION=.25.$" "%~1\release" >nul 2>nul && set "SFUMATO_JDK=%~f1"
@exit /b 0
