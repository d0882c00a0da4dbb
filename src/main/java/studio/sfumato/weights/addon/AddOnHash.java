package studio.sfumato.weights.addon;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.FileStamp;
import studio.sfumato.weights.KeptHashes;
import studio.sfumato.weights.Sha256;
import studio.sfumato.weights.TensorFile;

/// The hashes by which A1111 and the places where models are shared know LoRAs and embeddings: the first twelve
/// hexadecimal digits of a SHA-256. Kept on disk for as long as path, size and time of change stay the same; safe for
/// use by several threads.
public final class AddOnHash {
    private static final int DIGITS = 12;
    private static final int AUTO_V2 = 10;
    private static final String TRAINER = "sshs_model_hash";
    private static final String SAFETENSORS = ".safetensors";

    private final KeptHashes kept;
    private final Map<String, String> loras = new ConcurrentHashMap<>();

    /// Hashes kept in memory only.
    public AddOnHash() {
        kept = new KeptHashes();
    }

    /// @param cache a folder for files that can be made again; made when needed, done without when it can't be
    public AddOnHash(Path cache) {
        kept = new KeptHashes(cache.resolve("add-on-hashes.txt"));
    }

    /// {@return the twelve digits for a file}: those of the whole file, but of a LoRA those that its trainer
    /// wrote down, or else of everything after the header, so that a changed description leaves them alone
    ///
    /// @throws ModelFileException if it cannot be read
    public String of(AddOnKind kind, Path file) {
        return switch (kind) {
            case EMBEDDING, UPSCALER, CONTROL, DEPTH, POSE, LINES, VISION ->
                whole(file).substring(0, DIGITS);
            case LORA ->
                loras.computeIfAbsent(FileStamp.of(file), _ -> ofLora(file)).substring(0, DIGITS);
        };
    }

    /// {@return the ten digits that places where models are shared call AutoV2: those of the whole file}
    ///
    /// @throws ModelFileException if it cannot be read
    public String autoV2(Path file) {
        return whole(file).substring(0, AUTO_V2);
    }

    private String ofLora(Path file) {
        TensorFile tensors = TensorFile.open(file);
        String written = tensors.metadata().getOrDefault(TRAINER, "");
        if (written.matches("[0-9a-fA-F]{12,}")) {
            return written;
        }
        return tensors.file().toString().toLowerCase(Locale.ROOT).endsWith(SAFETENSORS)
                ? kept.get("tensors|" + FileStamp.of(file), () -> afterHeader(file))
                : whole(file);
    }

    private String whole(Path file) {
        return kept.get(FileStamp.of(file), () -> {
            try (InputStream in = Files.newInputStream(file)) {
                return new Sha256().add(in, CancellationToken.none()).hex();
            } catch (IOException unreadable) {
                throw unreadable(file, unreadable);
            }
        });
    }

    /// That of the whole file is kept too: reading it takes longer than working both out.
    private String afterHeader(Path file) {
        Sha256 all = new Sha256();
        String stamp = FileStamp.of(file);
        try (InputStream in = all.through(Files.newInputStream(file))) {
            byte[] length = in.readNBytes(Long.BYTES);
            in.readNBytes(Math.toIntExact(
                    ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong())); // checked as it was opened
            String tensors = new Sha256().add(in, CancellationToken.none()).hex();
            kept.get(stamp, all::hex);
            return tensors;
        } catch (IOException unreadable) {
            throw unreadable(file, unreadable);
        }
    }

    private static ModelFileException unreadable(Path file, IOException why) {
        return new ModelFileException(file + " cannot be read: " + why, null, why);
    }
}
