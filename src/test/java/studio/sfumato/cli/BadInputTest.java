package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One clear line that names the file or field, the right exit code, and no picture.
class BadInputTest {
    @TempDir
    Path folder;

    private CliFixture.Outcome generate(Path models, String... args) {
        Stream<String> all = Stream.concat(
                Stream.of(
                        "generate", "fox", "--model", "sd1", "--size", "64x64", "--steps", "2", "-o", out().toString()),
                Stream.of(args));
        return new CliFixture(folder, models).run(all.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out");
    }

    private void refused(CliFixture.Outcome outcome, int code, String... words) throws IOException {
        assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
        assertThat(outcome.err()).startsWith("sfumato: ").contains(words);
        assertThat(outcome.err().lines().count()).isLessThanOrEqualTo(2);
        if (Files.exists(out())) {
            try (Stream<Path> files = Files.list(out())) {
                assertThat(files).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            --steps,     0,          steps
            --steps,     10000,      steps
            --steps,     many,       --steps
            --size,      510x512,    width
            --size,      512,        size
            --size,      99999x8,    width
            --cfg,       NaN,        guidance
            --cfg,       -3,         guidance
            --guidance-rescale, 1.5, guidance rescale
            --guidance-rescale, NaN, guidance rescale
            --guidance-interval, 5,  guidance interval
            --ngms,      -1,         ngms
            --skip-early-cfg, 2,     skip early CFG
            --dynamic-thresholding, mimik=7, mimik
            --pag,       -1,         perturbed-attention
            --pag,       lots,       --pag
            --sag,       9,          self-attention
            --freeu,     v9,         FreeU
            --noise-schedule, Steep, Zero Terminal SNR
            --clip-skip, 0,          clip skip
            --clip-skip, 12,         clip skip
            --count,     0,          count
            --batch,     0,          batch
            --seed,      fox,        seed
            --sampler,   Eulr,       nearest: Euler
            --schedule,  Karas,      nearest: Karras
            --rng,       dice,       random source
            --variation-strength, 1.5, variation strength
            --variation-strength, NaN, variation strength
            --variation-seed, 5,     --variation-strength
            --seed-resize-from, 512, size
            --ensd,      many,       --ensd
            --compat,    dalle,      compatibility
            --batch-place, 3/2,      picture 3 of a batch of 2
            --batch-place, second,   batch place
            --batch-place, 1/2,      profile
            --provider,  warp,       provider
            --weights,   foldd,      folded
            --threads,   0,          threads
            --nonsense,  1,          --nonsense
            """)
    void aWrongOptionIsRefusedByName(String option, String value, String word) throws IOException {
        refused(generate(CliFixture.MODELS, option, value), 2, word);
    }

    @Test
    void optionsOfGuidanceThatExcludeEachOtherAreRefused() throws IOException {
        refused(
                generate(CliFixture.MODELS, "--guidance-rescale", "0.7", "--dynamic-thresholding", "7"),
                2,
                "guidance rescale",
                "dynamic thresholding");
        refused(generate(CliFixture.MODELS, "--sag", "0.5", "--ngms", "1"), 2, "self-attention", "ngms");
        refused(generate(CliFixture.MODELS, "--ngms-all"), 2, "ngms");
    }

    @Test
    void aPictureTooSmallToBlurIsRefused() throws IOException {
        refused(generate(CliFixture.MODELS, "--sag", "0.5", "--size", "32x64"), 2, "self-attention", "40");
    }

    @Test
    void whatOnlyA1111HasIsRefusedOfOtherProfiles() throws IOException {
        refused(generate(CliFixture.MODELS, "--compat=comfy", "--variation-strength=0.5"), 2, "comfy");
        refused(generate(CliFixture.MODELS, "--compat=diffusers", "--ensd=1"), 2, "diffusers");
    }

    @Test
    void aModelThatIsNotThereIsRefusedWithTheNearestName() throws IOException {
        refused(generate(CliFixture.MODELS, "--model", "sd11"), 3, "sd11", "sd1");
    }

    @Test
    void nothingToPaintIsRefused() throws IOException {
        refused(new CliFixture(folder, CliFixture.MODELS).run("generate", "--model", "sd1"), 2, "PROMPT");
    }

    @Test
    void aMissingWeightFileIsNamed() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        Files.delete(weights(model.resolve("unet")));

        refused(generate(folder.resolve("models")), 3, "unet");
    }

    @Test
    void aTruncatedWeightFileIsNamed() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        Path file = weights(model.resolve("vae"));
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(cut.length() - 100);
        }

        refused(generate(folder.resolve("models")), 3, file.getFileName().toString());
    }

    @Test
    void aHeaderOfAHundredExabytesIsNamed() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        Path file = weights(model.resolve("unet"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            channel.write(length.putLong(100_000_000_000_000_000L).flip(), 0);
        }

        refused(generate(folder.resolve("models")), 3, file.getFileName().toString());
    }

    @Test
    void aConfigThatLiesAboutSizesIsNamed() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        Path config = model.resolve("text_encoder/config.json");
        String text = Files.readString(config);
        assertThat(text).contains("\"intermediate_size\": ");
        Files.writeString(config, text.replaceFirst("\"intermediate_size\": (\\d+)", "\"intermediate_size\": 9$1"));

        refused(generate(folder.resolve("models")), 3, "fc1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unet/config.json                | "out_channels": \\d+    | "out_channels": 8       | out_channels
            vae/config.json                 | "in_channels": \\d+     | "in_channels": 3, "scaling_factor": 0 | scaling_factor
            scheduler/scheduler_config.json | "beta_end": [\\d.]+      | "beta_end": 0.999      | beta_end
            """)
    void aConfigWhoseNumbersCannotBeIsNamed(String file, String from, String to, String word) throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        Path config = model.resolve(file);
        String text = Files.readString(config);
        assertThat(text).containsPattern(from);
        Files.writeString(config, text.replaceFirst(from, to));

        refused(generate(folder.resolve("models")), 3, word);
    }

    @Test
    void whatAModelWishesForItselfIsItsOwnFault() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        Files.writeString(model.resolve("sfumato.json"), "{\"steps\": 5000}");

        refused(generate(folder.resolve("models")), 3, "sfumato.json", "steps");
    }

    @Test
    void notANumberInTheWeightsNamesTheNetworkAndTheStep() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        poison(weights(model.resolve("unet")));

        refused(generate(folder.resolve("models")), 3, "Step 1 of 2", "U-Net", "NaN");
    }

    @Test
    void notANumberInTheTextEncoderNamesIt() throws IOException {
        Path model = CliFixture.copyModel("sd1", folder.resolve("models"));
        poison(weights(model.resolve("text_encoder")));

        refused(generate(folder.resolve("models")), 3, "text encoder", "NaN");
    }

    @Test
    void aPictureThatCannotBeWrittenIsNamedBeforeAnythingIsMade() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "in the way");

        CliFixture.Outcome outcome = generate(CliFixture.MODELS, "-o", file.toString());

        assertThat(outcome.code()).isEqualTo(4);
        assertThat(outcome.err()).contains(file.toString());
    }

    @Test
    void aPromptFileThatIsNotThereIsNamed() throws IOException {
        CliFixture.Outcome outcome = new CliFixture(folder, CliFixture.MODELS)
                .run("generate", "--model", "sd1", "--prompts", "nowhere.txt", "-o", out().toString());
        refused(outcome, 4, "nowhere.txt");
    }

    @Test
    void aBadLineOfAPromptFileIsNamed() throws IOException {
        Path list = folder.resolve("list.csv");
        Files.writeString(list, "prompt,steps\nfox,5\nboat,0\n");

        CliFixture.Outcome outcome = new CliFixture(folder, CliFixture.MODELS)
                .run("generate", "--model", "sd1", "--prompts", list.toString(), "-o", out().toString());
        refused(outcome, 2, "line 3", "steps");
    }

    @Test
    void somethingThatIsNoPictureHasNoInfo() throws IOException {
        Path file = folder.resolve("fox.png");
        Files.writeString(file, "not a picture");

        refused(new CliFixture(folder, CliFixture.MODELS).run("info", file.toString()), 4, "fox.png");
    }

    private static Path weights(Path part) throws IOException {
        try (Stream<Path> files = Files.list(part)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList()
                    .getFirst();
        }
    }

    /// Overwrites all values of a weight file with NaN, in whatever format of 2 or 4 bytes they are.
    private static void poison(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Arrays.fill(bytes, 8 + (int) header, bytes.length, (byte) 0xFF);
        Files.write(file, bytes);
    }
}
