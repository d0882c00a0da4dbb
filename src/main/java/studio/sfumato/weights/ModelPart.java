package studio.sfumato.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The networks of a model.
public enum ModelPart {
    /// Turns the prompt into what the U-Net is guided by.
    TEXT_ENCODER("text_encoder", "tokenizer", "model", "CLIPTextModel", "text encoder"),
    /// The second, larger text encoder of SDXL.
    TEXT_ENCODER_2("text_encoder_2", "tokenizer_2", "model", "CLIPTextModelWithProjection", "second text encoder"),
    /// Takes the noise out of a latent picture.
    UNET("unet", "", "diffusion_pytorch_model", "UNet2DConditionModel", "U-Net"),
    /// Translates between pictures and latent pictures.
    VAE("vae", "", "diffusion_pytorch_model", "AutoencoderKL", "VAE");

    private final String folder;
    private final String tokenizer;
    private final String weightFile;
    private final String className;
    private final String label;

    ModelPart(String folder, String tokenizer, String weightFile, String className, String label) {
        this.folder = folder;
        this.tokenizer = tokenizer;
        this.weightFile = weightFile;
        this.className = className;
        this.label = label;
    }

    /// {@return the name of its folder, and of its entry in `model_index.json`}
    public String folder() {
        return folder;
    }

    /// {@return what it is called in messages}
    public String label() {
        return label;
    }

    /// {@return the folder of the tokenizer that belongs to it in a model's folder, if there is one}
    Optional<Path> tokenizer(Path model) {
        return Optional.of(tokenizer)
                .filter(name -> !name.isEmpty())
                .map(model::resolve)
                .filter(Files::isDirectory);
    }

    /// {@return what its weight files' names begin with}
    String weightFile() {
        return weightFile;
    }

    /// {@return the class that diffusers or transformers load it with}
    public String className() {
        return className;
    }
}
