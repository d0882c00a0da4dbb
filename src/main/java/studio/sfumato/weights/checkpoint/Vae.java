package studio.sfumato.weights.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.TensorFile;

/// An autoencoder that does not come with the model: a file of its own, the one in another checkpoint, or a
/// folder in diffusers' layout.
///
/// @param location the file or folder: absolute
/// @param config its settings
/// @param weights its tensors
public record Vae(Path location, ComponentConfig config, ComponentWeights weights) {
    /// The class that diffusers loads a tiny autoencoder with. Its latents are the U-Net's own, of whatever scale.
    static final String TINY = "AutoencoderTiny";

    private static final String SCALE = "scaling_factor";

    /// Opens the autoencoder at `path` for a model of `family`.
    ///
    /// @param scale what the latents of the model are multiplied by: the autoencoders of SD 1.x and SDXL differ
    ///     in nothing else, and no file shows it
    /// @throws ModelFileException if it is missing, damaged or another family's
    /// @throws UnsupportedModelException if it is no autoencoder
    public static Vae open(Path path, ModelFamily family, double scale) {
        Path location = path.toAbsolutePath().normalize();
        return Files.isDirectory(path) ? folder(location, family, scale) : file(location, scale);
    }

    private static Vae file(Path file, double scale) {
        TensorFile tensors = TensorFile.open(file);
        FileKind kind = FileKind.of(tensors);
        if (kind == FileKind.TINY_VAE) {
            return TinyVaeFile.open(file, tensors);
        }
        if (kind != FileKind.VAE && kind != FileKind.CHECKPOINT) {
            throw kind.refused(tensors.name(), ModelPart.VAE.label());
        }
        Parts.Network found =
                Parts.vae(tensors).orElseThrow(() -> new ModelFileException(tensors.name() + " has no VAE"));
        ComponentConfig config = VaeShapes.config(new Shapes(tensors.name(), found.weights(), found.called()), scale);
        return new Vae(
                file,
                config,
                ComponentWeights.of(tensors.name(), found.weights(), tensors.file())
                        .called(found.called()));
    }

    /// A VAE's own folder, or a whole model's with one in it.
    private static Vae folder(Path folder, ModelFamily family, double scale) {
        String part = ModelPart.VAE.folder();
        Path own = Files.isRegularFile(folder.resolve(part).resolve("config.json")) ? folder.resolve(part) : folder;
        ComponentConfig config =
                ComponentConfig.read(own.resolve("config.json"), folder.getFileName() + "/config.json");
        boolean tiny = config.text("_class_name", "").equals(TINY);
        if (!tiny && !config.text("_class_name", ModelPart.VAE.className()).equals(ModelPart.VAE.className())) {
            throw new UnsupportedModelException(config.name() + ": this is a " + config.text("_class_name", "network")
                    + ", not an " + ModelPart.VAE.className());
        }
        if (!tiny && config.number(SCALE, scale) != scale) {
            throw new ModelFileException(
                    config.name() + ": this VAE's latents are of another kind (" + SCALE + " "
                            + config.number(SCALE, scale) + ", the model's " + scale + ")",
                    "Give a VAE made for " + family.label() + ".",
                    null);
        }
        return new Vae(folder, config, ComponentWeights.inFolder(own, ModelPart.VAE));
    }
}
