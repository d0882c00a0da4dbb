package studio.sfumato.app;

/// What this build is.
final class BuildInfo {
    private BuildInfo() {}

    /// {@return the version in the jar's manifest, or `development` when run from classes}
    static String version() {
        String version = Launcher.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
