package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import studio.sfumato.weights.checkpoint.SingleFile;

/// What was chosen for models: a VAE, or whose text encoders they are used with.
///
/// @param all a name or path, or [ModelCatalogue#OWN_VAE], by the model's file or folder. Earlier versions kept VAEs by
///     the model's name, which models in different folders share: such a choice holds for each of them until another
///     is made for that one
public record KeptChoices(Map<String, String> all) {
    /// None.
    public static final KeptChoices NONE = new KeptChoices(Map.of());

    /// Keeps a copy.
    public KeptChoices {
        all = Map.copyOf(all);
    }

    /// {@return what was chosen for the model in a file or folder; empty if nothing was}
    public String of(Path model) {
        return all.getOrDefault(key(model), byName(model));
    }

    /// {@return the same with another choice for the model in a file or folder}
    ///
    /// @param choice empty for none
    public KeptChoices with(Path model, String choice) {
        Map<String, String> changed = new TreeMap<>(all);
        if (choice.equals(byName(model))) {
            changed.remove(key(model));
        } else {
            changed.put(key(model), choice); // empty where none is to count instead of what is kept by name
        }
        return new KeptChoices(changed);
    }

    private static String key(Path model) {
        return model.toAbsolutePath().normalize().toString();
    }

    private String byName(Path model) {
        return all.getOrDefault(SingleFile.stem(model), "");
    }
}
