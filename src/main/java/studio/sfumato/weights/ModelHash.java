package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
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

    /// Every hash that somebody may know a model by.
    ///
    /// @param sha256 64 digits: of the whole file, or of the U-Net's in a folder
    /// @param legacy A1111's before 1.0, eight digits; empty for a folder, which A1111 had none for
    public record All(String sha256, Optional<String> legacy) {
        /// {@return the ten digits that pictures name it by; of a whole file A1111's short hash, and AutoV2}
        public String brief() {
            return sha256.substring(0, DIGITS);
        }
    }

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
        return whole(model, _ -> {}, cancel);
    }

    private String whole(ModelSource model, DoubleConsumer progress, CancellationToken cancel) {
        List<Path> files = model.files(ModelPart.UNET);
        return kept.get(key(files), () -> sha256(files, progress, cancel));
    }

    /// {@return every hash of `model`}
    ///
    /// @param progress hears which share has been read, 0 to 1; nothing where nothing need be
    /// @throws ModelFileException if a file cannot be read
    /// @throws CancelledException if `cancel` is cancelled meanwhile
    public All all(ModelSource model, DoubleConsumer progress, CancellationToken cancel) {
        return with(model, whole(model, progress, cancel));
    }

    /// {@return every hash of `model`, if they are kept; no file is read through}
    ///
    /// @throws ModelFileException if a file is gone
    public Optional<All> known(ModelSource model) {
        try {
            String hash = kept.get(key(model.files(ModelPart.UNET)), () -> {
                throw new CancelledException();
            });
            return Optional.of(with(model, hash));
        } catch (CancelledException unknown) {
            return Optional.empty();
        }
    }

    private static All with(ModelSource model, String sha256) {
        Path place = model.location();
        return new All(sha256, Files.isRegularFile(place) ? LegacyHash.of(place) : Optional.empty());
    }

    private static String key(List<Path> files) {
        return files.stream().map(file -> FileStamp.of(file) + "|").collect(Collectors.joining());
    }

    private static String sha256(List<Path> files, DoubleConsumer progress, CancellationToken cancel) {
        Sha256 sum = new Sha256();
        long all = 0;
        for (Path file : files) {
            all += file.toFile().length();
        }
        long[] done = {0};
        double total = Math.max(1, all);
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                sum.add(in, cancel, read -> {
                    done[0] += read;
                    progress.accept(Math.min(1, done[0] / total));
                });
            } catch (IOException unreadable) {
                throw new ModelFileException(
                        file + " cannot be read: " + JsonFile.reason(unreadable), null, unreadable);
            }
        }
        return sum.hex();
    }
}
