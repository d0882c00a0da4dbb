package studio.sfumato.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.SafetensorsFile;
import studio.sfumato.weights.WeightReader;
import studio.sfumato.weights.WeightSource;

/// A tiny network with random weights and what diffusers or transformers computes with it; made by
/// `tools/golden/networks.py`.
public record GoldenNetwork(ComponentConfig config, WeightSource weights, SafetensorsFile tensors) {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden", "networks");
    private static final double TOLERANCE = 1e-4;

    /// {@return the case called `name`}
    public static GoldenNetwork read(String name) {
        return new GoldenNetwork(
                ComponentConfig.read(FOLDER.resolve(name + ".json"), name + ".json"),
                SafetensorsFile.open(FOLDER.resolve(name + ".safetensors")),
                SafetensorsFile.open(FOLDER.resolve(name + ".io.safetensors")));
    }

    /// {@return an input or expected output}
    public Tensor tensor(String key) {
        return WeightReader.read(tensors.get(key));
    }

    /// {@return what `model` gives for the inputs `keys` of this case, whose names follow `prefix`}
    public Map<String, Tensor> run(OrtRuntime runtime, WeightMode mode, OnnxModel model, String prefix) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        model.inputs().forEach(name -> inputs.put(name, input(prefix + name)));
        try (Session session = runtime.open(model, SessionSettings.with(mode))) {
            return session.run(inputs, CancellationToken.none());
        }
    }

    /// Text encoders take vectors in place of tokens as well; these cases have none.
    private Tensor input(String key) {
        return switch (key) {
            case ClipTextModel.VECTORS -> Tensor.zeros(Shape.of(1, config.intValue("hidden_size", 1)));
            case ClipTextModel.PLACES -> tensor(ClipTextModel.INPUT_IDS).map(_ -> -1);
            default -> tensor(key);
        };
    }

    /// Fails unless no value of `given` is further from this case's tensor `key` than 1e-4 of the largest.
    public void assertEqual(@Nullable Tensor given, String key) {
        Tensor actual = Objects.requireNonNull(given, key);
        Tensor expected = tensor(key);
        assertThat(actual.shape()).as(key).isEqualTo(expected.shape());
        assertThat(largest(actual.minus(expected)) / largest(expected)).as(key).isLessThan(TOLERANCE);
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (float value : tensor.toArray()) {
            largest = Double.isNaN(value) ? Double.NaN : Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
