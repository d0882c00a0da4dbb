package studio.sfumato.net.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.net.GoldenNetwork;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ComponentConfig;

class ClipTextModelTest {
    private static final OrtRuntime RUNTIME = OrtRuntime.start();

    @ParameterizedTest
    @ValueSource(strings = {"text-sd1", "text-sd2", "text-sdxl2", "text-own-end-token", "text-without-prefix"})
    void hiddenStatesAreThoseOfTransformers(String name) {
        GoldenNetwork golden = GoldenNetwork.read(name);

        golden.assertEqual(run(golden, HiddenState.clipSkip(1)).get(ClipTextModel.HIDDEN), "skip1");
        golden.assertEqual(run(golden, HiddenState.clipSkip(2)).get(ClipTextModel.HIDDEN), "skip2");
        golden.assertEqual(run(golden, HiddenState.PENULTIMATE).get(ClipTextModel.HIDDEN), "penultimate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text-sdxl2", "text-own-end-token"})
    void pooledStateComesFromTheLastLayerWhateverIsSkipped(String name) {
        GoldenNetwork golden = GoldenNetwork.read(name);

        golden.assertEqual(run(golden, HiddenState.clipSkip(1)).get(ClipTextModel.POOLED), "pooled");
        golden.assertEqual(run(golden, HiddenState.PENULTIMATE).get(ClipTextModel.POOLED), "pooled");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 77})
    void tokenSeesOnlyThoseBeforeItSoShorterTextsHaveTheSameStates(int tokens) {
        GoldenNetwork golden = GoldenNetwork.read("text-sdxl2");
        Tensor ids = golden.tensor(ClipTextModel.INPUT_IDS).slice(0, 1).reshape(Shape.of(77, 1));
        Tensor expected = golden.tensor("skip1").slice(0, 1).reshape(Shape.of(77, 40));

        Tensor shorter = ids.slice(0, tokens).reshape(Shape.of(1, tokens));
        OnnxModel model = model(golden, HiddenState.clipSkip(1));
        try (Session session = RUNTIME.open(model, SessionSettings.with(WeightMode.FOLDED))) {
            Map<String, Tensor> out = session.run(
                    Map.of(
                            ClipTextModel.INPUT_IDS, shorter,
                            ClipTextModel.VECTORS, Tensor.zeros(Shape.of(1, 40)),
                            ClipTextModel.PLACES, shorter.map(_ -> -1)),
                    CancellationToken.none());
            Tensor hidden = Objects.requireNonNull(out.get(ClipTextModel.HIDDEN));
            assertThat(hidden.reshape(Shape.of(tokens, 40)).toArray())
                    .containsExactly(expected.slice(0, tokens).toArray(), within(1e-4f));
        }
    }

    @Test
    void networkWithoutProjectionHasNoPooledState() {
        GoldenNetwork golden = GoldenNetwork.read("text-sd1");

        assertThat(model(golden, HiddenState.clipSkip(1)).outputs()).isEqualTo(List.of(ClipTextModel.HIDDEN));
    }

    @Test
    void clipSkipBeyondTheFirstLayerIsRefused() {
        GoldenNetwork golden = GoldenNetwork.read("text-sd1");

        assertThatThrownBy(() -> model(golden, HiddenState.clipSkip(4)))
                .isInstanceOf(RequestException.class)
                .hasMessage("clip skip must be between 1 and 3 for this model, not 4");
        assertThatThrownBy(() -> HiddenState.clipSkip(0)).isInstanceOf(RequestException.class);
    }

    @Test
    void unknownActivationIsRefused() {
        ComponentConfig config = ComponentConfig.of("text_encoder/config.json", Map.of("hidden_act", "relu"));

        assertThatThrownBy(() -> ClipConfig.from(config))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageStartingWith("text_encoder/config.json: hidden_act with 'relu'");
    }

    private static Map<String, Tensor> run(GoldenNetwork golden, HiddenState state) {
        return golden.run(RUNTIME, WeightMode.FOLDED, model(golden, state), "");
    }

    private static OnnxModel model(GoldenNetwork golden, HiddenState state) {
        return ClipTextModel.build(ClipConfig.from(golden.config()), golden.weights(), state);
    }
}
