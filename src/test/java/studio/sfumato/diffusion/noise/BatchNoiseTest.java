package studio.sfumato.diffusion.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import studio.sfumato.diffusion.BatchPlace;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class BatchNoiseTest {
    private static final Shape ONE = Shape.of(1, 4, 3, 5); // no multiple of 16: torch draws the end of the batch anew
    private static final Sigmas SIGMAS = Sigmas.of(9, 4, 1, 0);

    static Stream<BiFunction<NoiseSettings, Integer, Noise>> tools() {
        return Stream.of(Noise::ofComfy, Noise::ofDiffusers);
    }

    private static NoiseSettings settings(RandomSource rng) {
        return new NoiseSettings(new Seed(7), rng);
    }

    @ParameterizedTest
    @MethodSource("tools")
    void aPictureAloneHasTheNoiseItHadInItsBatch(BiFunction<NoiseSettings, Integer, Noise> tool) {
        for (RandomSource rng : RandomSource.values()) {
            Noise batch = tool.apply(settings(rng).at(new BatchPlace(0, 3)), 3);
            Noise alone = tool.apply(settings(rng).at(new BatchPlace(2, 3)), 1);
            for (int draw = 0; draw < 3; draw++) {
                assertThat(alone.next(ONE))
                        .isEqualTo(batch.next(ONE.withBatch(3)).slice(2, 3));
            }
            Brownian batchMotion = batch.brownian(ONE.withBatch(3), SIGMAS);
            Brownian motion = alone.brownian(ONE, SIGMAS);
            assertThat(motion.between(9, 4)).isEqualTo(batchMotion.between(9, 4).slice(2, 3));
        }
    }

    @Test
    void comfyStartsOnTheProcessorWhereverTheSamplerRuns() {
        Tensor start = RandomSource.CPU.noise(new Seed(7), 1).next(ONE);
        for (RandomSource rng : RandomSource.values()) {
            assertThat(Noise.ofComfy(settings(rng), 1).next(ONE)).isEqualTo(start);
        }
    }

    @Test
    void comfysSamplersDrawFromTheCardsSeedOrTheProcessorsNext() {
        Noise card = Noise.ofComfy(settings(RandomSource.NV), 1);
        card.next(ONE);
        assertThat(card.next(ONE))
                .isEqualTo(RandomSource.NV.noise(new Seed(7), 1).next(ONE));
        Noise processor = Noise.ofComfy(settings(RandomSource.CPU), 1);
        processor.next(ONE);
        assertThat(processor.next(ONE))
                .isEqualTo(RandomSource.CPU.noise(new Seed(8), 1).next(ONE));
    }

    @Test
    void aBatchOfAnotherSizeIsRefused() {
        Noise noise = Noise.ofDiffusers(settings(RandomSource.CPU), 1);
        assertThatThrownBy(() -> noise.next(ONE.withBatch(2))).isInstanceOf(IllegalArgumentException.class);
    }
}
