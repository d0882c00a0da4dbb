package studio.sfumato.weights.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.NoiseWord;

/// What lies beside a checkpoint and bears its name: `dream.sfumato.json`, with the keys of a model folder's
/// `sfumato.json`; A1111's `dream.yaml`, of which the prediction is read; and a VAE, `dream.vae.safetensors`.
///
/// @param folder the checkpoint's folder
/// @param stem the checkpoint's name without its ending
record Sidecar(Path folder, String stem) {
    private static final int MOST_YAML_BYTES = 1 << 20;
    private static final Pattern PARAMETERISATION =
            Pattern.compile("(?m)^\\s*parameterization\\s*:\\s*[\"']?(v|eps)[\"']?\\s*(#.*)?$");

    /// {@return A1111's configuration, which may not be there}
    Path yaml() {
        return folder.resolve(stem + ".yaml");
    }

    /// {@return what A1111's configuration says that the U-Net predicts, if there is one}
    ///
    /// @throws ModelFileException if it cannot be read
    Optional<Predicts> prediction() {
        Path file = yaml();
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            Matcher told = PARAMETERISATION.matcher(new String(in.readNBytes(MOST_YAML_BYTES), StandardCharsets.UTF_8));
            return told.find() ? NoiseWord.called(told.group(1)) : Optional.empty();
        } catch (IOException unreadable) {
            throw new ModelFileException(file.getFileName() + " cannot be read", null, unreadable);
        }
    }

    /// {@return a VAE that lies beside the checkpoint for it, as in A1111}
    Optional<Path> vae() {
        return List.of(".vae.safetensors", ".vae.pt", ".vae.ckpt").stream()
                .map(ending -> folder.resolve(stem + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
