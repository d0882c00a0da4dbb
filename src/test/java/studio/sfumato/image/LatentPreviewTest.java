package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class LatentPreviewTest {
    @Test
    void coloursAreTheWeighedSumOfTheChannels() {
        Tensor latents = Tensor.of(Shape.of(1, 4, 1, 2), 1f, 0f, 0.5f, 0f, -0.5f, 0f, 0.25f, 0f);

        Raster sd = LatentRgb.sd().render(latents);
        Raster sdxl = LatentRgb.sdxl().render(latents);

        // red = .3512 + .5 × .3250 − .5 × −.2829 + .25 × −.2120 = .60215 → 204; and so on
        assertThat(sd.argb(0, 0)).isEqualTo(0xFF000000 | (204 << 16) | (169 << 8) | 143);
        assertThat(sd.argb(1, 0)).isEqualTo(0xFF808080);
        // red = .1084 + .3651 − .5 × .2533 − .5 × .1076 − .25 × .3165 = .213925 → 155
        assertThat(sdxl.argb(0, 0)).isEqualTo(0xFF000000 | (155 << 16) | (164 << 8) | 185);
        assertThat(sdxl.argb(1, 0)).isEqualTo(0xFF000000 | (141 << 16) | (125 << 8) | 127);
    }

    @Test
    void aBatchIsRenderedOneByOneAtTheAskedScale() {
        float[] values = new float[2 * 4 * 6];
        java.util.Arrays.fill(values, 24, 30, 1f);
        Tensor batch = Tensor.of(Shape.of(2, 4, 2, 3), values);
        LatentPreview preview = new LatentPreview(LatentRgb.sd(), 8);

        assertThat(preview.render(batch, 0)).isEqualTo(Raster.filled(24, 16, 0x808080));
        assertThat(preview.render(batch, 1))
                .isEqualTo(preview.render(batch.slice(1, 2), 0))
                .isNotEqualTo(preview.render(batch, 0));
        assertThat(new LatentPreview(LatentRgb.sd(), 1).render(batch, 0)).isEqualTo(Raster.filled(3, 2, 0x808080));
    }

    @Test
    void latentsOfAnotherModelAreRefused() {
        assertThatThrownBy(() -> LatentRgb.sd().render(Tensor.zeros(Shape.of(1, 16, 2, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 channels");
        assertThatThrownBy(() -> new LatentPreview(LatentRgb.sd(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LatentRgb.of(new double[][] {{1, 2}}, new double[3]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFitFindsTheLineThatMadeAPicture() {
        double[][] factors = {{0.2, -0.1, 0.05}, {0.1, 0.2, 0}, {-0.1, 0.15, 0.2}, {0, 0.05, -0.25}};
        LatentRgb truth = LatentRgb.of(factors, new double[] {0.1, -0.2, 0});
        LatentRgbFit fit = new LatentRgbFit(4);
        for (int seed = 0; seed < 3; seed++) {
            Tensor latents = noise(seed, 12, 9);
            Raster small = truth.render(latents);
            fit.add(latents, Resampler.BOX.resize(small, small.width() * 8, small.height() * 8));
        }

        LatentRgb found = fit.solve();

        for (int colour = 0; colour < 3; colour++) {
            assertThat(found.bias()[colour]).isCloseTo(truth.bias()[colour], within(0.003));
            for (int channel = 0; channel < 4; channel++) {
                assertThat(found.factors()[channel][colour]).isCloseTo(factors[channel][colour], within(0.003));
            }
        }
    }

    @Test
    void aFitOfAFlatPictureGivesItsColour() {
        LatentRgbFit fit = new LatentRgbFit(4);
        assertThatThrownBy(fit::solve).isInstanceOf(IllegalStateException.class);
        Tensor flat = Tensor.zeros(Shape.of(1, 4, 4, 4));
        fit.add(flat, Raster.filled(32, 32, 0x336699));

        assertThat(fit.solve().render(flat)).isEqualTo(Raster.filled(4, 4, 0x336699));
    }

    private static Tensor noise(long seed, int height, int width) {
        Random random = new Random(seed);
        float[] values = new float[4 * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.of(Shape.of(1, 4, height, width), values);
    }
}
