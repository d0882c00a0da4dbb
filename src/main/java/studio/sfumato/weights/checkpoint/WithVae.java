package studio.sfumato.weights.checkpoint;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.NoiseScheduleConfig;
import studio.sfumato.weights.WeightSource;

/// A model with another autoencoder than its own, or with one where it has none.
///
/// @param model everything else
/// @param other its autoencoder
public record WithVae(ModelSource model, Vae other) implements ModelSource {
    /// {@return `model` with the autoencoder at `path`}
    ///
    /// @throws ModelFileException if that is missing, damaged or another family's
    /// @throws studio.sfumato.error.UnsupportedModelException if it is none
    public static ModelSource of(ModelSource model, Path path) {
        double family = model.family().latentScale();
        double scale = model.parts().contains(ModelPart.VAE)
                ? model.config(ModelPart.VAE).number("scaling_factor", family)
                : family;
        return new WithVae(model, Vae.open(path, model.family(), scale));
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public Path location() {
        return model.location();
    }

    @Override
    public Optional<Path> lender(ModelPart part) {
        return part == ModelPart.VAE ? Optional.of(other.location()) : model.lender(part);
    }

    @Override
    public ModelFamily family() {
        return model.family();
    }

    @Override
    public boolean inpainting() {
        return model.inpainting();
    }

    @Override
    public Set<ModelPart> parts() {
        Set<ModelPart> parts = EnumSet.of(ModelPart.VAE);
        parts.addAll(model.parts());
        return parts;
    }

    @Override
    public ComponentConfig config(ModelPart part) {
        return part == ModelPart.VAE ? other.config() : model.config(part);
    }

    @Override
    public WeightSource weights(ModelPart part) {
        return part == ModelPart.VAE ? other.weights() : model.weights(part);
    }

    @Override
    public List<Path> files(ModelPart part) {
        return part == ModelPart.VAE ? other.weights().files() : model.files(part);
    }

    @Override
    public Optional<Path> tokenizer(ModelPart encoder) {
        return model.tokenizer(encoder);
    }

    @Override
    public NoiseScheduleConfig noiseSchedule() {
        return model.noiseSchedule();
    }

    @Override
    public NoiseFacts noiseFacts() {
        return model.noiseFacts();
    }

    @Override
    public List<Path> notes() {
        return model.notes();
    }

    @Override
    public boolean forceZerosForEmptyPrompt() {
        return model.forceZerosForEmptyPrompt();
    }

    @Override
    public ModelDefaults defaults() {
        return model.defaults();
    }
}
