package studio.sfumato.diffusion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.ForeignGraph;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.net.vae.VaeEncoder;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.OnnxFile;
import studio.sfumato.weights.OnnxFolder;
import studio.sfumato.weights.checkpoint.WithVae;

/// The networks of a model that was exported as ONNX graphs: what they were exported with is all they can do.
///
/// @param folder the model
record ExportedGraphs(OnnxFolder folder) {
    private static final String HIDDEN_STATES = "hidden_states.";
    private static final String REMEDY = "Use the model it was exported from.";

    /// {@return the graphs of `model`, if it is made of such}
    static Optional<ExportedGraphs> of(ModelSource model) {
        return switch (model) {
            case OnnxFolder folder -> Optional.of(new ExportedGraphs(folder));
            case WithVae with -> of(with.model());
            default -> Optional.empty();
        };
    }

    /// Says that nothing can be put on a model of such graphs.
    ///
    /// @param any whether anything is to be
    /// @param what `LoRAs`, `embeddings`
    /// @throws UnsupportedModelException if `model` is one and something is
    static void refuse(ModelSource model, boolean any, String what) {
        if (any && of(model).isPresent()) {
            throw new UnsupportedModelException(
                    model.name() + " is a folder of exported ONNX graphs: " + what + " cannot be put on it",
                    REMEDY,
                    null);
        }
    }

    /// {@return a text encoder}
    ///
    /// @throws UnsupportedModelException if it was exported without what is asked for
    OnnxModel textEncoder(ModelPart part, HiddenState state, boolean masked) {
        OnnxFile file = folder.graph(part);
        if (masked) {
            throw without(file, "a mask of tokens");
        }
        Map<String, String> outputs = new LinkedHashMap<>();
        outputs.put(ClipTextModel.HIDDEN, hidden(file, state));
        file.output("text_embeds")
                .filter(_ -> part == ModelPart.TEXT_ENCODER_2)
                .ifPresent(pooled -> outputs.put(ClipTextModel.POOLED, pooled.name()));
        return new OnnxModel(
                named(part.label(), file),
                new ForeignGraph(
                        file.file(),
                        Map.of(ClipTextModel.INPUT_IDS, "input_ids"),
                        outputs,
                        Set.of(ClipTextModel.VECTORS, ClipTextModel.PLACES)));
    }

    private static String hidden(OnnxFile file, HiddenState state) {
        if (state.fromEnd() == 1 && state.normed()) {
            return file.output("last_hidden_state")
                    .map(OnnxFile.Port::name)
                    .orElseThrow(() -> without(file, "last_hidden_state"));
        }
        int count = (int) IntStream.range(0, file.outputs().size())
                .filter(i -> file.output(HIDDEN_STATES + i).isPresent())
                .count();
        if (state.normed() || count < state.fromEnd()) {
            throw without(file, state.normed() ? "clip skip " + state.fromEnd() : "its layers' states");
        }
        return HIDDEN_STATES + (count - state.fromEnd());
    }

    /// {@return the U-Net}
    ///
    /// @throws UnsupportedModelException if more is asked of it than to predict
    OnnxModel unet(UNetVariant variant) {
        OnnxFile file = folder.graph(ModelPart.UNET);
        if (!variant.equals(UNetVariant.PLAIN)) {
            throw without(file, "FreeU, perturbed and self-attention guidance, tiling");
        }
        Map<String, String> inputs = new LinkedHashMap<>();
        for (OnnxFile.Port port : file.inputs()) {
            inputs.put(port.name(), port.name());
        }
        String out = file.output(UNet.OUT_SAMPLE)
                .orElseGet(() -> file.outputs().getFirst())
                .name();
        return new OnnxModel(
                named(ModelPart.UNET.label(), file),
                new ForeignGraph(file.file(), inputs, Map.of(UNet.OUT_SAMPLE, out), Set.of()));
    }

    /// {@return the VAE's decoder}
    OnnxModel decoder() {
        OnnxFile file = folder.graph(ModelPart.VAE);
        return new OnnxModel(
                named("VAE decoder", file),
                new ForeignGraph(
                        file.file(),
                        Map.of(VaeDecoder.LATENT, file.inputs().getFirst().name()),
                        Map.of(VaeDecoder.SAMPLE, file.outputs().getFirst().name()),
                        Set.of()));
    }

    /// {@return the VAE's encoder}
    ///
    /// @throws UnsupportedModelException if the model was exported without
    OnnxModel encoder() {
        OnnxFile file = folder.encoder()
                .orElseThrow(() -> new UnsupportedModelException(
                        folder.name() + " is a folder of exported ONNX graphs without vae_encoder: it can neither start"
                                + " from a picture nor paint into one",
                        "Give it another VAE, or use the model it was exported from.",
                        null));
        return new OnnxModel(
                named("VAE encoder", file),
                new ForeignGraph(
                        file.file(),
                        Map.of(VaeEncoder.SAMPLE, file.inputs().getFirst().name()),
                        Map.of(VaeEncoder.MEAN, file.outputs().getFirst().name()),
                        Set.of()));
    }

    /// {@return what to know of the VAE's encoder, if it draws from its spread}
    Optional<String> encoderNotice() {
        return folder.encoder()
                .filter(OnnxFile::draws)
                .map(file ->
                        file.name() + " draws by chance from what it sees, as it was exported to: pictures that are"
                                + " made of others never come out quite the same");
    }

    private static String named(String network, OnnxFile file) {
        return network + " (" + file.name() + ")";
    }

    private static UnsupportedModelException without(OnnxFile file, String what) {
        return new UnsupportedModelException(file.name() + " was exported without " + what, REMEDY, null);
    }
}
