package studio.sfumato.download;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program of the operating system that is told secrets and tells them: by its input and output, never by its words,
/// which every user of the machine can read.
///
/// @param file where it is
/// @param patience how long it may take
record Program(Path file, Duration patience) {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);
    private static final int MOST_BYTES = 1 << 13;

    /// What it said.
    ///
    /// @param code its exit status
    /// @param problem the first line of its complaints; empty for none
    record Said(int code, String text, String problem) {}

    /// {@return the program called `name` in one of the folders of `path`}
    static Optional<Path> find(String name, String path) {
        for (String folder : path.split(File.pathSeparator, -1)) {
            try {
                Path file = Path.of(folder, name);
                if (file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                    return Optional.of(file);
                }
            } catch (InvalidPathException none) {
                LOG.debug("no folder", none);
            }
        }
        return Optional.empty();
    }

    /// {@return what it says to `input`}
    ///
    /// @throws IOException if it cannot be started, or takes too long
    Said run(String input, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).start();
        try {
            CompletableFuture<String> out = said(process.getInputStream());
            CompletableFuture<String> err = said(process.getErrorStream());
            tell(process, input);
            // What it leaves behind may hold its outputs open when it has long ended.
            CompletableFuture.allOf(process.onExit(), out, err).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            String problem = err.join()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse("");
            return new Said(process.exitValue(), out.join(), problem.strip());
        } catch (TimeoutException silent) {
            throw new IOException(file.getFileName() + " did not answer within " + patience.toSeconds() + " s", silent);
        } catch (ExecutionException broken) {
            throw new IOException(file.getFileName() + " could not be heard", broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(file.getFileName() + " was not waited for", stopped);
        } finally {
            process.destroyForcibly();
        }
    }

    private void tell(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException deaf) {
            LOG.debug("{} does not listen", file, deaf); // its exit status tells
        }
    }

    private static CompletableFuture<String> said(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                    } catch (IOException ended) {
                        return "";
                    }
                },
                Thread::startVirtualThread);
    }
}
