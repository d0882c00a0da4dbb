package studio.sfumato.weights.checkpoint;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.Replacement;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.WeightSource;

/// The tensors of a ControlNet that a Control-LoRA makes of a model's own U-Net: where it has a pair of thin tensors,
/// their product is added to the model's, where it has one of its own, that counts, and elsewhere the model's does.
///
/// @param own the tensors of the file, as [ControlFile] names them
/// @param base those of the model's U-Net
public record ControlLora(WeightSource own, WeightSource base) implements WeightSource {
    static final String UP = ".up";
    static final String DOWN = ".down";
    private static final String WEIGHT = ".weight";

    static String up(String name) {
        return stem(name) + UP;
    }

    static String down(String name) {
        return stem(name) + DOWN;
    }

    private static String stem(String name) {
        return name.endsWith(WEIGHT) ? name.substring(0, name.length() - WEIGHT.length()) : name;
    }

    @Override
    public Optional<Weight> find(String key) {
        return own.find(key).or(() -> base.find(key));
    }

    @Override
    public Set<String> keys() {
        Set<String> all = new LinkedHashSet<>(base.keys());
        own.keys().stream()
                .filter(key -> !key.endsWith(UP) && !key.endsWith(DOWN))
                .forEach(all::add);
        return all;
    }

    @Override
    public String name() {
        return own.name();
    }

    @Override
    public Optional<Replacement> replacement(String key) {
        Optional<Weight> alone = own.find(key);
        if (alone.isPresent()) {
            return Optional.of(Replacement.like(alone.get(), () -> WeightReader.read(alone.get())));
        }
        Optional<Weight> up = own.find(up(key));
        Optional<Weight> down = own.find(down(key));
        if (up.isEmpty() || down.isEmpty()) {
            return base.replacement(key);
        }
        Weight weight = base.get(key);
        return Optional.of(Replacement.like(weight, () -> changed(weight, up.get(), down.get())));
    }

    private Tensor changed(Weight weight, Weight up, Weight down) {
        int rows = weight.shape().at(0);
        int rank = down.shape().at(0);
        long elements = weight.shape().elements();
        int columns = rows == 0 ? 0 : (int) (elements / rows);
        if (up.shape().elements() != (long) rows * rank || down.shape().elements() != (long) rank * columns) {
            throw new ModelFileException(name() + ": '" + up.key() + "' of " + up.shape() + " and '" + down.key()
                    + "' of " + down.shape() + " do not make a change of " + weight.shape());
        }
        float[] left = WeightReader.values(up);
        float[] right = WeightReader.values(down);
        float[] sum = WeightReader.values(weight);
        IntStream.range(0, rows).parallel().forEach(row -> {
            for (int k = 0; k < rank; k++) {
                float factor = left[row * rank + k];
                int from = k * columns;
                int to = row * columns;
                for (int i = 0; i < columns; i++) {
                    sum[to + i] += factor * right[from + i];
                }
            }
        });
        return held(weight, Tensor.wrap(weight.shape(), sum));
    }

    /// Sixteen bits would hold infinity where the sum has no place in them, and pictures would be black.
    private Tensor held(Weight weight, Tensor sum) {
        boolean half = weight.type() == DType.F16;
        if (half ? sum.fitsHalf() : sum.isFinite()) {
            return sum;
        }
        boolean finite = sum.isFinite();
        throw new ModelFileException(
                name() + " makes values of the model's '" + weight.key() + "' that are "
                        + (finite ? "too large for fp16" : "not finite numbers"),
                finite ? "It may do with the same model in bf16 or fp32." : "It is damaged there, or the model is.",
                null);
    }
}
