package studio.sfumato.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import studio.sfumato.job.SourceStore;
import studio.sfumato.settings.AppPaths;

/// Runs the command line over the tiny models of the golden tests and keeps what it prints.
public final class CliFixture {
    static final Path MODELS = Path.of("src/test/resources/golden/pipelines/models");

    private final Path folder;
    private final Path models;

    /// @param folder where the pictures and caches go
    CliFixture(Path folder, Path models) {
        this.folder = folder;
        this.models = models;
    }

    /// What a command did.
    record Outcome(int code, String out, String err) {}

    Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        AppPaths own = AppPaths.in(folder);
        AppPaths paths = new AppPaths(own.config(), own.data(), own.cache(), own.pictures(), List.of(models));
        return new Outcome(run(paths, out, err, args), out.toString(), err.toString());
    }

    /// Runs a command and waits for what it does beside: that writes caches, perhaps into a folder that is about to go.
    ///
    /// @return its exit code
    public static int run(AppPaths paths, Writer out, Writer err, String... args) {
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Workshop workshop = new Workshop(paths, "test", false, System.getenv(), beside);
            return new Cli(workshop, new PrintWriter(out), new PrintWriter(err)).run(args);
        }
    }

    /// {@return what the commands keep of pictures they start from}
    SourceStore sources() {
        return new SourceStore(AppPaths.in(folder).sources());
    }

    /// Copies one of the tiny models, so that a test may damage it.
    static Path copyModel(String name, Path to) throws IOException {
        Path from = MODELS.resolve(name);
        Path target = to.resolve(name);
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(target.resolve(from.relativize(dir)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, target.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
        return target;
    }
}
