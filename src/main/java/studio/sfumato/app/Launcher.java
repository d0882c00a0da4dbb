package studio.sfumato.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import studio.sfumato.cli.Cli;
import studio.sfumato.cli.Workshop;
import studio.sfumato.settings.AppPaths;

/// Starts Sfumato: its window, or with words behind its name a command.
public final class Launcher {
    private static final int NO_WINDOW = 1;
    private static final int TRIES = 50;
    private static final long PAUSE_NANOS = 100_000_000;

    private Launcher() {}

    /// Runs the program with its command-line arguments.
    public static void main(String[] args) {
        PrintWriter err = writer(System.err);
        List<Path> paths = paths(args);
        if (args.length > 0 && paths.isEmpty()) {
            Cli cli = new Cli(Workshop.standard(BuildInfo.version()), writer(System.out), err);
            System.exit(cli.run(args));
        }
        Optional<Desktop.Obstacle> obstacle = Desktop.obstacle();
        if (obstacle.isPresent()) {
            err.println("sfumato: " + obstacle.get().message());
            err.println("  " + obstacle.get().hint());
            System.exit(NO_WINDOW);
        }
        if (openAlready(AppPaths.standard().data(), paths, err)) {
            return;
        }
        StudioApp.open(paths);
    }

    /// {@return the pictures and models to open the window with; empty if the arguments are anything else}
    static List<Path> paths(String... args) {
        boolean all = Arrays.stream(args).allMatch(Launcher::canBeOpened);
        return all ? Arrays.stream(args).map(Path::of).map(Path::toAbsolutePath).toList() : List.of();
    }

    /// A word alone is a command, even where a folder is called so.
    private static boolean canBeOpened(String text) {
        try {
            Path path = Path.of(text);
            boolean named = text.toLowerCase(Locale.ROOT).matches(".*\\.(png|safetensors|ckpt)");
            return named ? Files.isRegularFile(path) : path.getNameCount() > 1 && Files.isDirectory(path);
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    /// {@return whether a window is open already}; it comes to the front with `paths`. One that is just being opened is
    /// waited for.
    private static boolean openAlready(Path data, List<Path> paths, PrintWriter err) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Instance> mine = Instance.claim(data);
            if (mine.isPresent()) {
                mine.get().close();
                return false;
            }
            if (Instance.handOver(data, paths)) {
                return true;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        err.println("sfumato: Sfumato is open already, and its window does not answer");
        err.println("  Close it, or wait until it does.");
        System.exit(NO_WINDOW);
        return true;
    }

    /// Files and terminals speak UTF-8, whatever the locale says; a Windows console speaks what Java found out about
    /// it.
    private static PrintWriter writer(PrintStream stream) {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return new PrintWriter(stream, true, windows ? stream.charset() : StandardCharsets.UTF_8);
    }
}
