package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;

class SessionTest {
    private final OrtRuntime runtime = OrtRuntime.start();

    private Session open(OnnxModel model) {
        return runtime.open(model, SessionSettings.with(WeightMode.FOLDED));
    }

    private static Map<String, Tensor> run(Session session, Map<String, Tensor> inputs) {
        return session.run(inputs, CancellationToken.none());
    }

    private static Tensor y(Session session, Map<String, Tensor> inputs) {
        return session.run(inputs, "y", CancellationToken.none());
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "F64", "I64", "I32"})
    void everyElementTypeGoesInAndComesOutAsFloats(DType type) {
        try (Session session = open(TinyOnnx.doubling("adder", type))) {
            Tensor y = y(session, Map.of("x", Tensor.of(Shape.of(3), 1, -2, 1000)));
            assertThat(y).isEqualTo(Tensor.of(Shape.of(3), 2, -4, 2000));
        }
    }

    @Test
    void tokenIdsStayExact() {
        try (Session session = open(TinyOnnx.doubling("text encoder", DType.I64))) {
            Tensor ids = Tensor.of(Shape.of(2), 49406, 49407);
            assertThat(run(session, Map.of("x", ids))).containsEntry("y", ids.times(2));
        }
    }

    @Test
    void truthValuesGoInAndComeOut() {
        OnnxModel model = new TinyOnnx()
                .input("x", DType.BOOL, -1)
                .node("y", "Not", "x")
                .output("y", DType.BOOL, -1)
                .build("inverter");
        try (Session session = open(model)) {
            assertThat(y(session, Map.of("x", Tensor.of(Shape.of(3), 1, 0, 0.5f)))
                            .toArray())
                    .containsExactly(0, 1, 0);
        }
    }

    @Test
    void bfloat16IsRoundedToTheNearestValue() {
        OnnxModel model = new TinyOnnx()
                .input("x", DType.BF16, -1)
                .cast("y", "x", DType.F32)
                .output("y", DType.F32, -1)
                .build("caster");
        try (Session session = open(model)) {
            float[] y = y(session, Map.of("x", Tensor.of(Shape.of(3), 1, 3.14159f, -1e30f)))
                    .toArray();
            assertThat(y[0]).isEqualTo(1);
            assertThat(y[1]).isEqualTo(3.140625f);
            assertThat(y[2]).isCloseTo(-1e30f, within(1e28f));
        }
    }

    @Test
    void scalarsAndSeveralDimensionsKeepTheirShape() {
        OnnxModel model = new TinyOnnx()
                .input("x", DType.F32, 2, -1)
                .input("s", DType.F32)
                .node("y", "Mul", "x", "s")
                .output("y", DType.F32, 2, -1)
                .build("scaler");
        try (Session session = open(model)) {
            Tensor x = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
            Tensor y = y(session, Map.of("x", x, "s", Tensor.scalar(0.5)));
            assertThat(y).isEqualTo(x.times(0.5));
        }
    }

    @Test
    void wrongInputNamesAreListed() {
        try (Session session = open(TinyOnnx.doubling("U-Net", DType.F32))) {
            assertThatThrownBy(() -> run(session, Map.of("sample", Tensor.zeros(Shape.of(1)))))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("The U-Net takes the inputs x, not sample");
        }
    }

    @Test
    void anUnknownOutputListsThoseThatAre() {
        try (Session session = open(TinyOnnx.doubling("U-Net", DType.F32))) {
            assertThatThrownBy(() -> session.run(Map.of(), "z", CancellationToken.none()))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("The U-Net has no output 'z', only y");
        }
    }

    @Test
    void aWrongShapeIsRefusedWithBothShapes() {
        OnnxModel model = new TinyOnnx()
                .input("x", DType.F32, -1, 4)
                .node("y", "Neg", "x")
                .output("y", DType.F32, -1, 4)
                .build("U-Net");
        try (Session session = open(model)) {
            assertThatThrownBy(() -> run(session, Map.of("x", Tensor.zeros(Shape.of(2, 3)))))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("The U-Net's input 'x' takes ?×4, not 2×3");
            assertThatThrownBy(() -> run(session, Map.of("x", Tensor.zeros(Shape.of(4)))))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("not 4");
        }
    }

    @Test
    void aFractionIsNoTokenId() {
        try (Session session = open(TinyOnnx.doubling("text encoder", DType.I64))) {
            assertThatThrownBy(() -> run(session, Map.of("x", Tensor.of(Shape.of(1), 0.5f))))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("The text encoder's input 'x' takes whole numbers, not 0.5");
        }
    }

    @Test
    void notANumberNamesTheNetworkAndTheOutput() {
        OnnxModel model = new TinyOnnx()
                .input("x", DType.F32, -1)
                .node("y", "Log", "x")
                .output("y", DType.F32, -1)
                .build("VAE decoder");
        try (Session session = open(model)) {
            assertThatThrownBy(() -> run(session, Map.of("x", Tensor.of(Shape.of(2), 1, -1))))
                    .isInstanceOf(InferenceException.class)
                    .hasMessage("The VAE decoder gave NaN or infinite values in 'y'");
            assertThat(y(session, Map.of("x", Tensor.of(Shape.of(1), 1))).at(0)).isZero();
        }
    }

    @Test
    void anAllocationTooLargeIsAMemoryErrorAndTheSessionStaysUsable() {
        OnnxModel model = new TinyOnnx()
                .input("x", DType.F32, 1)
                .input("shape", DType.I64, -1)
                .node("y", "Expand", "x", "shape")
                .output("y", DType.F32, -1, -1, -1)
                .build("VAE decoder");
        try (Session session = open(model)) {
            Tensor x = Tensor.of(Shape.of(1), 7);
            float huge = 1 << 16;
            assertThatThrownBy(() -> run(session, Map.of("x", x, "shape", Tensor.of(Shape.of(3), huge, huge, huge))))
                    .isInstanceOf(NotEnoughMemoryException.class)
                    .hasMessage("There is not enough memory to run the VAE decoder at this size");
            assertThat(y(session, Map.of("x", x, "shape", Tensor.of(Shape.of(3), 1, 2, 1)))
                            .toArray())
                    .containsExactly(7, 7);
        }
    }

    @Test
    void aFailureInsideTheGraphNamesTheNetwork() {
        OnnxModel model = new TinyOnnx()
                .input("a", DType.F32, -1)
                .input("b", DType.F32, -1)
                .node("y", "Add", "a", "b")
                .output("y", DType.F32, -1)
                .build("U-Net");
        try (Session session = open(model)) {
            assertThatThrownBy(
                            () -> run(session, Map.of("a", Tensor.zeros(Shape.of(2)), "b", Tensor.zeros(Shape.of(3)))))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageStartingWith("The U-Net failed: ");
        }
    }

    @Test
    void aClosedSessionRefusesToRunInsteadOfCrashing() {
        Session session = open(TinyOnnx.doubling("U-Net", DType.F32));
        session.close();
        session.close();
        assertThatThrownBy(() -> run(session, Map.of("x", Tensor.zeros(Shape.of(1)))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the U-Net is closed");
    }

    @Test
    void inputsThatStayAreMadeOnceAndAgainOnlyForOthers() {
        OnnxModel model = new TinyOnnx()
                .input("a", DType.F32, -1)
                .input("b", DType.F32, -1)
                .node("y", "Add", "a", "b")
                .output("y", DType.F32, -1)
                .build("adder");
        List<String> made = new ArrayList<>();
        try (Session session = open(model)) {
            for (String which : List.of("one", "one", "two", "two")) {
                Tensor stays = Tensor.of(Shape.of(1), which.equals("one") ? 1 : 2);
                try (Session.Keeping all = session.keep(Map.of("a", Tensor.of(Shape.of(1), 10)), which, () -> {
                    made.add(which);
                    return Map.of("b", stays);
                })) {
                    assertThat(y(all.session(), Map.of())).isEqualTo(stays.plus(Tensor.of(Shape.of(1), 10)));
                }
            }
            assertThat(made).containsExactly("one", "two");

            try (Session.Keeping outer = session.keep(Map.of(), "two", Map::of)) {
                Map<String, Tensor> a = Map.of("a", Tensor.of(Shape.of(1), 10));
                try (Session.Keeping inner =
                        session.keep(Map.of(), "three", () -> Map.of("b", Tensor.of(Shape.of(1), 3)))) {
                    assertThat(y(inner.session(), a).toArray()).containsExactly(13);
                }
                assertThat(y(outer.session(), a).toArray())
                        .as("whoever uses the old ones keeps them")
                        .containsExactly(12);
            }
        }
    }
}
