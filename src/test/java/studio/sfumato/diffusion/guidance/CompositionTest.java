package studio.sfumato.diffusion.guidance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class CompositionTest {
    private final List<Tensor> asked = new ArrayList<>();

    /// Row i of the batch becomes 10^i times x.
    private final Denoiser each = (x, sigma) -> {
        asked.add(x);
        float[] values = x.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) Math.pow(10, i);
        }
        return Tensor.wrap(x.shape(), values);
    };

    @Test
    void everyPartPullsAwayFromTheNegativeByItsWeight() {
        Tensor both = new Composition(each, List.of(2.0, -0.5), 1).denoise(rows(1, 1), 3);
        assertThat(both).isEqualTo(rows(100 + 2 * (1 - 100) - 0.5f * (10 - 100), 100));
        assertThat(asked).containsExactly(rows(1, 1, 1));
    }

    @Test
    void picturesOfABatchStayApart() {
        Tensor both = new Composition(each, List.of(0.5), 2).denoise(rows(1, 2, 1, 2), 3);
        assertThat(both).isEqualTo(rows(100 + 0.5f * (1 - 100), 2000 + 0.5f * (20 - 2000), 100, 2000));
        assertThat(asked).containsExactly(rows(1, 2, 1, 2));
    }

    @Test
    void withoutANegativeTheFirstPartTakesItsPlace() {
        Tensor composed = new Composition(each, List.of(0.25, 0.75), 1).denoise(rows(1), 3);
        assertThat(composed).isEqualTo(rows(1 + 0.75f * 9));
        assertThat(asked).containsExactly(rows(1, 1));
    }

    private static Tensor rows(float... values) {
        return Tensor.of(Shape.of(values.length, 1, 1, 1), values);
    }
}
