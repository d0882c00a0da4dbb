package studio.sfumato.weights.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// MiDaS' DPT-Hybrid, which sees how near things are: in a file of its own (`dpt_hybrid-midas-501f0c75.pt`, or with
/// transformers' names), or beside the networks of SD 2's depth model. Its sizes follow from its tensors.
///
/// @param location the file: absolute
/// @param config its settings
/// @param weights its tensors, by its authors' names; see [DepthNames]
public record DepthFile(Path location, ComponentConfig config, ComponentWeights weights) {
    /// What its tensors' names begin with in a checkpoint.
    public static final String WITHIN = "depth_model.model.";

    /// Where it lies in a model's folder, the first that is there.
    private static final List<String> IN_FOLDER = List.of(
            "depth_estimator/model.safetensors",
            "depth_estimator/model.fp16.safetensors",
            "depth_estimator/pytorch_model.bin");

    /// What the names of Depth Anything's head begin with, which is no DPT-Hybrid.
    private static final String DEPTH_ANYTHING = "depth_head.";

    private static final String MODEL = "pretrained.model.";
    private static final String BACKBONE = MODEL + "patch_embed.backbone.";
    private static final int STAGES = 3;

    /// Opens the network in `path`, a file of its own or a checkpoint that has it.
    ///
    /// @throws ModelFileException if it is missing or damaged, or lacks what tells its sizes
    /// @throws UnsupportedModelException if it is none, or one of another kind
    public static DepthFile open(Path path) {
        TensorFile file = TensorFile.open(path);
        FileKind kind = FileKind.of(file);
        boolean within = within(file);
        if (kind != FileKind.DEPTH && !(kind == FileKind.CHECKPOINT && within)) {
            throw kind.refused(file.name(), "network that sees depth");
        }
        return of(path, file, within ? WITHIN : "");
    }

    /// {@return the network in the model at `path`, a checkpoint or a folder in diffusers' layout; empty if it has
    /// none}
    ///
    /// @throws ModelFileException if it has some of it, but not what tells its sizes
    /// @throws UnsupportedModelException if it is of another kind
    public static Optional<DepthFile> within(Path path) {
        if (!Files.isRegularFile(path)) {
            return IN_FOLDER.stream()
                    .map(path::resolve)
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .map(DepthFile::open);
        }
        TensorFile file = TensorFile.open(path);
        return within(file) ? Optional.of(of(path, file, WITHIN)) : Optional.empty();
    }

    /// {@return whether a checkpoint has one, whole or not}
    static boolean within(TensorFile file) {
        return file.begins(WITHIN);
    }

    /// {@return whether a file is a network that sees depth, of this kind or another, by its tensors' names}
    static boolean is(TensorFile file) {
        return file.begins("depth_model.", DEPTH_ANYTHING)
                || (file.begins("dpt.embeddings.") && file.begins("neck.fusion_stage."))
                || (file.has("scratch.layer1_rn.weight") && file.has("scratch.output_conv.0.weight"));
    }

    private static DepthFile of(Path path, TensorFile file, String prefix) {
        Map<String, Weight> weights = DepthNames.of(file.name(), file.weights(), prefix);
        Shapes shapes = new Shapes(file.name(), weights);
        if (!shapes.begins(BACKBONE) && (shapes.begins("scratch.") || shapes.begins(DEPTH_ANYTHING))) {
            throw new UnsupportedModelException(
                    file.name() + " sees depth, but it is no DPT-Hybrid: others run as ONNX files",
                    "Get dpt_hybrid-midas-501f0c75.pt, or an ONNX file of this one.",
                    null);
        }
        return new DepthFile(
                path.toAbsolutePath().normalize(),
                ComponentConfig.of(file.name(), sizes(shapes)),
                ComponentWeights.of(file.name(), weights, file.file()));
    }

    private static Map<String, Object> sizes(Shapes shapes) {
        List<Integer> widths = new ArrayList<>();
        List<Integer> blocks = new ArrayList<>();
        for (int stage = 0; stage < STAGES; stage++) {
            String each = BACKBONE + "stages." + stage + ".blocks.";
            widths.add(shapes.size(each + "0.conv3.weight", 0));
            blocks.add(shapes.count(block -> each + block + ".conv3.weight"));
        }
        int places = shapes.size(MODEL + "pos_embed", 1) - 1;
        int side = (int) Math.round(Math.sqrt(places));
        if (places < 1 || side * side != places) {
            throw new ModelFileException(shapes.file() + ": " + places + " places do not make a square");
        }
        Map<String, Object> sizes = new LinkedHashMap<>();
        sizes.put("stem", shapes.size(BACKBONE + "stem.conv.weight", 0));
        sizes.put("widths", widths);
        sizes.put("blocks", blocks);
        sizes.put("width", shapes.size(MODEL + "cls_token", 2));
        sizes.put("inner", shapes.size(MODEL + "blocks.0.mlp.fc1.weight", 0));
        sizes.put("layers", shapes.count(layer -> MODEL + "blocks." + layer + ".mlp.fc1.weight"));
        sizes.put("side", side);
        sizes.put(
                "coarse",
                List.of(
                        shapes.size("pretrained.act_postprocess3.3.weight", 0),
                        shapes.size("pretrained.act_postprocess4.3.weight", 0)));
        sizes.put("fusion", shapes.size("scratch.layer1_rn.weight", 0));
        sizes.put("head", shapes.size("scratch.output_conv.2.weight", 0));
        return sizes;
    }
}
