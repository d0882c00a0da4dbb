package studio.sfumato.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import studio.sfumato.cli.Cli;
import studio.sfumato.cli.Workshop;

/// Starts Sfumato: its window, or with words behind its name a command.
public final class Launcher {
    private static final int NO_WINDOW = 1;

    private Launcher() {}

    /// Runs the program with its command-line arguments.
    public static void main(String[] args) {
        PrintWriter err = writer(System.err);
        if (args.length > 0) {
            Cli cli = new Cli(Workshop.standard(BuildInfo.version()), writer(System.out), err);
            System.exit(cli.run(args));
        }
        Optional<Desktop.Obstacle> obstacle = Desktop.obstacle();
        if (obstacle.isPresent()) {
            err.println("sfumato: " + obstacle.get().message());
            err.println("  " + obstacle.get().hint());
            System.exit(NO_WINDOW);
        }
        StudioApp.open();
    }

    /// Files and terminals speak UTF-8, whatever the locale says; a Windows console speaks what Java found out about
    /// it.
    private static PrintWriter writer(PrintStream stream) {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return new PrintWriter(stream, true, windows ? stream.charset() : StandardCharsets.UTF_8);
    }
}
