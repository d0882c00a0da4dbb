package studio.sfumato.weights.merge;

import java.nio.file.Path;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.checkpoint.WithVae;
import studio.sfumato.weights.lora.LoraFile;
import studio.sfumato.weights.lora.LoraFit;

/// What would come of baking something into a model, told from headers alone, by the rules of the merge itself.
public final class BakingPreview {
    private BakingPreview() {}

    /// How much of a LoRA has a place in a model.
    ///
    /// @param fitting keys that have one
    /// @param keys all it has
    public record Fit(int fitting, int keys) {}

    /// {@return how much of a LoRA has a place in the first model of a merge}
    ///
    /// @throws StudioException if nothing has, or the file is none
    public static Fit lora(ModelSource first, Path file) {
        LoraFit fit = LoraFit.of(LoraFile.open(file), first);
        return new Fit(fit.fitting(), fit.file().keys());
    }

    /// Refuses a VAE that cannot be baked in.
    ///
    /// @throws StudioException if it is none, or does not fit the first model of a merge
    public static void requireVae(ModelSource first, Path file) {
        ModelSource with = WithVae.of(first, file);
        Portable.requireWhole(String.valueOf(file.getFileName()), with.config(ModelPart.VAE));
    }
}
