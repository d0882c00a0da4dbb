package studio.sfumato.weights.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;

/// What every kind of LoRA adds to a weight equals what PEFT and LyCORIS make of it (`tools/golden/loras.py`).
class LoraKindsTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/loras");
    private static final double SAME = 1e-4;

    private static final LoraFile FILE = LoraFile.open(FOLDER.resolve("kinds.safetensors"));
    private static final SafetensorsFile EXPECTED = SafetensorsFile.open(FOLDER.resolve("kinds-expected.safetensors"));

    static Stream<String> layers() {
        return EXPECTED.keys().stream()
                .filter(key -> key.endsWith(".difference"))
                .map(key -> key.substring(0, key.indexOf('.')));
    }

    private static LoraModule module(String layer) {
        return FILE.modules().stream()
                .filter(module -> module.name().equals(layer))
                .findFirst()
                .orElseThrow();
    }

    private static Tensor expected(String key) {
        return WeightReader.read(EXPECTED.get(key));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aLayerIsChangedAsByTheReference(String layer) {
        Tensor base = expected(layer + ".base");
        LoraChange change =
                LoraChange.ofWeight(module(layer), base.shape(), () -> base).orElseThrow();

        assertThat(relative(change.difference(base, OptionalInt.empty()), expected(layer + ".difference")))
                .isLessThan(SAME);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aStrengthCountsInProportion(String layer) {
        Tensor base = expected(layer + ".base");
        Tensor wanted = base.combine(1, expected(layer + ".difference"), -0.7);
        LoraChange change =
                LoraChange.ofWeight(module(layer), base.shape(), () -> base).orElseThrow();

        assertThat(relative(change.apply(base, -0.7, OptionalInt.empty()), wanted))
                .isLessThan(SAME);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void aLayerOfAnotherWidthIsRefused(String layer) {
        int[] dims = expected(layer + ".base").shape().dims();
        for (int axis = 0; axis < Math.min(2, dims.length); axis++) {
            int[] other = dims.clone();
            other[axis] += 1;
            boolean input =
                    axis == 1 && !layer.contains("on_input") && (layer.startsWith("oft") || layer.startsWith("ia3"));
            boolean output = axis == 0 && layer.startsWith("ia3_on_input");
            assertThat(LoraChange.ofWeight(module(layer), studio.sfumato.tensor.Shape.of(other), Assertions::fail))
                    .as("%s with axis %d of %d", layer, axis, other[axis])
                    .matches(found -> found.isPresent() == (input || output));
        }
    }

    @Test
    void theRankCanBeCut() {
        Tensor base = expected("lora.base");
        LoraChange change =
                LoraChange.ofWeight(module("lora"), base.shape(), () -> base).orElseThrow();

        assertThat(relative(change.difference(base, OptionalInt.of(2)), expected("lora.cut")))
                .isLessThan(SAME);
        assertThat(change.factors(OptionalInt.of(2)).down().shape().at(0)).isEqualTo(2);
        assertThat(change.factors(OptionalInt.of(99)).down().shape().at(0)).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("besides")
    void whatGoesBesideTheWeightAddsUpToTheDifference(String layer) {
        Tensor base = expected(layer + ".base");
        LoraChange change = change(layer);
        Tensor sum = base.times(0);
        if (change.rank(OptionalInt.empty()) > 0) {
            LoraChange.Factors factors = change.factors(OptionalInt.empty());
            sum = Matrix.of(factors.up()).times(Matrix.of(factors.down())).as(base.shape());
            assertThat(factors.down().shape().at(0)).isEqualTo(change.rank(OptionalInt.empty()));
            assertThat(change.numbers())
                    .isEqualTo(factors.down().shape().elements()
                            + factors.up().shape().elements());
        }
        if (change.scalesInputs() || change.scalesOutputs()) {
            sum = sum.plus(times(base, change.scale(), change.scalesOutputs()));
        }

        assertThat(relative(sum, expected(layer + ".difference"))).isLessThan(SAME);
    }

    static Tensor times(Tensor weight, Tensor scale, boolean outputs) {
        float[] values = weight.toArray();
        int row = values.length / weight.shape().at(0);
        int kernel = row / weight.shape().at(1);
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale.at(outputs ? i / row : i % row / kernel);
        }
        return Tensor.wrap(weight.shape(), values);
    }

    static Stream<String> besides() {
        return layers().filter(layer -> change(layer).beside());
    }

    private static LoraChange change(String layer) {
        Tensor base = expected(layer + ".base");
        return LoraChange.ofWeight(module(layer), base.shape(), () -> base).orElseThrow();
    }

    @Test
    void biasesAreChangedToo() {
        Tensor zeros = Tensor.zeros(studio.sfumato.tensor.Shape.of(12));
        for (String layer : Set.of("full_linear", "norm")) {
            LoraChange change = LoraChange.ofBias(module(layer), zeros.shape()).orElseThrow();
            assertThat(change.apply(zeros, 2, OptionalInt.empty()).at(3))
                    .isCloseTo(
                            2
                                    * module(layer)
                                            .tensor(layer.equals("norm") ? "b_norm" : "diff_b")
                                            .at(3),
                            within(1e-6f));
        }
        assertThat(LoraChange.ofBias(module("lora"), zeros.shape())).isEmpty();
    }

    @Test
    void allButRotationsAndWholeDifferencesGoBesideTheWeights() {
        assertThat(layers().filter(layer -> !change(layer).beside()))
                .containsExactlyInAnyOrder(
                        "oft_linear",
                        "oft_conv",
                        "oft_limited_linear",
                        "oft_limited_conv",
                        "full_linear",
                        "full_conv",
                        "norm");
    }

    @Test
    void theFileSaysWhatIsInIt() {
        assertThat(FILE.kinds()).containsExactlyInAnyOrder("LoRA", "DoRA", "LoHa", "LoKr", "OFT", "IA³", "full");
        assertThat(FILE.rank()).isEqualTo(6);
    }

    static double relative(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double furthest = 0;
        double largest = 0;
        for (int i = 0; i < expected.shape().elements(); i++) {
            furthest = Math.max(furthest, Math.abs(actual.at(i) - expected.at(i)));
            largest = Math.max(largest, Math.abs(expected.at(i)));
        }
        return furthest / largest;
    }
}
