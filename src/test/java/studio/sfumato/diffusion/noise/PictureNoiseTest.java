package studio.sfumato.diffusion.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class PictureNoiseTest {
    private static final Shape ONE = Shape.of(1, 4, 3, 5);

    @Test
    void everyPictureOfABatchHasTheNoiseOfItsOwnSeedDrawAfterDraw() {
        Noise batch = RandomSource.CPU.noise(new Seed(7), 3);
        Tensor first = batch.next(ONE.withBatch(3));
        Tensor second = batch.next(ONE.withBatch(3));
        for (int i = 0; i < 3; i++) {
            Noise single = RandomSource.CPU.noise(new Seed(7 + i), 1);
            assertThat(first.slice(i, i + 1)).isEqualTo(single.next(ONE));
            assertThat(second.slice(i, i + 1)).isEqualTo(single.next(ONE));
        }
    }

    @Test
    void aBatchOfAnotherSizeIsRefused() {
        Noise noise = RandomSource.CPU.noise(new Seed(7), 2);
        assertThatThrownBy(() -> noise.next(ONE)).isInstanceOf(IllegalArgumentException.class);
    }
}
