package studio.sfumato.diffusion.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import tools.jackson.databind.json.JsonMapper;

/// Against torchsde 0.2.6 and NumPy; the numbers come from `tools/golden/sde.py`.
class BrownianTreeTest {
    private static final Shape SHAPE = Shape.of(1, 2, 3, 4);
    private static final Sigmas SIGMAS = Sigmas.of(14, 8, 3, 1, 0.1, 0);

    record Golden(List<Word> words, List<Tree> trees) {}

    record Word(String seed, List<Long> key, long word) {}

    record Tree(String rng, String seed, List<Double> sigmas, List<List<Double>> pairs, List<List<Integer>> noise) {
        Brownian motion() {
            return RandomSource.get(rng)
                    .noise(Seed.parse(seed), 1)
                    .brownian(
                            SHAPE,
                            Sigmas.of(sigmas.stream()
                                    .mapToDouble(Double::doubleValue)
                                    .toArray()));
        }

        @Override
        public String toString() {
            return rng + ", seed " + seed;
        }
    }

    private static Golden golden() throws IOException {
        try (InputStream json = BrownianTreeTest.class.getResourceAsStream("/golden/brownian.json")) {
            return JsonMapper.shared().readValue(json, Golden.class);
        }
    }

    static List<Tree> trees() throws IOException {
        return golden().trees();
    }

    static List<Word> words() throws IOException {
        return golden().words();
    }

    @ParameterizedTest
    @MethodSource("words")
    void seedsOfNodesAreThoseOfNumPy(Word word) {
        assertThat(new SeedSequence(
                                Long.parseUnsignedLong(word.seed()),
                                word.key().stream().mapToLong(Long::longValue).toArray())
                        .first())
                .isEqualTo(word.word());
    }

    @ParameterizedTest
    @MethodSource("trees")
    void noiseBetweenTwoLevelsIsEqualBitByBitToTorchsde(Tree tree) {
        Brownian motion = tree.motion();
        for (int i = 0; i < tree.pairs().size(); i++) {
            double from = tree.pairs().get(i).getFirst();
            double to = tree.pairs().get(i).getLast();
            Tensor noise = motion.between(from, to);
            assertThat(IntStream.range(0, SHAPE.elements()).map(k -> Float.floatToIntBits(noise.at(k))))
                    .as("from %s to %s", from, to)
                    .containsExactlyElementsOf(tree.noise().get(i));
        }
    }

    @Test
    void theSameStretchHasTheSameNoiseHoweverItIsWalked() {
        Brownian motion = RandomSource.CPU.noise(new Seed(3), 1).brownian(SHAPE, SIGMAS);
        Tensor whole = motion.between(8, 1).times(Math.sqrt(7));
        Tensor parts = motion.between(8, 3)
                .times(Math.sqrt(5))
                .plus(motion.between(3, 1).times(Math.sqrt(2)));
        assertThat(parts.toArray()).containsExactly(whole.toArray(), Offset.offset(1e-5f));
        assertThat(motion.between(1, 8)).isEqualTo(motion.between(8, 1).times(-1));
    }

    @Test
    void everyPictureOfABatchHasTheTreeOfItsOwnSeed() {
        Tensor batch = RandomSource.NV
                .noise(new Seed(7), 3)
                .brownian(SHAPE.withBatch(3), SIGMAS)
                .between(8, 3);
        for (int i = 0; i < 3; i++) {
            Brownian single = RandomSource.NV.noise(new Seed(7 + i), 1).brownian(SHAPE, SIGMAS);
            assertThat(batch.slice(i, i + 1)).isEqualTo(single.between(8, 3));
        }
    }

    @Test
    void nothingHappensBetweenALevelAndItself() {
        Brownian motion = RandomSource.CPU.noise(new Seed(3), 1).brownian(SHAPE, SIGMAS);
        assertThat(motion.between(3, 3)).isEqualTo(Tensor.zeros(SHAPE));
    }

    @Test
    void itIsStandardNormalNoise() {
        Shape many = Shape.of(1, 1, 200, 200);
        Brownian motion = RandomSource.CPU.noise(new Seed(11), 1).brownian(many, SIGMAS);
        Tensor noise = motion.between(8, 3);
        double squares = 0;
        double products = 0;
        Tensor after = motion.between(3, 1);
        for (int i = 0; i < many.elements(); i++) {
            squares += noise.at(i) * noise.at(i);
            products += noise.at(i) * after.at(i);
        }
        assertThat(squares / many.elements()).isCloseTo(1, Offset.offset(0.03));
        assertThat(products / many.elements()).isCloseTo(0, Offset.offset(0.03));
    }
}
