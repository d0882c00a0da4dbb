package studio.sfumato.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import studio.sfumato.cli.Cli;
import studio.sfumato.cli.Workshop;

/// Starts Sfumato.
public final class Launcher {
    private Launcher() {}

    /// Runs the program with its command-line arguments.
    public static void main(String[] args) {
        Cli cli = new Cli(Workshop.standard(BuildInfo.version()), writer(System.out), writer(System.err));
        System.exit(cli.run(args));
    }

    /// Files and terminals speak UTF-8, whatever the locale says; a Windows console speaks what Java found out about
    /// it.
    private static PrintWriter writer(PrintStream stream) {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return new PrintWriter(stream, true, windows ? stream.charset() : StandardCharsets.UTF_8);
    }
}
