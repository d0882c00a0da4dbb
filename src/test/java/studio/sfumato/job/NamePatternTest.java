package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import studio.sfumato.diffusion.noise.RandomSource;

class NamePatternTest {
    private static final ZonedDateTime MADE = ZonedDateTime.of(2026, 3, 7, 18, 5, 9, 0, ZoneId.of("Europe/Berlin"));

    private static NameFacts facts(String prompt) {
        GenerationRequest request = new GenerationRequest(
                "starter",
                new Prompt(prompt, "", 1),
                new ImageSize(512, 768),
                new Sampling(new SamplerId("DPM++ 2M"), new ScheduleId("Karras"), 20),
                new Guidance(7.5),
                new NoiseSettings(new Seed(40), RandomSource.NV),
                3,
                1,
                new Task.TextToImage());
        return new NameFacts(request, 2, "My: model", "0123456789", MADE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [seed]                              | 42
            [steps]-[cfg]-[sampler]-[scheduler] | 20-7.5-DPM++ 2M-Karras
            [width]x[height] [model_name]       | 512x768 My_ model
            [date]                              | 2026-03-07
            [datetime]                          | 20260307180509
            [datetime<%y%j_%B %d, %I %p %%>]    | 26066_March 07, 06 PM %
            [datetime<%H><Asia/Tokyo>]          | 02
            [datetime<%H><Nowhere>]             | 18
            [prompt_words]                      | a red fox sat
            [prompt_words<2>]                   | a red
            [prompt]                            | a_(red)_fox,_sat
            [prompt_hash<6>]                    | 8e42ca
            [batch_number] of [batch_size]      | 3 of 1
            [SEED] [unknown] [none]x            | 42 [unknown] x
            """)
    void tokensSayWhatA1111sDo(String pattern, String name) {
        assertThat(new NamePattern(pattern).name(facts("a (red) fox, sat"))).isEqualTo(name.strip());
    }

    @Test
    void aPromptCannotLeaveItsFolderOrNameADevice() {
        assertThat(new NamePattern("[prompt_spaces]").name(facts("../../etc/passwd")))
                .isEqualTo("_.._etc_passwd");
        assertThat(new NamePattern("[prompt_spaces]/..").folders(facts(".."))).isEmpty();
        assertThat(new NamePattern("[prompt_spaces]").folders(facts("con"))).containsExactly("_con");
        assertThat(new NamePattern("[prompt_spaces]").name(facts("a\u0000b\nc\u202Ed?")))
                .isEqualTo("a_b_c_d_");
        assertThat(new NamePattern("[prompt_spaces]").name(facts("... "))).isEqualTo("42");
    }

    @Test
    void namesAreShortEnoughForEveryFileSystem() {
        String name = new NamePattern("[prompt][prompt][prompt]").name(facts("狐".repeat(500)));
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(180);
        assertThat(name).matches("狐+");
    }

    @Test
    void slashesMakeFolders() {
        assertThat(new NamePattern("[model_name]/[datetime<%Y/%m>]\\[seed]").folders(facts("fox")))
                .containsExactly("My_ model", "2026_03", "42");
        assertThat(new NamePattern("").folders(facts("fox"))).isEmpty();
    }

    @Test
    void whatLooksLikeATokenAndIsNoneIsNamed() {
        assertThat(new NamePattern("[seed]-[sampeler]-[datetime<%Y/%m>]-[ART]-[1]").unknown())
                .containsExactly("[sampeler]", "[ART]");
        assertThat(new NamePattern("[prompt_words<4>] plain").unknown()).isEmpty();
    }
}
