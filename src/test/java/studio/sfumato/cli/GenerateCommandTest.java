package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.image.metadata.StageCost;
import studio.sfumato.job.RequestJson;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GenerateCommandTest {
    @TempDir
    Path folder;

    private CliFixture.Outcome generate(String... args) {
        Stream<String> all = Stream.concat(
                Stream.of("generate", "--model", "sd1", "--size", "64x48", "--steps", "3"), Stream.of(args));
        return new CliFixture(folder, CliFixture.MODELS).run(all.toArray(String[]::new));
    }

    private List<Path> pictures() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void severalWordsMakeOnePromptAndThePictureSaysWhatMadeIt() throws IOException {
        Path file = folder.resolve("fox.png");

        CliFixture.Outcome done =
                generate("a", "red", "fox", "--seed", "4294967300", "--cfg", "5.5", "-o", file.toString());

        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        assertThat(done.out().strip()).isEqualTo(file.toString());
        PictureInfo info = PictureInfo.read(file);
        PictureParameters parameters = Objects.requireNonNull(info.parameters());
        assertThat(parameters.prompt()).isEqualTo("a red fox");
        assertThat(parameters.seed()).hasValue(4294967300L);
        assertThat(parameters.steps()).hasValue(3);
        assertThat(parameters.cfgScale()).hasValue(5.5);
        assertThat(parameters.rng()).isEqualTo("NV");
        assertThat(parameters.modelHash()).matches("[0-9a-f]{10}");
        GenerationRequest request = RequestJson.read(Objects.requireNonNull(info.requestJson()));
        assertThat(request.prompt().positive()).isEqualTo("a red fox");
        assertThat(request.noise().seed()).hasToString("4294967300");
        assertThat(info.stages())
                .extracting(StageCost::stage)
                .containsExactly("text encoding", "loading the U-Net", "sampling", "decoding");
        assertThat(info.stages()).allSatisfy(cost -> {
            assertThat(cost.seconds()).isBetween(0.0, 600.0);
            assertThat(cost.residentBytes()).isBetween(1L << 20, cost.peakBytes());
        });
    }

    @Test
    void wildcardsAreChosenBySeedOrLeftAsTheyAre() {
        Path chosen = folder.resolve("chosen.png");
        assertThat(generate("a {red|blue} fox", "--seed", "5", "-o", chosen.toString())
                        .code())
                .isZero();
        PictureParameters parameters =
                Objects.requireNonNull(PictureInfo.read(chosen).parameters());
        assertThat(parameters.prompt()).isIn("a red fox", "a blue fox");
        assertThat(parameters.field("Template")).isEqualTo("a {red|blue} fox");
        Path again = folder.resolve("again.png");
        generate("a {red|blue} fox", "--seed", "5", "--wildcards", "on", "-o", again.toString());
        assertThat(Objects.requireNonNull(PictureInfo.read(again).parameters()).prompt())
                .isEqualTo(parameters.prompt());

        Path plain = folder.resolve("plain.png");
        assertThat(generate("a {red|blue} fox", "--wildcards", "off", "-o", plain.toString())
                        .code())
                .isZero();
        parameters = Objects.requireNonNull(PictureInfo.read(plain).parameters());
        assertThat(parameters.prompt()).isEqualTo("a {red|blue} fox");
        assertThat(parameters.field("Template")).isNull();
    }

    @Test
    void wildcardsAreOnOrOff() {
        CliFixture.Outcome refused = generate(
                "a fox", "--wildcards", "maybe", "-o", folder.resolve("x.png").toString());
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("--wildcards must be on or off, not 'maybe'");
        assertThat(folder.resolve("x.png")).doesNotExist();
    }

    @Test
    void pictureIHasSeedPlusIWhateverTheBatch() throws IOException {
        assertThat(generate(
                                "fox",
                                "--seed",
                                "7",
                                "--count",
                                "3",
                                "--batch",
                                "2",
                                "-o",
                                folder.resolve("out").toString())
                        .code())
                .isZero();
        Path alone = folder.resolve("alone.png");
        assertThat(generate("fox", "--seed", "9", "-o", alone.toString()).code())
                .isZero();

        assertThat(pictures())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("00001-7.png", "00002-8.png", "00003-9.png");
        assertThat(PictureInfo.read(pictures().get(2)).stages())
                .as("what was done for the pictures before it is theirs")
                .extracting(StageCost::stage)
                .containsExactly("loading the U-Net", "sampling", "decoding");
        assertThat(largestDifference(
                        Png.read(alone).raster(), Png.read(pictures().get(2)).raster()))
                .isLessThanOrEqualTo(1);
    }

    private static int largestDifference(Raster one, Raster other) {
        int largest = 0;
        for (int y = 0; y < one.height(); y++) {
            for (int x = 0; x < one.width(); x++) {
                for (int shift = 0; shift < 24; shift += 8) {
                    int difference = (one.argb(x, y) >> shift & 0xFF) - (other.argb(x, y) >> shift & 0xFF);
                    largest = Math.max(largest, Math.abs(difference));
                }
            }
        }
        return largest;
    }

    @Test
    void eventsAreLinesOfJsonInOrder() {
        CliFixture.Outcome done =
                generate("fox", "--events", "-o", folder.resolve("out").toString());

        List<JsonNode> events =
                done.out().lines().map(JsonMapper.shared()::readTree).toList();
        List<String> names =
                events.stream().map(event -> event.get("event").asString()).toList();
        assertThat(names).startsWith("queued").endsWith("finished");
        assertThat(names.stream().filter("stepped"::equals)).hasSize(3);
        assertThat(names.stream().filter("previewed"::equals)).hasSize(3);
        assertThat(names.stream().filter("loadingModel"::equals)).hasSize(3);
        assertThat(events.stream()
                        .filter(event -> event.get("event").asString().equals("stageDone"))
                        .map(event -> event.get("stage").asString()))
                .containsExactly("text encoding", "loading the U-Net", "sampling", "decoding");
        assertThat(events.stream()
                        .filter(event -> event.get("event").asString().equals("imageReady"))
                        .map(event -> Path.of(event.get("file").asString())))
                .allMatch(Files::exists)
                .hasSize(1);
    }

    @Test
    void everyStepIsShownInThePreviewFolderAndOnTheContactSheet() throws IOException {
        Path previews = folder.resolve("previews");

        CliFixture.Outcome done = generate(
                "fox",
                "--seed",
                "5",
                "--contact-sheet",
                "--preview-dir",
                previews.toString(),
                "-o",
                folder.resolve("out").toString());

        assertThat(done.code()).isZero();
        assertThat(previews.resolve("5-001.png")).exists();
        assertThat(Png.read(previews.resolve("5-003.png")).raster().width()).isEqualTo(64);
        Raster sheet = Png.read(folder.resolve("out/00001-5-steps.png")).raster();
        assertThat(sheet.width()).isGreaterThan(2 * 64);
    }

    @Test
    void aFileOfPromptsMakesOnePictureALine() throws IOException {
        Path list = folder.resolve("list.csv");
        Files.writeString(list, "prompt,seed,width\n\"a fox, red\",77,48\na boat,,\n");

        CliFixture.Outcome done = generate(
                "--prompts",
                list.toString(),
                "--seed",
                "20",
                "-o",
                folder.resolve("out").toString());

        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        assertThat(pictures())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("00001-77.png", "00002-21.png");
        assertThat(Png.read(pictures().getFirst()).raster().width()).isEqualTo(48);
    }

    @Test
    void aLongPromptIsReadToItsEnd() throws IOException {
        String start = "fox ".repeat(100);
        CliFixture.Outcome done =
                generate(start, "--seed", "1", "-o", folder.resolve("out").toString());
        generate(start + "blue", "--seed", "1", "-o", folder.resolve("out").toString());

        assertThat(done.code()).isZero();
        assertThat(done.err()).isEmpty();
        assertThat(Png.read(pictures().getFirst()).raster().toArgb())
                .isNotEqualTo(Png.read(pictures().getLast()).raster().toArgb());
    }

    @Test
    void weightsThatCannotBeAreNamed() {
        CliFixture.Outcome done =
                generate("(fox:5000)", "-o", folder.resolve("out").toString());
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("5000");
    }

    @Test
    void theModeOfEmphasisIsKeptInThePictureWhereItIsNotTheUsualOne() {
        Path file = folder.resolve("fox.png");
        assertThat(generate("a (fox)", "--emphasis", "no norm", "-o", file.toString())
                        .err())
                .isEmpty();
        PictureInfo info = PictureInfo.read(file);
        assertThat(Objects.requireNonNull(info.parameters()).field("Emphasis")).isEqualTo("No norm");
        CliFixture.Outcome wrong = generate("a fox", "--emphasis", "strong", "-o", file.toString());
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("unknown emphasis 'strong'", "Original, No norm, Ignore, None");
    }

    @Test
    void unknownWordsAreNamedWithoutWhatWeightsThem() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        Files.writeString(model.resolve("sfumato.json"), "{\"words\": \"words.txt\"}");
        Files.writeString(model.resolve("words.txt"), "fox boat\n");

        CliFixture.Outcome done = new CliFixture(folder, folder.resolve("models"))
                .run(
                        "generate",
                        "--model",
                        "sd1",
                        "--size",
                        "64x48",
                        "--steps",
                        "1",
                        "a ((fox)) BREAK \\(cathedral\\) [boat]",
                        "-o",
                        folder.resolve("out").toString());

        assertThat(done.err()).contains("does not know 'cathedral'").doesNotContain("break", "fox'", "boat'");
    }

    @Test
    void aSeedOfMinusOneStandsForAnyBelowTwoToThe32() throws IOException {
        CliFixture.Outcome done =
                generate("fox", "--seed", "-1", "-o", folder.resolve("out").toString());

        assertThat(done.code()).as(done.err()).isZero();
        assertThat(PictureInfo.read(pictures().getFirst()).parameters())
                .satisfies(parameters -> assertThat(
                                Objects.requireNonNull(parameters).seed().orElse(-1))
                        .isBetween(0L, (1L << 32) - 1));
    }

    @Test
    void anEmptyPromptIsAPromptLikeAnyOther() {
        assertThat(generate("", "-o", folder.resolve("out").toString()).code()).isZero();
    }
}
