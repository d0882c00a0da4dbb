package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import studio.sfumato.weights.checkpoint.SingleFile;

/// The VAEs that were chosen for models.
///
/// @param all a VAE's name or path, or [ModelCatalogue#OWN_VAE], by the model's file or folder. Earlier versions kept
/// it by the
///     model's name, which models in different folders share: such a choice holds for each of them until another is
/// made for
///     that one
public record KeptVaes(Map<String, String> all) {
    /// None.
    public static final KeptVaes NONE = new KeptVaes(Map.of());

    /// Keeps a copy.
    public KeptVaes {
        all = Map.copyOf(all);
    }

    /// {@return the VAE chosen for the model in a file or folder; empty if none was}
    public String of(Path model) {
        return all.getOrDefault(key(model), byName(model));
    }

    /// {@return the same with another VAE for the model in a file or folder}
    ///
    /// @param vae empty for none
    public KeptVaes with(Path model, String vae) {
        Map<String, String> changed = new TreeMap<>(all);
        if (vae.equals(byName(model))) {
            changed.remove(key(model));
        } else {
            changed.put(key(model), vae); // empty where none is to count instead of what is kept by name
        }
        return new KeptVaes(changed);
    }

    private static String key(Path model) {
        return model.toAbsolutePath().normalize().toString();
    }

    private String byName(Path model) {
        return all.getOrDefault(SingleFile.stem(model), "");
    }
}
