package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.prompt.PromptStyle;
import studio.sfumato.prompt.StyleFile;
import studio.sfumato.settings.AppPaths;

class StyleOptionTest {
    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void keepStyles() {
        out = folder.resolve("out.png");
        new StyleFile(AppPaths.in(folder).styles())
                .write(List.of(
                        new PromptStyle("Ink", "ink drawing of {prompt}", "colour"),
                        new PromptStyle("Soft", "soft light", "")));
    }

    private CliFixture.Outcome generate(String... styles) {
        List<String> args = new ArrayList<>(List.of("generate", "a fox", "--model", "sd1", "--size", "64x64"));
        Collections.addAll(args, "--steps", "1", "--negative", "blurry", "--out", out.toString());
        for (String style : styles) {
            Collections.addAll(args, "--style", style);
        }
        return new CliFixture(folder, CliFixture.MODELS).run(args.toArray(String[]::new));
    }

    @Test
    void stylesStandAroundThePromptsInTheOrderTheyAreNamed() {
        CliFixture.Outcome done = generate("ink", "Soft");

        assertThat(done.code()).as(done.err()).isZero();
        assertThat(PictureInfo.read(out).parameters()).satisfies(told -> {
            assertThat(told.prompt()).isEqualTo("ink drawing of a fox, soft light");
            assertThat(told.negative()).isEqualTo("blurry, colour");
        });
    }

    @Test
    void oneThatIsNotThereIsRefusedWithWhatIsNear() {
        CliFixture.Outcome refused = generate("sofd");

        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("there is no style 'sofd' in ").contains("Did you mean Soft?");
        assertThat(out).doesNotExist();
    }
}
