package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each option of guidance, from the command line into the picture and back.
class GuidanceArgsTest {
    @TempDir
    Path folder;

    private byte[] picture(String name, String... options) throws IOException {
        Path file = folder.resolve(name + ".png");
        List<String> args = new ArrayList<>(List.of(
                "generate", "a fox", "--model", "sd1", "--size", "64x64", "--steps", "4", "--seed", "7", "--cfg", "5"));
        args.addAll(List.of("--threads", "1", "-o", file.toString()));
        args.addAll(Arrays.asList(options));
        CliFixture.Outcome outcome = new CliFixture(folder, CliFixture.MODELS).run(args.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return Files.readAllBytes(file);
    }

    private String info(String name) {
        return new CliFixture(folder, CliFixture.MODELS)
                .run("info", folder.resolve(name + ".png").toString())
                .out();
    }

    @Test
    void everyOptionChangesThePictureAndIsFoundInIt() throws IOException {
        byte[] plain = picture("plain");
        assertThat(info("plain")).contains("CFG scale: 5").doesNotContain("NGMS", "freeu", "pagi", "sag_");
        String[][] options = {
            {"rescale", "--guidance-rescale", "0.7", "Guidance rescale: 0.7"},
            {"ngms", "--ngms", "20", "NGMS: 20"},
            {"early", "--skip-early-cfg", "0.3", "Skip Early CFG: 0.3"},
            {"interval", "--guidance-interval", "25%..75%", "Guidance interval: 25%..75%"},
            {"thresholding", "--dynamic-thresholding", "2", "Mimic scale: 2"},
            {"pag", "--pag", "3", "pagi_scale: 3"},
            {"sag", "--sag", "scale=0.75,blur=1", "sag_blur_sigma: 1"},
            {"freeu", "--freeu", "v1", "freeu_version: v1"},
            {"snr", "--noise-schedule", "zero terminal snr", "Noise Schedule: Zero Terminal SNR"},
        };
        for (String[] option : options) {
            assertThat(picture(option[0], option[1], option[2])).as(option[1]).isNotEqualTo(plain);
            assertThat(info(option[0])).contains(option[3]);
        }
        assertThat(picture("all", "--ngms", "20", "--ngms-all")).isNotEqualTo(picture("every-other", "--ngms", "20"));
        assertThat(info("all")).contains("NGMS all steps: True");
    }
}
