package studio.sfumato.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.Replacement;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightReader;

class GraphBuilderTest {
    private static final Path TABLES = Path.of("src", "test", "resources", "golden", "networks", "types.safetensors");

    private final GraphBuilder graph = new GraphBuilder("test");
    private final Op op = new Op(graph);

    @Test
    void sameNodeIsMadeOnce() {
        Value x = graph.input("x", DType.F32, "n");

        assertThat(op.silu(x)).isEqualTo(op.silu(x)).isNotEqualTo(op.quickGelu(x));
        assertThat(graph.constant(1L, 2L)).isEqualTo(graph.constant(1L, 2L)).isNotEqualTo(graph.constant(1f, 2f));
    }

    @Test
    void oneValueCanBeGivenOutTwice() {
        Value x = graph.input("x", DType.F32, "n");
        graph.output("a", x, "n");
        graph.output("b", x, "n");

        Map<String, Tensor> out = run(Map.of("x", Tensor.of(Shape.of(2), 3, 4)));

        assertThat(out.get("a")).isEqualTo(out.get("b")).isEqualTo(Tensor.of(Shape.of(2), 3, 4));
    }

    @Test
    void castsOfWeightsStandBeforeAllOtherNodes() {
        Value x = graph.input("x", DType.F32, "n", 4);
        Value halved = op.scale(x, 0.5);
        Value table = graph.weight(weight("F16"), List.of(3, 4));
        graph.output("y", op.add(halved, op.mul(table, table)), "n", 4);

        String bytes = new String(graph.build().bytes(), StandardCharsets.ISO_8859_1);

        assertThat(bytes.indexOf("Cast")).isPositive().isLessThan(bytes.indexOf("Mul"));
    }

    @ParameterizedTest
    @EnumSource(WeightMode.class)
    void valuesMadeOnOpeningAreRoundedToTheTypeTheyAreKeptIn(WeightMode mode) {
        float[] made = {0.1F, 1.0009F, -3e-6F};
        Shape shape = Shape.of(3);
        Value x = graph.input("x", DType.F32, 3);
        for (DType type : List.of(DType.F32, DType.F16)) {
            Replacement replacement = new Replacement(type, () -> Tensor.of(shape, made));
            Value kept = graph.floats(graph.replaced(type.name(), replacement, 3), type);
            graph.output("to" + type, op.add(x, kept), 3);
        }

        try (Session session = OrtRuntime.start().open(graph.build(), SessionSettings.with(mode))) {
            Map<String, Tensor> out = session.run(Map.of("x", Tensor.zeros(shape)), CancellationToken.none());

            assertThat(out.get("toF32")).isEqualTo(Tensor.of(shape, made));
            for (int i = 0; i < made.length; i++) {
                made[i] = Float.float16ToFloat(Float.floatToFloat16(made[i]));
            }
            assertThat(out.get("toF16")).isEqualTo(Tensor.of(shape, made));
        }
    }

    @Test
    void valuesMadeOnOpeningHaveNoOtherType() {
        assertThatThrownBy(() -> new Replacement(DType.F8_E4M3, () -> Tensor.scalar(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("F8_E4M3");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"})
    void weightsOfEveryFloatingTypeAreReadFromTheirFile(DType type) {
        Weight table = weight(type.name());
        graph.input("ids", DType.I64, "n");
        graph.output("all", graph.weight(table, List.of(3, 4)), 3, 4);
        Scope scope = new Scope(graph, SafetensorsFile.open(TABLES)).at(type.name());
        graph.output("rows", op.embedding(scope, new Value("ids"), 3, 4), "n", 4);

        Map<String, Tensor> out = run(Map.of("ids", Tensor.of(Shape.of(2), 2, 0)));

        Tensor expected = WeightReader.read(table);
        assertThat(out.get("all")).isEqualTo(expected);
        assertThat(out.get("rows")).isEqualTo(Tensor.concat(List.of(expected.slice(2, 3), expected.slice(0, 1))));
    }

    @Test
    void dimensionThatIsNeitherNumberNorNameIsRefused() {
        graph.input("x", DType.F32, 1.5);

        assertThatThrownBy(graph::build).isInstanceOf(IllegalArgumentException.class);
    }

    private Map<String, Tensor> run(Map<String, Tensor> inputs) {
        try (Session session = OrtRuntime.start().open(graph.build(), SessionSettings.with(WeightMode.FOLDED))) {
            return session.run(inputs, CancellationToken.none());
        }
    }

    private static Weight weight(String type) {
        return SafetensorsFile.open(TABLES).get(type + ".weight");
    }
}
