package studio.sfumato.weights;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.checkpoint.FileKind;
import studio.sfumato.weights.checkpoint.SingleFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where the user's own settings of a model are: `dream.sfumato.json` beside `dream.safetensors`, `sfumato.json` in a
/// model's folder. Most of it is written by hand.
public final class UserFile {
    private UserFile() {}

    /// {@return where that of `model`, a file or a folder, is; it need not exist}
    public static Path of(Path model) {
        return Files.isDirectory(model)
                ? model.resolve(ModelDefaults.FILE)
                : model.resolveSibling(SingleFile.stem(model) + "." + ModelDefaults.FILE);
    }

    /// {@return what is in that of `model`, a file or a folder; nothing if there is none}
    ///
    /// @throws ModelFileException if it is no JSON object
    public static ComponentConfig read(Path model) {
        Path file = of(model);
        String name = String.valueOf(file.getFileName());
        return Files.exists(file) ? ComponentConfig.read(file, name) : ComponentConfig.of(name, Map.of());
    }

    /// Sets these keys and takes those out that have no value; what else is there stays. A file that holds nothing any
    /// more is deleted. The new one is written beside the old and takes its place in one step.
    ///
    /// @throws ModelFileException if what is there is no JSON object, or the new one cannot be written; then all is
    ///     as before
    /// @throws UnsupportedModelException if there is no model at `model`
    static synchronized void change(Path model, Map<String, Optional<JsonNode>> values) {
        requireModel(model);
        Path file = of(model.toAbsolutePath().normalize());
        String name = String.valueOf(file.getFileName());
        boolean old = Files.exists(file);
        ObjectNode node = old ? JsonFile.read(file, name) : JsonFile.of(Map.of());
        ObjectNode before = node.deepCopy();
        values.forEach((key, value) -> value.ifPresentOrElse(given -> node.set(key, given), () -> node.remove(key)));
        if (node.equals(before)) {
            return;
        }
        try {
            Path real = old ? file.toRealPath() : file; // a link stays one
            if (node.isEmpty()) {
                Files.delete(file);
            } else {
                replace(real, node);
            }
        } catch (IOException unwritable) {
            throw new ModelFileException(
                    file + " cannot be written: " + JsonFile.reason(unwritable),
                    "Where a folder may not be written to, keep a copy of the model, or a link to it, in one that may.",
                    unwritable);
        }
    }

    private static void replace(Path file, ObjectNode node) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            Files.write(
                    fresh,
                    JsonFile.written(node),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            try {
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException another) {
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void requireModel(Path model) {
        if (Files.isDirectory(model)) {
            if (!ModelFolder.isModel(model) && !OnnxFolder.isModel(model)) {
                throw new UnsupportedModelException(model + " is no model's folder");
            }
            return;
        }
        TensorFile file = TensorFile.open(model);
        FileKind kind = FileKind.of(file);
        if (kind != FileKind.CHECKPOINT) {
            throw kind.refused(file.name());
        }
    }
}
