package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.guidance.DynamicThresholding;
import studio.sfumato.diffusion.guidance.FreeU;
import studio.sfumato.diffusion.guidance.GuidanceInterval;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.SelfAttention;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.image.metadata.PictureTexts;

/// What is done about guidance, as it is written into pictures.
class GuidanceRecordTest {
    @Test
    void everyOptionOfGuidanceComesBackToo() {
        Guidance guidance = new Guidance(
                9,
                0,
                new GuidanceLimits(1.5, true, 0.1, GuidanceInterval.parse("5%..90%")),
                Optional.of(DynamicThresholding.parse("mimic=5, percentile=0.99, cfg-mode=Sawtooth, around=zero")),
                2.5,
                Optional.empty(),
                Optional.of(FreeU.parse("v1, b1=1.5")),
                true);
        assertThat(RequestJson.read(RequestJson.write(with(guidance)))).isEqualTo(with(guidance));
        Guidance other = new Guidance(
                1,
                0.7,
                GuidanceLimits.NONE,
                Optional.empty(),
                0,
                Optional.of(SelfAttention.parse("0.75, blur=1")),
                Optional.empty(),
                false);
        assertThat(RequestJson.read(RequestJson.write(with(other)))).isEqualTo(with(other));
    }

    @Test
    void whatIsOffIsNotWrittenAndWhatIsNotWrittenIsOff() {
        assertThat(RequestJson.write(with(new Guidance(7.25))))
                .contains("\"guidance\":7.25")
                .doesNotContain("guidanceRescale", "ngms", "guidanceInterval", "Attention", "freeU", "zeroTerminalSnr");
    }

    @Test
    void thePictureNamesWhatWasDoneAboutGuidanceAsA1111AndForgeDo() {
        Guidance guidance = new Guidance(
                9,
                0,
                new GuidanceLimits(1.5, true, 0.1, GuidanceInterval.parse("0.5..10")),
                Optional.of(DynamicThresholding.parse("mimic=5, percentile=0.99, cfg-mode=Sawtooth")),
                3,
                Optional.empty(),
                Optional.of(FreeU.parse("v2")),
                true);
        assertThat(parameters(guidance))
                .contains(
                        "NGMS: 1.5, ",
                        "NGMS all steps: True, Skip Early CFG: 0.1, Guidance interval: 0.5..10, "
                                + "Noise Schedule: Zero Terminal SNR, ",
                        "Dynamic thresholding enabled: True, Mimic scale: 5, Separate Feature Channels: True, "
                                + "Scaling Startpoint: MEAN, Variability Measure: AD, Interpolate Phi: 1, "
                                + "Threshold percentile: 99, CFG mode: Sawtooth, CFG scale minimum: 0, "
                                + "Scheduler value: 4, ",
                        "pagi_enabled: True, pagi_scale: 3, ",
                        "freeu_enabled: True, freeu_b1: 1.3, freeu_b2: 1.4, freeu_s1: 0.9, freeu_s2: 0.2, ");
        assertThat(parameters(new Guidance(
                        7,
                        0.7,
                        GuidanceLimits.NONE,
                        Optional.empty(),
                        0,
                        Optional.of(SelfAttention.parse("0.5")),
                        Optional.of(FreeU.parse("diffusers")),
                        false)))
                .contains(
                        "Guidance rescale: 0.7, sag_enabled: True, sag_scale: 0.5, sag_blur_sigma: 2, sag_threshold: 1, ",
                        "freeu_version: diffusers");
        assertThat(parameters(new Guidance(7))).doesNotContain("NGMS", "CFG mode", "sag_", "pagi_", "freeu", "rescale");
    }

    private static String parameters(Guidance guidance) {
        return new PictureRecords("starter", "Starter", null, "1")
                .of(with(guidance), 0).stream()
                        .filter(text -> text.keyword().equals(PictureTexts.PARAMETERS))
                        .findFirst()
                        .orElseThrow()
                        .text();
    }

    private static GenerationRequest with(Guidance guidance) {
        return new GenerationRequest(
                "starter",
                new Prompt("a fox", "", 1),
                new ImageSize(512, 512),
                new Sampling(new SamplerId("Euler"), new ScheduleId("Karras"), 20),
                guidance,
                new NoiseSettings(new Seed(1), RandomSource.NV),
                1,
                1,
                new Task.TextToImage());
    }
}
