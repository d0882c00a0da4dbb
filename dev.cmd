@echo off
rem Runs Maven on a JDK 25, wherever that is installed: dev verify
setlocal
call "%~dp0tools\find-jdk.cmd" || exit /b 1
call mvn -f "%~dp0pom.xml" %*
exit /b %ERRORLEVEL%
