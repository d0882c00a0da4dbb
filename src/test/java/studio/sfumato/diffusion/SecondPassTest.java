package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.control.ControlType;

/// What the second, larger pass takes over from the first.
class SecondPassTest {
    private static final ControlUnit EDGES = new ControlUnit(
            ControlType.CANNY,
            false,
            new PictureRef("a".repeat(64)),
            "net",
            1,
            0,
            1,
            ControlMode.BALANCED,
            ResizeMode.CROP,
            ControlType.CANNY.settings());

    private static GenerationRequest request(HiresFix fix) {
        return new GenerationRequest(
                        "model",
                        new Prompt("a fox", "", 1),
                        new ImageSize(64, 128),
                        new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, 20),
                        new Guidance(7).withImageScale(2),
                        new NoiseSettings(new Seed(3), RandomSource.CPU),
                        1,
                        1,
                        new Task.TextToImage(Optional.of(fix)))
                .withControls(List.of(EDGES))
                .withTiling(Wrap.X);
    }

    @Test
    void whatIsNotSaidIsAsInTheFirst() {
        HiresFix fix = HiresFix.of(2, "Latent", 0.5);
        GenerationRequest first = request(fix);

        assertThat(SecondPass.of(first, fix)).isEqualTo(first.withSize(new ImageSize(128, 256)));
    }

    @Test
    void anotherScaleOfThePromptLeavesThePicturesAsItIs() {
        HiresFix fix = HiresFix.parse("cfg=3", Optional.empty(), Optional.empty());

        assertThat(SecondPass.of(request(fix), fix).guidance()).isEqualTo(new Guidance(3).withImageScale(2));
    }
}
