package studio.sfumato.diffusion.hires;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.error.RequestException;

class HiresFixTest {
    private static HiresFix parse(String text) {
        return HiresFix.parse(text, Optional.empty(), Optional.empty());
    }

    @Test
    void theScaleAloneIsEnough() {
        assertThat(parse("2")).isEqualTo(HiresFix.of(2, "Latent", 0.7));
    }

    @Test
    void everySettingIsRead() {
        HiresFix fix = HiresFix.parse(
                "size=1024x1536,upscaler=4x Foo,steps=12,denoise=0.5,cfg=4.5,sampler=dpmpp_2m,schedule=karras,model=dream",
                Optional.of("a"),
                Optional.of("b"));

        assertThat(fix)
                .isEqualTo(new HiresFix(
                        2,
                        Optional.of(new ImageSize(1024, 1536)),
                        "4x Foo",
                        12,
                        0.5,
                        Optional.of(4.5),
                        Optional.of(new SamplerId("DPM++ 2M")),
                        Optional.of(new ScheduleId("Karras")),
                        Optional.of("dream"),
                        Optional.of("a"),
                        Optional.of("b")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scale=9|hires: scale must be between 1 and 8, not 9.0",
                "scale=NaN|hires: scale must be between 1 and 8, not NaN",
                "denoise=1.5|hires: denoise must be between 0 and 1, not 1.5",
                "steps=1.5|hires: steps must be a whole number, not 1.5",
                "steps=-1|hires: steps must be between 0 and 1000, not -1",
                "strength=1|hires: unknown setting 'strength'",
                "sampler=nobody|unknown sampler 'nobody'"
            })
    void whatCannotBeIsNamed(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(RequestException.class)
                .hasMessage(message);
    }

    @Test
    void sizesAreWholeLatents() {
        assertThat(parse("1.3").size(new ImageSize(512, 768))).isEqualTo(new ImageSize(664, 992));
    }

    @Test
    void whatHangsOverAnotherShapeIsCutOff() {
        HiresFix square = parse("size=1024x1024");
        assertThat(square.covering(new ImageSize(512, 768))).isEqualTo(new ImageSize(1024, 1536));
        assertThat(square.covering(new ImageSize(768, 512))).isEqualTo(new ImageSize(1536, 1024));
        assertThat(square.covering(new ImageSize(512, 512))).isEqualTo(new ImageSize(1024, 1024));
    }
}
