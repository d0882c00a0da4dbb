package studio.sfumato.weights.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// A network that guides models by a picture, in a file of its own: a ControlNet with diffusers' names or its author's,
/// or a T2I-Adapter with either. Its sizes and the family it is for follow from its tensors.
///
/// @param location the file: absolute
/// @param kind what it is
/// @param family the models it fits
/// @param config its settings: of a ControlNet see `ControlNetConfig`, of an adapter `AdapterConfig`
/// @param weights its tensors, with diffusers' names
/// @param metadata the free text of its header
public record ControlFile(
        Path location,
        Kind kind,
        ModelFamily family,
        ComponentConfig config,
        ComponentWeights weights,
        Map<String, String> metadata) {
    /// What guides.
    public enum Kind {
        /// A ControlNet.
        CONTROL_NET("ControlNet"),
        /// A small change that makes a ControlNet of a model's own U-Net.
        CONTROL_LORA("Control-LoRA"),
        /// A T2I-Adapter.
        T2I_ADAPTER("T2I-Adapter"),
        /// A T2I-Adapter of the light kind.
        LIGHT_ADAPTER("light T2I-Adapter"),
        /// A picture as a second prompt.
        IP_ADAPTER("IP-Adapter");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /// {@return what people call it}
        public String label() {
            return label;
        }
    }

    private static final String WRAPPER = "control_model.";
    private static final Pattern HINT = Pattern.compile("input_hint_block\\.(\\d{1,2})\\.(weight|bias)");
    private static final Pattern ZERO = Pattern.compile("zero_convs\\.(\\d{1,2})\\.0\\.(weight|bias)");
    private static final Pattern NUMBERED =
            Pattern.compile("body\\.(\\d{1,2})\\.(block1|block2|in_conv)\\.(weight|bias)");
    private static final String EMBEDDING = "controlnet_cond_embedding.";
    private static final String FIRST_LOOK = "mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight";
    private static final String FIRST_IN = "mid_block.attentions.0.proj_in.weight";
    private static final String KINDS = "task_embedding";
    private static final int HINT_LAYERS = 3;
    private static final int SD_FACTOR = 8;
    private static final int XL_FACTOR = 16;
    private static final int XL_HALVED = 2;

    /// Opens the control network in `path`.
    ///
    /// @throws ModelFileException if it is missing or damaged
    /// @throws UnsupportedModelException if it is none, or of a kind that this program does not run
    public static ControlFile open(Path path) {
        TensorFile file = TensorFile.open(path);
        FileKind kind = FileKind.of(file);
        Path location = path.toAbsolutePath().normalize();
        if (kind == FileKind.CONTROL_NET) {
            return controlNet(location, file);
        }
        if (kind == FileKind.T2I_ADAPTER) {
            return adapter(location, file);
        }
        if (kind == FileKind.IP_ADAPTER) {
            return ImagePromptFile.open(location, file);
        }
        throw kind.refused(file.name(), "ControlNet or T2I-Adapter");
    }

    private static ControlFile controlNet(Path location, TensorFile file) {
        refuse(file, file.begins("lllite_"), "a ControlNet-LLLite");
        TransformerNames.family(file).ifPresent(family -> refuse(file, true, controlled(family)));
        refuse(file, file.begins("controlnet_blocks."), controlled(FileKind.OTHER_TRANSFORMER));
        if (file.has("lora_controlnet")) {
            return lora(location, file);
        }
        Map<String, Weight> weights = controlNames(file);
        Shapes shapes = new Shapes(file.name(), weights);
        UNetShapes unet = new UNetShapes(shapes);
        refuse(file, unet.toldGuidance(), "a ControlNet for latent consistency models that are told their guidance");
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "ControlNetModel");
        config.put("unet", unet.settings(0, OptionalInt.empty()));
        config.put("conditioning_channels", shapes.size(EMBEDDING + "conv_in.weight", 1));
        config.put("conditioning_embedding_out_channels", hint(shapes));
        config.put("mid_block_attention", shapes.has("mid_block.resnets.1.conv1.weight"));
        config.put("global_pool_conditions", pooled(location));
        if (shapes.has(KINDS)) {
            config.put("num_control_type", shapes.size(KINDS, 0));
            config.put("num_trans_channel", shapes.size(KINDS, 1));
            config.put("num_trans_layer", shapes.count(i -> "transformer_layes." + i + ".ln_1.weight"));
        }
        return new ControlFile(
                location,
                Kind.CONTROL_NET,
                family(unet),
                ComponentConfig.of(file.name(), config),
                ComponentWeights.of(file.name(), weights, file.file()),
                file.metadata());
    }

    /// Stability's, in the names of the first ControlNets: for most tensors two thin ones, `up` and `down`, whose
    /// product
    /// is added to that of the model.
    private static ControlFile lora(Path location, TensorFile file) {
        Map<String, Weight> ups = controlNames(ending(file, ControlLora.UP, ControlLora.DOWN));
        Map<String, Weight> downs = controlNames(ending(file, ControlLora.DOWN, ControlLora.UP));
        Map<String, Weight> weights = new LinkedHashMap<>();
        ups.forEach((name, up) -> {
            Weight down = downs.get(name);
            if (down == null || down.equals(up)) {
                weights.put(name, up);
            } else {
                weights.put(ControlLora.up(name), up.withKey(ControlLora.up(name)));
                weights.put(ControlLora.down(name), down.withKey(ControlLora.down(name)));
            }
        });
        Shapes shapes = new Shapes(file.name(), weights);
        int context = shapes.size(shapes.has(FIRST_LOOK) ? FIRST_LOOK : ControlLora.down(FIRST_LOOK), 1);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "ControlLora");
        config.put("conditioning_channels", shapes.size(EMBEDDING + "conv_in.weight", 1));
        config.put("conditioning_embedding_out_channels", hint(shapes));
        config.put("cross_attention_dim", context);
        boolean sizes = shapes.begins("add_embedding.");
        boolean linear = shapes.rank(shapes.has(FIRST_IN) ? FIRST_IN : ControlLora.down(FIRST_IN)) == 2;
        return new ControlFile(
                location,
                Kind.CONTROL_LORA,
                sizes ? ModelFamily.SDXL : linear ? ModelFamily.SD2 : ModelFamily.SD1,
                ComponentConfig.of(file.name(), config),
                ComponentWeights.of(file.name(), weights, file.file()),
                file.metadata());
    }

    /// {@return the tensors, of pairs those that end so, all called `weight`}
    private static Map<String, Weight> ending(TensorFile file, String wanted, String other) {
        Map<String, Weight> all = new LinkedHashMap<>();
        file.weights().forEach((key, weight) -> {
            if (!key.endsWith(other)) {
                String name = key.endsWith(wanted) ? key.substring(0, key.length() - wanted.length()) + ".weight" : key;
                all.put(name, weight.withKey(name));
            }
        });
        return all;
    }

    /// Their ControlNets have blocks like theirs, and one layer more for each.
    private static String controlled(FileKind family) {
        return "a ControlNet for " + family.label();
    }

    private static void refuse(TensorFile file, boolean other, String what) {
        if (other) {
            throw new UnsupportedModelException(
                    file.name() + " is " + what + ", which is not supported",
                    "ControlNets and T2I-Adapters in files of their own are.",
                    null);
        }
    }

    private static ModelFamily family(UNetShapes unet) {
        if (unet.toldSizes()) {
            return ModelFamily.SDXL;
        }
        return unet.attends() && !unet.linear() ? ModelFamily.SD1 : ModelFamily.SD2;
    }

    private static List<Integer> hint(Shapes shapes) {
        List<Integer> widths = new ArrayList<>(List.of(shapes.size(EMBEDDING + "conv_in.weight", 0)));
        int halvings = shapes.count(i -> EMBEDDING + "blocks." + (2 * i + 1) + ".weight");
        for (int i = 0; i < halvings; i++) {
            widths.add(shapes.size(EMBEDDING + "blocks." + (2 * i + 1) + ".weight", 0));
        }
        return widths;
    }

    /// The one for shuffled pictures gives means: its name says so, as in A1111, or its folder's settings do.
    private static boolean pooled(Path location) {
        String name = SingleFile.stem(location).toLowerCase(Locale.ROOT);
        Path settings = location.resolveSibling("config.json");
        if (name.startsWith("diffusion_pytorch_model") && Files.isRegularFile(settings)) {
            return ComponentConfig.read(settings, "config.json").flag("global_pool_conditions", false);
        }
        return name.contains("shuffle");
    }

    private static Map<String, Weight> controlNames(TensorFile file) {
        Map<String, Weight> bare = new LinkedHashMap<>();
        boolean wrapped = file.begins(WRAPPER);
        file.weights().forEach((key, weight) -> {
            if (!wrapped) {
                bare.put(key, weight);
            } else if (key.startsWith(WRAPPER)) {
                bare.put(key.substring(WRAPPER.length()), weight);
            }
        });
        return controlNames(bare);
    }

    private static Map<String, Weight> controlNames(Map<String, Weight> bare) {
        Map<String, Weight> renamed = new LinkedHashMap<>(Parts.renamed(ModelPart.UNET, bare));
        int last = bare.keySet().stream()
                .map(HINT::matcher)
                .filter(Matcher::matches)
                .mapToInt(layer -> Integer.parseInt(layer.group(1)))
                .max()
                .orElse(0);
        bare.forEach((key, weight) -> {
            String name = controlName(key, last);
            if (!name.isEmpty()) {
                renamed.put(name, weight.withKey(name));
            }
        });
        return renamed;
    }

    /// {@return what diffusers calls a tensor that U-Nets don't have; empty if they do}
    ///
    /// @param last the number of the last layer between picture and latents: those without weights are counted
    private static String controlName(String key, int last) {
        Matcher hint = HINT.matcher(key);
        if (hint.matches()) {
            int layer = Integer.parseInt(hint.group(1));
            if (layer == 0) {
                return EMBEDDING + "conv_in." + hint.group(2);
            }
            return EMBEDDING + (layer == last ? "conv_out." : "blocks." + (layer / 2 - 1) + ".") + hint.group(2);
        }
        Matcher zero = ZERO.matcher(key);
        if (zero.matches()) {
            return "controlnet_down_blocks." + zero.group(1) + "." + zero.group(2);
        }
        return key.startsWith("middle_block_out.0.") ? key.replace("middle_block_out.0.", "controlnet_mid_block.") : "";
    }

    private static ControlFile adapter(Path location, TensorFile file) {
        Map<String, Weight> weights = adapterNames(file);
        Shapes shapes = new Shapes(file.name(), weights);
        boolean light = shapes.has("body.0.out_conv.weight");
        int gathered = light ? shapes.size("body.0.in_conv.weight", 1) : shapes.size("conv_in.weight", 1);
        boolean xl = gathered == XL_FACTOR * XL_FACTOR || gathered == HINT_LAYERS * XL_FACTOR * XL_FACTOR;
        int factor = xl ? XL_FACTOR : SD_FACTOR;
        if (gathered % (factor * factor) != 0 || gathered / (factor * factor) > HINT_LAYERS) {
            throw new UnsupportedModelException(file.name() + " is a T2I-Adapter for pictures of " + gathered
                    + " numbers a square, which is not" + " supported");
        }
        int stages = shapes.count(i -> "body." + i + ".resnets.0.block1.weight");
        List<Integer> channels = new ArrayList<>();
        List<Integer> inner = new ArrayList<>();
        List<Integer> blocks = new ArrayList<>();
        List<Boolean> halved = new ArrayList<>();
        List<Boolean> fitted = new ArrayList<>();
        for (int i = 0; i < stages; i++) {
            String stage = "body." + i + ".";
            inner.add(shapes.size(stage + "resnets.0.block1.weight", 0));
            channels.add(light ? shapes.size(stage + "out_conv.weight", 0) : inner.getLast());
            blocks.add(shapes.count(j -> stage + "resnets." + j + ".block1.weight"));
            halved.add(xl ? i == XL_HALVED : i > 0);
            fitted.add(shapes.has(stage + "in_conv.weight"));
        }
        if (stages == 0) {
            throw new ModelFileException(file.name() + " has no tensor 'body.0.resnets.0.block1.weight'");
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("_class_name", "T2IAdapter");
        config.put("in_channels", gathered / (factor * factor));
        config.put("downscale_factor", factor);
        config.put("channels", channels);
        config.put("inner_channels", inner);
        config.put("num_res_blocks", blocks);
        config.put("halved", halved);
        config.put("fitted", fitted);
        config.put("light", light);
        return new ControlFile(
                location,
                light ? Kind.LIGHT_ADAPTER : Kind.T2I_ADAPTER,
                xl ? ModelFamily.SDXL : ModelFamily.SD1,
                ComponentConfig.of(file.name(), config),
                ComponentWeights.of(file.name(), weights, file.file()),
                file.metadata());
    }

    /// TencentARC numbers all residual blocks, diffusers those of each stage; two make a stage.
    private static Map<String, Weight> adapterNames(TensorFile file) {
        Map<String, Weight> renamed = new LinkedHashMap<>();
        file.weights().forEach((key, weight) -> {
            String name =
                    key.replaceFirst("^adapter\\.", "").replaceFirst("^body\\.(\\d+)\\.body\\.", "body.$1.resnets.");
            Matcher numbered = NUMBERED.matcher(name);
            if (!file.contains(".resnets.", "body.0.body.") && numbered.matches()) {
                int number = Integer.parseInt(numbered.group(1));
                String layer = numbered.group(2);
                String within = layer.equals("in_conv") ? layer : "resnets." + number % 2 + "." + layer;
                name = "body." + number / 2 + "." + within + "." + numbered.group(3);
            }
            renamed.put(name, weight.withKey(name));
        });
        return renamed;
    }
}
