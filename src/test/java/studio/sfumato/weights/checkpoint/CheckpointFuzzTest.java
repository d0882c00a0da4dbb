package studio.sfumato.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.clip.ClipConfig;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.vae.VaeConfig;
import studio.sfumato.net.vae.VaeDecoder;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// Takes tensors out of good checkpoints, changes their shapes and mixes up their names. Whatever comes out
/// either becomes networks or is refused in one line that says what is wrong.
class CheckpointFuzzTest {
    private static final int CASES = 60;
    private static final int[] SIZES = {0, 1, 2, 3, 5, 31, 33, 64, 1 << 20};

    @ParameterizedTest
    @ValueSource(strings = {"sd1-fp16", "sd2-v", "sdxl-fp16", "sdxl-diffusers-names"})
    @Timeout(120)
    void noListOfTensorsGetsPastTheChecks(String name) {
        TinyCheckpoint good = TinyCheckpoint.of(name);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_122);
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            Optional<String> refusal = outcome(damaged(good, random));
            if (refusal.isPresent()) {
                assertThat(refusal.get())
                        .as("case %d", i)
                        .startsWith("x.safetensors")
                        .doesNotContain("\n");
                refused++;
            }
        }
        assertThat(refused).isBetween(CASES / 4, CASES - 1);
    }

    private static Optional<String> outcome(TensorFile file) {
        try {
            Checkpoint checkpoint = Checkpoint.of(file, TextLender.NONE);
            checkpoint
                    .networks()
                    .forEach((part, network) -> build(
                            part,
                            Objects.requireNonNull(checkpoint.configs().get(part)),
                            ComponentWeights.of(file.name(), network.weights(), file.file())));
            return Optional.empty();
        } catch (ModelFileException | UnsupportedModelException expected) {
            return Optional.of(String.valueOf(expected.getMessage()));
        }
    }

    private static void build(ModelPart part, ComponentConfig config, ComponentWeights weights) {
        switch (part) {
            case UNET -> UNet.build(UNetConfig.from(config), weights);
            case VAE -> VaeDecoder.build(VaeConfig.from(config), weights, Wrap.NONE);
            case TEXT_ENCODER, TEXT_ENCODER_2 ->
                ClipTextModel.build(ClipConfig.from(config), weights, HiddenState.clipSkip(1));
        }
    }

    private static TensorFile damaged(TinyCheckpoint good, RandomGenerator random) {
        Path path = Path.of("/models/x.safetensors");
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (String key : good.names()) {
            Shape shape = good.shape(key);
            weights.put(key, new Weight(key, good.type(key), shape, path, 0, bytes(good, key, shape)));
        }
        int times = random.nextInt(1, 4);
        for (int i = 0; i < times; i++) {
            List<String> keys = new ArrayList<>(weights.keySet());
            String key = keys.get(random.nextInt(keys.size()));
            Weight weight = Objects.requireNonNull(weights.get(key));
            switch (random.nextInt(4)) {
                case 0 -> weights.remove(key);
                case 1, 2 -> {
                    Shape shape = changed(weight.shape(), random);
                    weights.put(key, new Weight(key, weight.type(), shape, path, 0, bytes(good, key, shape)));
                }
                default -> {
                    weights.remove(key);
                    String other = keys.get(random.nextInt(keys.size()));
                    weights.put(other, weight.withKey(other));
                }
            }
        }
        return new TensorFile("x.safetensors", path, weights, Map.of());
    }

    private static long bytes(TinyCheckpoint good, String key, Shape shape) {
        return (long) shape.elements() * good.type(key).bytes();
    }

    private static Shape changed(Shape shape, RandomGenerator random) {
        int[] dims = shape.dims();
        if (dims.length == 0) {
            return Shape.of(3);
        }
        if (random.nextInt(4) == 0) {
            return Shape.of(Arrays.copyOf(dims, dims.length - 1));
        }
        int axis = random.nextInt(dims.length);
        long rest = 1;
        for (int i = 0; i < dims.length; i++) {
            rest *= i == axis ? 1 : dims[i];
        }
        int size = SIZES[random.nextInt(SIZES.length)];
        dims[axis] = rest * size > Integer.MAX_VALUE ? 3 : size;
        return Shape.of(dims);
    }
}
