package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplerTest {
    @ParameterizedTest
    @EnumSource
    void picturesAreThoseOfPillow(Resampler resampler) {
        for (int[] size : new int[][] {{20, 17}, {128, 100}, {83, 30}}) {
            assertSame(resampler, size[0], size[1], "rgb");
        }
        assertSame(resampler, 20, 17, "rgba");
    }

    private static void assertSame(Resampler resampler, int width, int height, String mode) {
        Raster source =
                Png.read(Pictures.golden("resample-source-" + mode + ".png")).raster();
        String name =
                "resample-%s-%dx%d-%s.png".formatted(resampler.name().toLowerCase(Locale.ROOT), width, height, mode);

        Raster ours = resampler.resize(source, width, height);

        assertThat(ours).as(name).isEqualTo(Png.read(Pictures.golden(name)).raster());
    }

    @ParameterizedTest
    @EnumSource
    void partsBetweenPixelsAreThoseOfPillow(Resampler resampler) {
        Raster source = Png.read(Pictures.golden("resample-source-rgba.png")).raster();
        Resampler.Span across = new Resampler.Span(12.75, 50.5);
        Resampler.Span down = new Resampler.Span(33.25, 60.875);
        String name = "resample-" + resampler.name().toLowerCase(Locale.ROOT) + "-part-rgba.png";

        assertThat(resampler.resize(source, across, down, 31, 12))
                .isEqualTo(Png.read(Pictures.golden(name)).raster());
    }

    @ParameterizedTest
    @EnumSource
    void flatPicturesStayFlat(Resampler resampler) {
        assertThat(resampler.resize(Raster.filled(50, 40, 0x336699), 7, 90)).isEqualTo(Raster.filled(7, 90, 0x336699));
    }

    @Test
    void fittingKeepsTheShapeAndNeverEnlarges() {
        Raster wide = Raster.filled(400, 100, 0);
        assertThat(Resampler.LANCZOS.fit(wide, 256)).isEqualTo(Raster.filled(256, 64, 0));
        assertThat(Resampler.LANCZOS.fit(wide, 400)).isSameAs(wide);
        assertThat(Resampler.BOX.fit(Raster.filled(1000, 1, 0), 10).height()).isEqualTo(1);
    }
}
