package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.diffusion.ImageSize;

class AspectTest {
    @ParameterizedTest
    @CsvSource({
        "128x128, SQUARE, 128x128",
        "128x128, PORTRAIT, 96x160",
        "512x512, PORTRAIT, 448x640",
        "512x512, LANDSCAPE, 640x448",
        "768x768, SQUARE, 768x768",
        "1024x1024, PORTRAIT, 832x1280",
        "512x768, SQUARE, 640x640"
    })
    void aShapeHasAboutAsManyPixelsAsTheModelLikes(String usual, Aspect aspect, String size) {
        assertThat(aspect.of(ImageSize.parse(usual))).hasToString(size);
    }
}
