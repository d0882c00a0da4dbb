package studio.sfumato.weights.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;

/// What lies beside a checkpoint and bears its name: `dream.sfumato.json`, with the keys of a model folder's
/// `sfumato.json` and `prediction` (`v` or `epsilon`); A1111's `dream.yaml`, of which the prediction is read;
/// and a VAE, `dream.vae.safetensors`.
///
/// @param folder the checkpoint's folder
/// @param stem the checkpoint's name without its ending
record Sidecar(Path folder, String stem) {
    private static final int MOST_YAML_BYTES = 1 << 20;
    private static final Pattern PARAMETERISATION =
            Pattern.compile("(?m)^\\s*parameterization\\s*:\\s*[\"']?(v|eps)[\"']?\\s*(#.*)?$");

    /// {@return the settings in `NAME.sfumato.json`, which may be none}
    ComponentConfig settings() {
        String name = stem + "." + ModelDefaults.FILE;
        Path file = folder.resolve(name);
        return Files.exists(file) ? ComponentConfig.read(file, name) : ComponentConfig.of(name, Map.of());
    }

    /// {@return what the user says the U-Net predicts}
    ///
    /// @param settings what [#settings] gave
    /// @throws ModelFileException if that is neither
    Optional<Predicts> prediction(ComponentConfig settings) {
        Optional<String> text = settings.text("prediction");
        if (text.isPresent()) {
            return Optional.of(ModelSpec.predicts(text.get())
                    .orElseThrow(() -> settings.wrong("prediction", "\"v\" or \"epsilon\"")));
        }
        return yaml();
    }

    /// {@return a VAE that lies beside the checkpoint for it, as in A1111}
    Optional<Path> vae() {
        return List.of(".vae.safetensors", ".vae.pt", ".vae.ckpt").stream()
                .map(ending -> folder.resolve(stem + ending))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private Optional<Predicts> yaml() {
        Path file = folder.resolve(stem + ".yaml");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            Matcher told = PARAMETERISATION.matcher(new String(in.readNBytes(MOST_YAML_BYTES), StandardCharsets.UTF_8));
            return told.find() ? ModelSpec.predicts(told.group(1)) : Optional.empty();
        } catch (IOException unreadable) {
            throw new ModelFileException(file.getFileName() + " cannot be read", null, unreadable);
        }
    }
}
