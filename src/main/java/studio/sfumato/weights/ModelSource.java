package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A model that has been opened: what it is, where its weights lie and how it wants to be used. Nothing but settings
/// and headers has been read; the weights stay in their files.
///
/// A diffusers folder is one kind ([ModelFolder]), a checkpoint in one file another.
public interface ModelSource {
    /// Channels of a latent picture, where nothing says otherwise.
    int LATENT_CHANNELS = 4;

    /// {@return what the model is called: the name of its folder or file}
    String name();

    /// {@return its folder or file}
    Path location();

    /// {@return the file or folder of a network, if that is not the model's own}
    default Optional<Path> lender(ModelPart part) {
        return Optional.empty();
    }

    /// {@return the file or folder of its VAE, if that is not its own}
    default Optional<Path> separateVae() {
        return lender(ModelPart.VAE);
    }

    /// {@return the files or folders of its text encoders, those that are not its own}
    default List<Path> separateText() {
        return Stream.of(ModelPart.TEXT_ENCODER, ModelPart.TEXT_ENCODER_2)
                .flatMap(part -> lender(part).stream())
                .distinct()
                .toList();
    }

    /// {@return which family it belongs to}
    ModelFamily family();

    /// {@return whether its U-Net takes a mask and a masked picture beside the latent picture}
    boolean inpainting();

    /// {@return whether it is SDXL's refiner, whose one text encoder is the base model's second and whose U-Net is
    /// told how pretty a picture is}
    default boolean refiner() {
        return family() == ModelFamily.SDXL && !parts().contains(ModelPart.TEXT_ENCODER);
    }

    /// {@return whether its U-Net takes a picture beside the latent picture and changes it as the prompt says:
    /// InstructPix2Pix}
    default boolean instructed() {
        return config(ModelPart.UNET).positive("in_channels", LATENT_CHANNELS) == 2 * latentChannels();
    }

    /// {@return whether its U-Net takes a depth map beside the latent picture: SD 2 depth}
    default boolean depth() {
        return config(ModelPart.UNET).positive("in_channels", LATENT_CHANNELS) == latentChannels() + 1;
    }

    /// {@return whether its U-Net is told how strong the guidance is, so that the negative prompt takes no part}
    default boolean toldGuidance() {
        return config(ModelPart.UNET).has(ComponentConfig.TOLD_GUIDANCE);
    }

    private int latentChannels() {
        return parts().contains(ModelPart.VAE) // which may be a file of its own
                ? config(ModelPart.VAE).positive("latent_channels", LATENT_CHANNELS)
                : LATENT_CHANNELS;
    }

    /// {@return the networks it has}
    Set<ModelPart> parts();

    /// {@return the settings of a network}
    ///
    /// @throws IllegalArgumentException if the model has no such part
    ComponentConfig config(ModelPart part);

    /// {@return the tensors of a network}
    ///
    /// @throws IllegalArgumentException if the model has no such part
    WeightSource weights(ModelPart part);

    /// {@return the files that hold a network's tensors: absolute, symbolic links resolved, in one folder; those of a
    /// VAE that was exported as two graphs in two}
    ///
    /// @throws IllegalArgumentException if the model has no such part
    List<Path> files(ModelPart part);

    /// {@return the folder of the tokenizer of a text encoder; empty if the model brings none}
    Optional<Path> tokenizer(ModelPart encoder);

    /// {@return the noise the model was trained on}
    NoiseScheduleConfig noiseSchedule();

    /// {@return what tells that noise: the user, or the model's files}
    NoiseFacts noiseFacts();

    /// {@return whether [#noiseSchedule()] is right about what the U-Net predicts. Where it is not, running the U-Net
    /// once tells: SD 2.x has models of either kind with the same tensors}
    default boolean predictionKnown() {
        return noiseFacts().predicts().isPresent();
    }

    /// {@return the files beside its weights that say how it is used, which need not exist: what one says counts from
    /// the next picture on}
    List<Path> notes();

    /// {@return whether an empty negative prompt is a zero conditioning instead of an encoded empty text: true for SDXL
    /// unless `force_zeros_for_empty_prompt` says otherwise}
    boolean forceZerosForEmptyPrompt();

    /// {@return how the model is best used, where a request doesn't say}
    ModelDefaults defaults();
}
