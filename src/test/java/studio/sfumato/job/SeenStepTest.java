package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureTexts;

/// What is written into a step that was kept.
class SeenStepTest {
    @Test
    void aKeptStepSaysWhichItIsAndWhichEstimateWasSeen() {
        assertThat(parameters(StepFrame.Estimate.MERGED))
                .contains("Preview of step: 4")
                .doesNotContain("Preview estimate");
        assertThat(parameters(StepFrame.Estimate.PROMPTED))
                .contains("Preview of step: 4, Preview estimate: with the prompt");
        assertThat(parameters(StepFrame.Estimate.UNPROMPTED))
                .contains("Preview of step: 4, Preview estimate: without the prompt");
    }

    private static String parameters(StepFrame.Estimate estimate) {
        GenerationRequest request = JobQueueFixture.request("fox", 2);
        SeenStep seen = new SeenStep(1, 4, estimate, Raster.filled(8, 8, 0));
        return new PictureRecords("starter", "Starter", null, "1")
                .preview(request, seen).stream()
                        .filter(text -> text.keyword().equals(PictureTexts.PARAMETERS))
                        .findFirst()
                        .orElseThrow()
                        .text();
    }
}
