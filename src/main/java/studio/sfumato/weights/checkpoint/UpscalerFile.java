package studio.sfumato.weights.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// An upscaler in a file of its own, of ESRGAN's family: the sizes follow from the tensors, whose names are those of
/// the first ESRGAN, of BSRGAN or of BasicSR and Real-ESRGAN.
///
/// @param location the file: absolute
/// @param config its settings, with BasicSR's names
/// @param weights its tensors, with BasicSR's names
/// @param metadata the free text of its header
public record UpscalerFile(
        Path location, ComponentConfig config, ComponentWeights weights, Map<String, String> metadata) {
    private static final List<String> WRAPPERS = List.of("params_ema.", "params.", "state_dict.", "model_state_dict.");
    private static final Pattern OLD_BLOCK =
            Pattern.compile("model\\.1\\.sub\\.(\\d+)\\.RDB(\\d)\\.conv(\\d)\\.0\\.(weight|bias)");
    private static final Pattern OLD_TRUNK = Pattern.compile("model\\.1\\.sub\\.\\d+\\.(weight|bias)");
    private static final Pattern OLD_REST = Pattern.compile("model\\.(\\d{1,2})\\.(weight|bias)");
    private static final String COMPACT = "SRVGGNetCompact";
    private static final int SQUARES = 3;
    private static final int CONVS_A_DOUBLING = 3;

    /// Opens the upscaler in `path`.
    ///
    /// @throws ModelFileException if it is missing or damaged
    /// @throws UnsupportedModelException if it is no upscaler, or of another kind
    public static UpscalerFile open(Path path) {
        TensorFile file = TensorFile.open(path);
        FileKind kind = FileKind.of(file);
        if (kind != FileKind.UPSCALER) {
            throw kind.refused(file.name(), "upscaler");
        }
        Map<String, Weight> weights = new LinkedHashMap<>();
        Map<String, Weight> bare = bare(file);
        bare.forEach((key, weight) -> {
            String name = name(key, bare);
            weights.put(name, weight.withKey(name));
        });
        Shapes shapes = new Shapes(file.name(), weights);
        ComponentConfig config;
        if (shapes.has("body.0.rdb1.conv1.weight")) {
            config = rrdb(shapes);
        } else if (shapes.has("body.0.weight") && shapes.has("body.1.weight")) {
            config = compact(shapes);
        } else {
            throw new UnsupportedModelException(
                    file.name() + " is an upscaler of a kind that is not supported",
                    "ESRGAN, Real-ESRGAN and their like (RRDBNet, SRVGGNetCompact) are.",
                    null);
        }
        return new UpscalerFile(
                path.toAbsolutePath().normalize(),
                config,
                ComponentWeights.of(file.name(), weights, file.file()),
                file.metadata());
    }

    /// {@return what people call its kind}
    public String kind() {
        return config.text("_class_name", "").equals(COMPACT) ? "compact" : "ESRGAN";
    }

    /// {@return how many times as wide and high pictures become}
    public int scale() {
        return config.has("upscale")
                ? config.positive("upscale", 1)
                : (1 << config.intValue("num_upsample", 0)) / config.positive("unshuffle", 1);
    }

    /// Trainers keep the running averages, which are the better weights, beside the last ones.
    private static Map<String, Weight> bare(TensorFile file) {
        for (String wrapper : WRAPPERS) {
            if (file.begins(wrapper)) {
                Map<String, Weight> inside = new LinkedHashMap<>();
                file.weights().forEach((key, weight) -> {
                    if (key.startsWith(wrapper)) {
                        inside.put(key.substring(wrapper.length()), weight);
                    }
                });
                return inside;
            }
        }
        return file.weights();
    }

    private static String name(String key, Map<String, Weight> all) {
        Matcher block = OLD_BLOCK.matcher(key);
        if (block.matches()) {
            return "body." + block.group(1) + ".rdb" + block.group(2) + ".conv" + block.group(3) + "." + block.group(4);
        }
        Matcher trunk = OLD_TRUNK.matcher(key);
        if (trunk.matches()) {
            return "conv_body." + trunk.group(1);
        }
        Matcher rest = OLD_REST.matcher(key);
        if (rest.matches()) {
            return place(Integer.parseInt(rest.group(1)), all) + "." + rest.group(2);
        }
        return key.replaceFirst("^RRDB_trunk\\.(\\d+)\\.RDB(\\d)\\.", "body.$1.rdb$2.")
                .replaceFirst("^trunk_conv\\.", "conv_body.")
                .replaceFirst("^upconv(\\d)\\.", "conv_up$1.")
                .replaceFirst("^HRconv\\.", "conv_hr.");
    }

    /// Layers without weights are counted too: each doubling is three layers, its convolution the second.
    private static String place(int number, Map<String, Weight> all) {
        int doublings = 0;
        while (all.containsKey("model." + CONVS_A_DOUBLING * (doublings + 1) + ".weight")) {
            doublings++;
        }
        int high = CONVS_A_DOUBLING * doublings + 2;
        if (number == 0) {
            return "conv_first";
        }
        if (number == high) {
            return "conv_hr";
        }
        return number == high + 2 ? "conv_last" : "conv_up" + number / CONVS_A_DOUBLING;
    }

    private static ComponentConfig rrdb(Shapes shapes) {
        int in = shapes.size("conv_first.weight", 1);
        int gathered = (int) Math.round(Math.sqrt(in / (double) SQUARES));
        if (SQUARES * gathered * gathered != in || shapes.size("conv_last.weight", 0) != SQUARES) {
            throw new UnsupportedModelException(
                    shapes.file() + " is an upscaler for pictures of " + in + " channels, which is not supported");
        }
        return ComponentConfig.of(
                shapes.file(),
                Map.of(
                        "_class_name", "RRDBNet",
                        "num_feat", shapes.size("conv_first.weight", 0),
                        "num_grow_ch", shapes.size("body.0.rdb1.conv1.weight", 0),
                        "num_block", shapes.count(i -> "body." + i + ".rdb1.conv1.weight"),
                        "num_upsample", shapes.count(i -> "conv_up" + (i + 1) + ".weight"),
                        "unshuffle", gathered));
    }

    private static ComponentConfig compact(Shapes shapes) {
        int layers = shapes.count(i -> "body." + i + ".weight");
        int out = shapes.size("body." + (layers - 1) + ".weight", 0);
        int scale = (int) Math.round(Math.sqrt(out / (double) SQUARES));
        if (layers < 5
                || layers % 2 == 0
                || SQUARES * scale * scale != out
                || shapes.size("body.0.weight", 1) != SQUARES) {
            throw new ModelFileException(shapes.file() + ": its " + layers + " layers do not make an upscaler");
        }
        return ComponentConfig.of(
                shapes.file(),
                Map.of(
                        "_class_name",
                        COMPACT,
                        "num_feat",
                        shapes.size("body.0.weight", 0),
                        "num_conv",
                        (layers - 3) / 2,
                        "upscale",
                        scale));
    }
}
