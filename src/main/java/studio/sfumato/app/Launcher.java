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
import java.util.concurrent.TimeoutException;
import studio.sfumato.cli.Cli;
import studio.sfumato.cli.Workshop;
import studio.sfumato.settings.AppPaths;

/// Starts Sfumato: its window, or with words behind its name a command.
public final class Launcher {
    private static final int NO_WINDOW = 1;

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
        Optional<Instance> mine = enter(AppPaths.standard().data(), paths);
        if (mine.isEmpty()) {
            return;
        }
        mine.get().close(); // the window claims it again: JavaFX makes its own application
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
            boolean named = text.toLowerCase(Locale.ROOT).matches(".*\\.(png|safetensors|ckpt|pt)");
            return named ? Files.isRegularFile(path) : path.getNameCount() > 1 && Files.isDirectory(path);
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    /// {@return the right to be the one window; empty if the open one has come to the front with `paths`}. Where that
    /// does not answer, the program ends.
    static Optional<Instance> enter(Path data, List<Path> paths) {
        try {
            return Instance.enter(data, paths);
        } catch (TimeoutException deaf) {
            PrintWriter err = writer(System.err);
            err.println("sfumato: " + deaf.getMessage());
            err.println("  Close it, or wait until it does.");
            System.exit(NO_WINDOW);
            return Optional.empty();
        }
    }

    /// Files and terminals speak UTF-8, whatever the locale says; a Windows console speaks what Java found out about
    /// it.
    private static PrintWriter writer(PrintStream stream) {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return new PrintWriter(stream, true, windows ? stream.charset() : StandardCharsets.UTF_8);
    }
}
