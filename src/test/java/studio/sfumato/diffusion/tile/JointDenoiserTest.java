package studio.sfumato.diffusion.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.image.Box;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class JointDenoiserTest {
    private static final Shape SHAPE = Shape.of(1, 2, 9, 24);

    private static Tensor noise() {
        Random random = new Random(3);
        float[] values = new float[SHAPE.elements()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(SHAPE, values);
    }

    private static JointDenoiser over(Denoiser left, Denoiser right) {
        return new JointDenoiser(List.of(
                new JointDenoiser.Part(new Box(0, 0, 16, 9), left),
                new JointDenoiser.Part(new Box(8, 0, 16, 9), right)));
    }

    @Test
    void partsThatAgreeChangeNothing() {
        Tensor x = noise();
        Tensor made = over((part, _) -> part, (part, _) -> part).denoise(x, 1);
        for (int i = 0; i < SHAPE.elements(); i++) {
            assertThat(made.at(i)).isCloseTo(x.at(i), within(1e-6f));
        }
    }

    @Test
    void whereTheyDoNotEachCountsMostInItsMiddleAndThereIsNoJump() {
        Denoiser zero = (part, _) -> part.times(0);
        Denoiser one = (part, _) -> part.map(_ -> 1);
        Tensor made = over(zero, one).denoise(noise(), 1);
        float before = 0;
        for (int x = 0; x < 24; x++) {
            float now = made.at(4 * 24 + x);
            assertThat(now).isBetween(before, Math.min(1, before + 0.7f));
            before = now;
        }
        assertThat(made.at(4 * 24 + 2)).isZero();
        assertThat(made.at(4 * 24 + 8)).isLessThan(0.01f);
        assertThat(made.at(4 * 24 + 15)).isGreaterThan(0.99f);
        assertThat(before).isEqualTo(1);
    }

    @Test
    void whatGuidanceIsAboutIsJoinedToo() {
        Denoiser guided = new Denoiser() {
            @Override
            public Tensor denoise(Tensor x, double sigma) {
                return estimates(x, sigma).guided();
            }

            @Override
            public Estimates estimates(Tensor x, double sigma) {
                return new Estimates(x, x.times(2), x.times(3));
            }
        };
        Tensor x = noise();
        Estimates made = over(guided, guided).estimates(x, 1);
        assertThat(made.different()).isTrue();
        assertThat(made.prompted().at(30)).isCloseTo(2 * x.at(30), within(1e-5f));
        assertThat(made.unprompted().at(30)).isCloseTo(3 * x.at(30), within(1e-5f));
        assertThat(over((part, _) -> part, (part, _) -> part).estimates(x, 1).different())
                .isFalse();
    }
}
