package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.image.LatentRgb;
import studio.sfumato.image.Raster;
import studio.sfumato.net.vae.VaeConfig;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelSource;

class PreviewColoursTest {
    private final ModelSource model = ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1"));

    private static VaeConfig vae(int channels, double scalingFactor) {
        return new VaeConfig(3, channels, List.of(8, 8, 8, 8), 1, 1, false, true, true, scalingFactor);
    }

    @Test
    void theFamilysVaeHasTheFamilysColours() {
        PreviewColours colours = new PreviewColours(model, vae(4, 0.18215));
        colours.learn(Tensor.zeros(Shape.of(1, 4, 2, 2)), Raster.filled(16, 16, 0xFF0000));

        assertThat(colours.preview().colours().factors())
                .isDeepEqualTo(LatentRgb.sd().factors());
        assertThat(colours.preview().scale()).isEqualTo(8);
    }

    @Test
    void anotherVaesColoursAreLearntFromItsPictures() {
        PreviewColours colours = new PreviewColours(model, vae(6, 0.7));
        Tensor latents = Tensor.zeros(Shape.of(1, 6, 2, 2));
        assertThat(colours.preview().render(latents, 0).argb(3, 3)).isEqualTo(0xFF808080);

        colours.learn(latents, Raster.filled(16, 16, 0xFF0000));

        int pixel = colours.preview().render(latents, 0).argb(3, 3);
        assertThat(pixel >> 16 & 0xFF).isGreaterThan(250);
        assertThat(pixel & 0xFF).isLessThan(5);
    }
}
