package studio.sfumato.image.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class A1111ParametersTest {
    private static final PictureParameters FOX = PictureParameters.of("a fox\non a hill", "text, frame")
            .with(A1111Field.VERSION, "Sfumato 0.1")
            .with("Lora hashes", "add detail: abcdef123456, other: 0123456789ab")
            .with(A1111Field.RNG, "CPU")
            .withClipSkip(2)
            .with(A1111Field.MODEL, "tiny: v1, \"fp16\"")
            .with(A1111Field.MODEL_HASH, "6ce0161689")
            .withSize(512, 768)
            .with(A1111Field.SEED, 4_294_967_297L)
            .with(A1111Field.CFG_SCALE, 7.0)
            .with(A1111Field.SCHEDULE, "Karras")
            .with(A1111Field.SAMPLER, "DPM++ 2M")
            .with(A1111Field.STEPS, 20);

    @Test
    void fieldsAreWrittenInItsOrderWithItsQuotes() {
        assertThat(A1111Parameters.write(FOX)).isEqualTo("""
                        a fox
                        on a hill
                        Negative prompt: text, frame
                        Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 4294967297, \
                        Size: 512x768, Model hash: 6ce0161689, Model: "tiny: v1, \\"fp16\\"", Clip skip: 2, RNG: CPU, \
                        Lora hashes: "add detail: abcdef123456, other: 0123456789ab", Version: Sfumato 0.1""");
    }

    @Test
    void whatIsNotSaidIsLeftOut() {
        PictureParameters few = PictureParameters.of("a fox", "")
                .with(A1111Field.STEPS, 1)
                .with(A1111Field.SAMPLER, "Euler")
                .with(A1111Field.MODEL, null)
                .withClipSkip(1)
                .with(A1111Field.CFG_SCALE, 7.5)
                .with("Tiling", "Tiling");
        assertThat(A1111Parameters.write(few)).isEqualTo("a fox\nSteps: 1, Sampler: Euler, CFG scale: 7.5, Tiling");
        assertThat(A1111Parameters.write(PictureParameters.of("", "").with("Steps", 3)))
                .isEqualTo("Steps: 3");
    }

    @ParameterizedTest
    @CsvSource({"7,7", "7.5,7.5", "0.1,0.1", "100,100", "1e7,10000000", "1.05,1.05", "0.0001,0.0001", "-2,-2", "0,0"})
    void numbersAreWrittenWithoutNeedlessDigits(double value, String text) {
        assertThat(PictureParameters.of("", "").with("x", value).field("x")).isEqualTo(text);
    }

    @Test
    void typedValuesAreReadBack() {
        PictureParameters read = A1111Parameters.parse(A1111Parameters.write(FOX));

        assertThat(read).isEqualTo(FOX);
        assertThat(read.steps()).hasValue(20);
        assertThat(read.sampler()).isEqualTo("DPM++ 2M");
        assertThat(read.scheduleType()).isEqualTo("Karras");
        assertThat(read.cfgScale()).hasValue(7);
        assertThat(read.seed()).hasValue(4_294_967_297L);
        assertThat(read.width()).hasValue(512);
        assertThat(read.height()).hasValue(768);
        assertThat(read.model()).isEqualTo("tiny: v1, \"fp16\"");
        assertThat(read.modelHash()).isEqualTo("6ce0161689");
        assertThat(read.clipSkip()).isEqualTo(2);
        assertThat(read.rng()).isEqualTo("CPU");
    }

    @Test
    void missingAndSenselessValuesHaveDefaults() {
        PictureParameters read = A1111Parameters.parse(
                "x\nSteps: many, CFG scale: high, Seed: 99999999999999999999, Size: 5by5, Clip skip: b");
        assertThat(read.steps()).isEmpty();
        assertThat(read.cfgScale()).isEmpty();
        assertThat(read.seed()).isEmpty();
        assertThat(read.width()).isEmpty();
        assertThat(read.clipSkip()).isEqualTo(1);
        assertThat(read.rng()).isEqualTo("GPU");
        assertThat(read.field("Seed")).isEqualTo("99999999999999999999");
    }

    @Test
    void readsWhatTheReadersDocumentationShows() {
        PictureParameters read = A1111Parameters.parse("""
                portrait, ((eyeshadow)), [blurry: 0.5], Steps: not yet
                second line
                Negative prompt: ugly, (((deformed)))
                and more: of it

                Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 965400086, Size: 512x512, Model hash: 45dee52b
                """);
        assertThat(read.prompt()).isEqualTo("portrait, ((eyeshadow)), [blurry: 0.5], Steps: not yet\nsecond line");
        assertThat(read.negative()).isEqualTo("ugly, (((deformed)))\nand more: of it\n");
        assertThat(read.fields())
                .containsExactly(
                        Map.entry("Steps", "20"),
                        Map.entry("Sampler", "Euler a"),
                        Map.entry("CFG scale", "7"),
                        Map.entry("Seed", "965400086"),
                        Map.entry("Size", "512x512"),
                        Map.entry("Model hash", "45dee52b"));
    }

    @Test
    void aLastLineWithTwoFieldsIsPartOfThePrompt() {
        assertThat(A1111Parameters.parse("a fox\nSteps: 20, Sampler: Euler").prompt())
                .isEqualTo("a fox\nSteps: 20, Sampler: Euler");
        assertThat(A1111Parameters.parse("a fox\nSteps: 20, Sampler: Euler, Seed: 1")
                        .prompt())
                .isEqualTo("a fox");
        assertThat(A1111Parameters.parse("").prompt()).isEmpty();
    }

    @Test
    void findsTheFieldsThatThePythonExpressionFinds() {
        // expected: re.findall(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)', line) in Python 3
        assertFound("a: 1, bc: 2", "bc=2");
        assertFound("Size: 1x2,Model:x,, -ab/c d: \u00a0y ", "Size=1x2", "Model=x", "ab/c d=y ");
        assertFound(
                "K1: \"a, b\", K2: \"c\" d, e: f, K3: \"\", K4: \"open, K5: \"q\\\"r\"",
                "K1=\"a, b\"",
                "K2=\"c\" d",
                "K3=\"\"",
                "K4=\"open",
                "K5=\"q\\\"r\"");
        assertFound("größe ½: 5, 狐狸: x:y, 狐: z, ab:", "größe ½=5", "狐狸=x:y", "ab=");
        assertFound("no (colon) here, x-y", new String[0]);
        assertFound("<lora:add_detail:0.5>, Steps: 3", "lora=add_detail:0.5>", "Steps=3");
    }

    private static void assertFound(String line, String... expected) {
        assertThat(A1111Fields.find(line).stream().map(m -> m.name() + "=" + m.value()))
                .containsExactly(expected);
    }

    @Test
    void quotedValuesThatAreNoJsonStayAsTheyAre() {
        PictureParameters read =
                A1111Parameters.parse("x\nab: \"a\\qb\", bc: \"tab\\u0009, done\", cd: \"\", de: , ef: \"one\" two");
        assertThat(read.fields())
                .containsExactly(
                        Map.entry("ab", "\"a\\qb\""),
                        Map.entry("bc", "tab\t, done"),
                        Map.entry("cd", ""),
                        Map.entry("ef", "\"one\" two"));
    }

    @Test
    void sizesAreSplitForThoseWhoAskForItsDictionary() {
        PictureParameters read = A1111Parameters.parse(
                "a\nNegative prompt: b\nSteps: 2, Size: 512x768, Hires resize: 1024x1536, Seed: 5");
        assertThat(A1111Parameters.dictionary(read))
                .containsEntry("Prompt", "a")
                .containsEntry("Negative prompt", "b")
                .containsEntry("Size-1", "512")
                .containsEntry("Size-2", "768")
                .containsEntry("Hires resize-2", "1536")
                .doesNotContainKey("Size");
    }

    @Test
    void longAndHostileTextsAreReadInNoTime() {
        String quotes = "\\\"".repeat(200_000);
        PictureParameters read = A1111Parameters.parse("x\nab: 1, bc: 2, cd: \"" + quotes + "\"");
        assertThat(read.field("cd")).hasSize(200_000);
        assertThat(A1111Parameters.parse("word ".repeat(100_000)).fields()).isEmpty();
        assertThat(A1111Parameters.parse("\"".repeat(300_000) + ",".repeat(300_000))
                        .fields())
                .isEmpty();
    }

    @Test
    void everythingWrittenIsReadBack() {
        Random random = new Random(7);
        List<String> pieces = List.of(
                "a fox",
                "Steps: 20, Sampler: x, Seed: 1",
                ",",
                ":",
                "\"",
                "\\",
                "\n",
                " ",
                "(blue:1.2)",
                "狐🦊",
                "é",
                "<lora:x:1>",
                "Size: 1x1",
                "\t",
                "{\"a\": 1}",
                "\r",
                "Negative",
                "\u2028",
                "[from:to:0.5]");
        for (int i = 0; i < 3_000; i++) {
            PictureParameters written = FOX;
            for (String key : List.of(A1111Field.MODEL, "Hires prompt", "Script")) {
                String value = A1111Fields.strip(text(random, pieces));
                boolean quotes = value.startsWith("\"") && value.endsWith("\""); // A1111 would unquote it
                written = written.with(key, value.isEmpty() || quotes ? "x" : value);
            }
            written = new PictureParameters(text(random, pieces), text(random, pieces), written.fields());

            PictureParameters read = A1111Parameters.parse(A1111Parameters.write(written));

            assertThat(read.prompt()).isEqualTo(asRead(written.prompt(), false));
            assertThat(read.negative()).isEqualTo(asRead(written.negative(), true));
            assertThat(read.fields()).isEqualTo(written.fields());
        }
    }

    private static String text(Random random, List<String> pieces) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(8); n > 0; n--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    /// What the format cannot carry: white space at the ends of lines and leading empty lines.
    private static String asRead(String text, boolean negative) {
        String[] lines = (negative ? text : A1111Fields.strip(text + "\n|")).split("\n", -1);
        StringBuilder out = new StringBuilder();
        int count = negative ? lines.length : lines.length - 1;
        for (int i = 0; i < count; i++) {
            out.append(out.isEmpty() ? "" : "\n").append(A1111Fields.strip(lines[i]));
        }
        return out.toString();
    }
}
