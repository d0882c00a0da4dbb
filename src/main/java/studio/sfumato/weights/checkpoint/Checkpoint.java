package studio.sfumato.weights.checkpoint;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.NoiseFacts.Source;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.NoiseWord;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.checkpoint.TextLender.Lent;

/// What a checkpoint in one file is: everything here is told from the names and shapes of its tensors and its
/// metadata, never from the file's name.
///
/// @param family the family
/// @param networks each network that is there
/// @param lent the text encoders that it lacks and is lent
/// @param configs the settings of each
/// @param refiner whether it is SDXL's refiner
/// @param inChannels channels of what the U-Net is fed: 4, 5 for one that sees depth, 8 for one that follows
///     instructions, 9 for an inpainting model
/// @param noise what the U-Net's output means, which is empty where only running it tells (SD 2.x), and whether the
///     last noise level is pure noise
record Checkpoint(
        ModelFamily family,
        Map<ModelPart, Parts.Network> networks,
        Map<ModelPart, Lent> lent,
        Map<ModelPart, ComponentConfig> configs,
        boolean refiner,
        int inChannels,
        NoiseFacts noise) {
    private static final int LATENT_CHANNELS = 4;

    /// An inpainting model is fed the latents, a mask and the latents of the picture without what is masked.
    private static final int INPAINTING_CHANNELS = 2 * LATENT_CHANNELS + 1;

    /// A model that sees depth is fed the latents and a depth map.
    private static final int DEPTH_CHANNELS = LATENT_CHANNELS + 1;

    /// A model that follows instructions is fed the latents of the picture it changes.
    private static final int INSTRUCTED_CHANNELS = 2 * LATENT_CHANNELS;

    /// {@return what `file` is with the text encoders it is lent}
    ///
    /// @param lender where those come from that it lacks
    /// @throws UnsupportedModelException if it is no model that this program runs
    /// @throws ModelFileException if it contradicts itself, or what is lent does not fit
    static Checkpoint of(TensorFile file, TextLender lender) {
        FileKind kind = FileKind.of(file);
        if (kind != FileKind.CHECKPOINT) {
            throw kind.refused(file.name());
        }
        Parts parts = Parts.of(file);
        Map<ModelPart, Shapes> shapes = new EnumMap<>(ModelPart.class);
        parts.networks()
                .forEach((part, network) ->
                        shapes.put(part, new Shapes(file.name(), network.weights(), network.called())));
        UNetShapes unet = new UNetShapes(shape(shapes, ModelPart.UNET, file.name()));
        ModelFamily family = family(unet);
        requireKnownInput(file.name(), family, unet.inChannels());
        boolean refiner = !shapes.containsKey(ModelPart.TEXT_ENCODER) && unet.refines(secondText(shapes));
        Set<ModelPart> wanted = EnumSet.copyOf(encoders(family, refiner));
        wanted.removeAll(shapes.keySet());
        Map<ModelPart, Lent> lent = lender.lend(file.name(), family, wanted);
        requireFittingText(file.name(), family, refiner, unet, shapes, lent);
        NoiseFacts noise = noise(file, family, unet.inChannels());
        Map<ModelPart, ComponentConfig> configs =
                configs(family, noise.prediction(), refiner, unet, shapes, lent, parts.openClip());
        return new Checkpoint(family, parts.networks(), lent, configs, refiner, unet.inChannels(), noise);
    }

    private static OptionalInt secondText(Map<ModelPart, Shapes> shapes) {
        @Nullable Shapes second = shapes.get(ModelPart.TEXT_ENCODER_2);
        return second == null
                ? OptionalInt.empty()
                : OptionalInt.of(TextShapes.of(second).width());
    }

    private static Shapes shape(Map<ModelPart, Shapes> shapes, ModelPart part, String file) {
        @Nullable Shapes found = shapes.get(part);
        if (found == null) {
            throw new ModelFileException(file + " has no " + part.label());
        }
        return found;
    }

    /// SDXL's U-Net is told sizes beside the text; that of SD 2.x projects linearly around attention.
    private static ModelFamily family(UNetShapes unet) {
        if (unet.toldSizes()) {
            return ModelFamily.SDXL;
        }
        return unet.linear() ? ModelFamily.SD2 : ModelFamily.SD1;
    }

    /// Only a model of SD 2 was published that is fed a depth map; what was trained on SD 1.x like it works too. What
    /// follows instructions is of SD 1.x or 2.x: SDXL's, CosXL Edit among them, is another pipeline's.
    private static void requireKnownInput(String file, ModelFamily family, int channels) {
        String what = switch (channels) {
            case LATENT_CHANNELS, INPAINTING_CHANNELS -> "";
            case INSTRUCTED_CHANNELS -> family == ModelFamily.SDXL ? "an InstructPix2Pix XL model" : "";
            case DEPTH_CHANNELS -> family == ModelFamily.SDXL ? "an SDXL model with 5 input channels" : "";
            case 7 -> "Stability's 4x upscaler";
            default -> "a U-Net with " + channels + " input channels";
        };
        if (!what.isEmpty()) {
            throw new UnsupportedModelException(
                    file + " is " + what + ", which is not supported", FileKind.UNKNOWN.hint(), null);
        }
    }

    /// The text states must be as wide as the U-Net asks for; otherwise parts of different models were put
    /// together.
    private static void requireFittingText(
            String file,
            ModelFamily family,
            boolean refiner,
            UNetShapes unet,
            Map<ModelPart, Shapes> shapes,
            Map<ModelPart, Lent> lent) {
        int width = 0;
        for (ModelPart part : encoders(family, refiner)) {
            @Nullable Shapes own = shapes.get(part);
            @Nullable Lent other = lent.get(part);
            if (own == null && other == null) {
                return; // incomplete
            }
            width += own != null
                    ? TextShapes.of(own).width()
                    : Objects.requireNonNull(other).width();
        }
        if (width != unet.contextWidth()) {
            String lenders = lent.values().stream()
                    .map(each -> String.valueOf(each.location().getFileName()))
                    .distinct()
                    .collect(Collectors.joining(" and "));
            throw new ModelFileException(file + ": the U-Net takes text states of " + unet.contextWidth()
                    + " channels, but the text encoders" + (lenders.isEmpty() ? "" : " of " + lenders) + " give "
                    + width);
        }
    }

    private static List<ModelPart> encoders(ModelFamily family, boolean refiner) {
        if (family != ModelFamily.SDXL) {
            return List.of(ModelPart.TEXT_ENCODER);
        }
        return refiner ? List.of(ModelPart.TEXT_ENCODER_2) : List.of(ModelPart.TEXT_ENCODER, ModelPart.TEXT_ENCODER_2);
    }

    private static NoiseFacts noise(TensorFile file, ModelFamily family, int channels) {
        if (file.has("edm_mean", "edm_std", "edm_vpred.sigma_max", "edm_vpred.sigma_min")) {
            throw new UnsupportedModelException(
                    file.name() + " was trained on the noise levels of EDM, which is not supported");
        }
        boolean zero = file.has("ztsnr");
        Source zeroFrom = zero ? Source.MARKER : Source.USUAL;
        Optional<Predicts> told = ModelSpec.predicts(file.metadata());
        if (file.has("v_pred")) {
            return new NoiseFacts(Optional.of(Predicts.V_PREDICTION), Source.MARKER, zero, zeroFrom, NoiseWord.NONE);
        }
        if (told.isPresent()) {
            return new NoiseFacts(told, Source.METADATA, zero, zeroFrom, NoiseWord.NONE);
        }
        return family == ModelFamily.SD2 && channels == LATENT_CHANNELS
                ? new NoiseFacts(Optional.empty(), Source.MEASURED, zero, zeroFrom, NoiseWord.NONE)
                : new NoiseFacts(Optional.of(Predicts.EPSILON), Source.USUAL, zero, zeroFrom, NoiseWord.NONE);
    }

    private static Map<ModelPart, ComponentConfig> configs(
            ModelFamily family,
            Optional<Predicts> predicts,
            boolean refiner,
            UNetShapes unet,
            Map<ModelPart, Shapes> shapes,
            Map<ModelPart, Lent> lent,
            boolean openClip) {
        Map<ModelPart, ComponentConfig> configs = new EnumMap<>(ModelPart.class);
        lent.forEach((part, other) -> configs.put(part, other.config()));
        for (ModelPart part : List.of(ModelPart.TEXT_ENCODER_2, ModelPart.TEXT_ENCODER)) {
            if (shapes.containsKey(part)) {
                configs.put(part, textConfig(family, part, TextShapes.of(shapes.get(part)), openClip));
            }
        }
        OptionalInt pooled = Optional.ofNullable(configs.get(ModelPart.TEXT_ENCODER_2))
                .map(second -> OptionalInt.of(second.positive("projection_dim", 1)))
                .orElse(OptionalInt.empty());
        if (shapes.containsKey(ModelPart.VAE)) {
            configs.put(ModelPart.VAE, VaeShapes.config(shapes.get(ModelPart.VAE), family.latentScale()));
        }
        configs.put(ModelPart.UNET, unet.config(latentSide(family, predicts), pooled, refiner));
        return configs;
    }

    /// {@return the settings of a text encoder of a model of `family`}
    ///
    /// @param openClip whether it has OpenCLIP's names
    static ComponentConfig textConfig(ModelFamily family, ModelPart part, TextShapes text, boolean openClip) {
        if (part == ModelPart.TEXT_ENCODER_2) {
            return text.config(true, true, 0);
        }
        // SD 2.x was trained on the last layer but one; its folders leave the last out.
        return text.config(family == ModelFamily.SD2, false, openClip ? 1 : 0);
    }

    private static int latentSide(ModelFamily family, Optional<Predicts> predicts) {
        boolean large = predicts.equals(Optional.of(Predicts.V_PREDICTION));
        return switch (family) {
            case SD1 -> 64;
            case SD2 -> large ? 96 : 64;
            case SDXL -> 128;
        };
    }

    /// {@return the networks that are neither in the file nor lent}
    Set<ModelPart> missing() {
        Set<ModelPart> missing = EnumSet.of(ModelPart.VAE);
        missing.addAll(encoders(family, refiner));
        missing.removeAll(networks.keySet());
        missing.removeAll(lent.keySet());
        return missing;
    }
}
