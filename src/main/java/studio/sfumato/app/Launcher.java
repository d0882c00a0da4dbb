package studio.sfumato.app;

/// Starts Sfumato.
public final class Launcher {
    private Launcher() {}

    /// Runs the program with its command-line arguments.
    public static void main(String[] args) {}
}
