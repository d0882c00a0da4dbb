package studio.sfumato.weights.merge;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;

/// The tensors of one network of a model under the newest of diffusers' names, so that files of different tools and
/// times can be laid beside each other.
///
/// @param weights the floating-point tensors
/// @param own what the model itself calls each
record Network(Map<String, Weight> weights, Map<String, String> own) {
    private static final String TEXT_MODEL = "text_model.";

    /// What the layers of a VAE's attention were called before diffusers 0.15.
    private static final Map<Pattern, String> OLD_ATTENTION = Map.of(
            Pattern.compile("(.+\\.attentions\\.\\d+\\.)query(\\..+)"), "$1to_q$2",
            Pattern.compile("(.+\\.attentions\\.\\d+\\.)key(\\..+)"), "$1to_k$2",
            Pattern.compile("(.+\\.attentions\\.\\d+\\.)value(\\..+)"), "$1to_v$2",
            Pattern.compile("(.+\\.attentions\\.\\d+\\.)proj_attn(\\..+)"), "$1to_out.0$2");

    static Network of(ModelPart part, WeightSource source) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        Map<String, String> own = new LinkedHashMap<>();
        for (String key : source.keys()) {
            Weight weight = source.get(key);
            if (weight.type().isFloat()) {
                String name = name(part, key);
                weights.put(name, weight);
                own.put(name, key);
            }
        }
        return new Network(weights, own);
    }

    private static String name(ModelPart part, String key) {
        return switch (part) {
            case UNET -> key;
            case TEXT_ENCODER, TEXT_ENCODER_2 -> key.startsWith(TEXT_MODEL) ? key.substring(TEXT_MODEL.length()) : key;
            case VAE ->
                OLD_ATTENTION.entrySet().stream()
                        .filter(old -> old.getKey().matcher(key).matches())
                        .findFirst()
                        .map(old -> old.getKey().matcher(key).replaceFirst(old.getValue()))
                        .orElse(key);
        };
    }

    Optional<Weight> find(String name) {
        return Optional.ofNullable(weights.get(name));
    }

    /// {@return whether the two hold the same numbers in the same order: a linear layer may be stored as a convolution
    /// of 1×1}
    static boolean alike(Shape a, Shape b) {
        return bare(a).equals(bare(b));
    }

    private static Shape bare(Shape shape) {
        int[] dims = shape.dims();
        int rank = dims.length;
        while (rank > 2 && dims[rank - 1] == 1) {
            rank--;
        }
        return Shape.of(Arrays.copyOf(dims, rank));
    }
}
