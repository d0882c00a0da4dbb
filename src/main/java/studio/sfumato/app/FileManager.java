package studio.sfumato.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows folders in the desktop's file manager.
final class FileManager {
    private static final Logger LOG = LoggerFactory.getLogger(FileManager.class);

    private FileManager() {}

    /// Shows `path`, or the folder it is in; a desktop without a file manager shows nothing.
    static void show(Path path) {
        List<String> command = command(System.getProperty("os.name", ""), path.toAbsolutePath());
        try {
            new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException none) {
            LOG.warn("no file manager could be started: {}", none.getMessage());
        }
    }

    /// {@return what shows `path` on the system `os`}
    static List<String> command(String os, Path path) {
        String system = os.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return List.of("explorer.exe", "/select," + path);
        }
        if (system.startsWith("mac")) {
            return List.of("open", "-R", path.toString());
        }
        Path parent = path.getParent();
        return List.of("xdg-open", (Files.isDirectory(path) || parent == null ? path : parent).toString());
    }
}
