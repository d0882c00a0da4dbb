package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.ModelFileException;

/// Works out the hash that tells one model from another in a picture's text: the first ten hexadecimal digits of the
/// SHA-256 of the U-Net's weight file, or of its files one after the other in the order of their names.
///
/// A1111 hashes the whole checkpoint in the same way; a model folder has no such file, so the two differ for the same
/// model. Hashing takes seconds for a large model: results are kept, in memory and in a small file, for as long as
/// path, size and time of change stay the same. Safe for use by several threads.
public final class ModelHash {
    private static final int DIGITS = 10;

    private final KeptHashes kept;

    /// @param cache a folder for files that can be made again; made when needed, done without when it can't be
    public ModelHash(Path cache) {
        this.kept = new KeptHashes(cache.resolve("model-hashes.txt"));
    }

    /// {@return the ten digits for `model`}
    ///
    /// @throws ModelFileException if a file cannot be read
    /// @throws CancelledException if `cancel` is cancelled meanwhile
    public String of(ModelSource model, CancellationToken cancel) {
        return whole(model, cancel).substring(0, DIGITS);
    }

    /// {@return all 64 digits for `model`}
    ///
    /// @throws ModelFileException if a file cannot be read
    /// @throws CancelledException if `cancel` is cancelled meanwhile
    public String whole(ModelSource model, CancellationToken cancel) {
        List<Path> files = model.files(ModelPart.UNET);
        String key = key(files);
        return kept.get(key, () -> sha256(files, cancel));
    }

    private static String key(List<Path> files) {
        return files.stream().map(file -> FileStamp.of(file) + "|").collect(Collectors.joining());
    }

    private static String sha256(List<Path> files, CancellationToken cancel) {
        Sha256 sum = new Sha256();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                sum.add(in, cancel);
            } catch (IOException unreadable) {
                throw new ModelFileException(
                        file + " cannot be read: " + JsonFile.reason(unreadable), null, unreadable);
            }
        }
        return sum.hex();
    }
}
