package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class CallCounterTest {
    private static final Tensor X = Tensor.of(Shape.of(1), 3);

    @Test
    void aCallCountsWhenItHasEnded() {
        CallCounter calls = new CallCounter();
        Denoiser counted = calls.counting((x, sigma) -> x.times(calls.made()));
        assertThat(counted.denoise(X, 1)).isEqualTo(X.times(0));
        assertThat(counted.denoise(X, 1)).isEqualTo(X);
        assertThat(calls.made()).isEqualTo(2);
    }

    @Test
    void askingForAllEstimatesIsOneCallThatLosesNone() {
        Estimates three = new Estimates(X, X.times(2), X.times(4));
        CallCounter calls = new CallCounter();
        Denoiser counted = calls.counting(new Denoiser() {
            @Override
            public Tensor denoise(Tensor x, double sigma) {
                return x;
            }

            @Override
            public Estimates estimates(Tensor x, double sigma) {
                return three;
            }
        });
        assertThat(counted.estimates(X, 1)).isEqualTo(three);
        assertThat(calls.made()).isEqualTo(1);
    }
}
