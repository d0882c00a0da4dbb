package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.image.Png;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.RequestJson;

class NoiseOptionsTest {
    @TempDir
    private Path folder;

    @Test
    void aPictureSaysHowItsNoiseWasVaried() {
        PictureParameters parameters = parameters(generate(
                "a.png",
                "--seed=5",
                "--variation-seed=18446744073709551615",
                "--variation-strength=0.25",
                "--seed-resize-from=48x96",
                "--ensd=31337"));
        assertThat(parameters.fields())
                .containsEntry("Seed", "5")
                .containsEntry("Variation seed", "18446744073709551615")
                .containsEntry("Variation seed strength", "0.25")
                .containsEntry("Seed resize from", "48x96")
                .containsEntry("ENSD", "31337");
    }

    @Test
    void aWalkIsSaidAndIsAnotherPictureThanItsLastStepAlone() {
        Path walked = generate(
                "a.png",
                "--seed=5",
                "--variation-path=7:0.5,8:0.25",
                "--variation-seed=9",
                "--variation-strength=0.25");
        assertThat(parameters(walked).fields())
                .containsEntry("Variation path", "7:0.5 8:0.25")
                .containsEntry("Variation seed", "9");
        NoiseSettings noise = RequestJson.read(
                        Objects.requireNonNull(PictureInfo.read(walked).requestJson()))
                .noise();
        assertThat(noise.variation().path()).isEqualTo("7:0.5 8:0.25");
        Path alone = generate("b.png", "--seed=5", "--variation-seed=9", "--variation-strength=0.25");
        assertThat(Png.read(walked).raster()).isNotEqualTo(Png.read(alone).raster());
        Path again = generate(
                "c.png",
                "--seed=5",
                "--variation-path=7:0.5",
                "--variation-path=8:0.25",
                "--variation-seed=9",
                "--variation-strength=0.25");
        assertThat(Png.read(again).raster()).isEqualTo(Png.read(walked).raster());
    }

    @Test
    void whatWasNotAskedForIsNotSaid() {
        PictureParameters parameters = parameters(generate("a.png", "--seed=5"));
        assertThat(parameters.fields())
                .doesNotContainKeys("Variation seed", "Variation seed strength", "Seed resize from", "ENSD");
    }

    @Test
    void ofSeveralVariedPicturesOnlyTheVariationsSeedGoesOn() {
        generate("a.png", "--seed=5", "--variation-seed=8", "--variation-strength=0.5", "--count=2", "--batch=2");
        for (int i = 0; i < 2; i++) {
            Path file = folder.resolve("a-" + (i + 1) + ".png");
            assertThat(parameters(file).fields())
                    .containsEntry("Seed", "5")
                    .containsEntry("Variation seed", "" + (8 + i));
        }
        String stored = Objects.requireNonNull(
                PictureInfo.read(folder.resolve("a-2.png")).requestJson());
        assertThat(RequestJson.read(stored).noise().label()).isEqualTo("5-9");
    }

    @Test
    void aFullVariationIsTheOtherSeedsPicture() {
        Path varied = generate("a.png", "--seed=5", "--variation-seed=8", "--variation-strength=1");
        Path other = generate("b.png", "--seed=8");
        Path own = generate("c.png", "--seed=5");
        assertThat(largestDifference(varied, other)).isLessThanOrEqualTo(1);
        assertThat(largestDifference(own, other)).isGreaterThan(10);
    }

    @Test
    void theSeedDeltaMattersOnlyToSamplersThatAddNoise() {
        Path plain = generate("a.png", "--seed=5");
        Path delta = generate("b.png", "--seed=5", "--ensd=31337");
        assertThat(largestDifference(plain, delta)).isZero();
        Path plainNoisy = generate("c.png", "--seed=5", "--sampler=Euler a");
        Path deltaNoisy = generate("d.png", "--seed=5", "--sampler=Euler a", "--ensd=31337");
        assertThat(largestDifference(plainNoisy, deltaNoisy)).isGreaterThan(10);
    }

    @Test
    void aProfileChoosesWhatIsNotSaid() {
        PictureParameters parameters = parameters(
                generate("a.png", "--seed=5", "--compat=diffusers", "--sampler=DPM++ 2M", "--schedule=Automatic"));
        assertThat(parameters.fields())
                .containsEntry("Compatibility", "diffusers")
                .containsEntry("RNG", "CPU")
                .containsEntry("Prompt dialect", "diffusers")
                .containsEntry("Schedule type", "Uniform");
    }

    @Test
    void whatIsSaidOverridesTheProfile() {
        PictureParameters parameters = parameters(generate(
                "a.png", "--seed=5", "--compat=diffusers", "--rng=nv", "--emphasis=Original", "--schedule=Karras"));
        assertThat(parameters.fields())
                .containsEntry("RNG", "NV")
                .containsEntry("Schedule type", "Karras")
                .doesNotContainKeys("Emphasis", "Prompt dialect");
    }

    @Test
    void aPictureOfABatchWithOneGeneratorCanBeMadeAgainAlone() {
        generate("a.png", "--seed=5", "--compat=comfy", "--sampler=Euler a", "--count=3", "--batch=2");
        assertThat(parameters(folder.resolve("a-2.png")).fields())
                .containsEntry("Seed", "5")
                .containsEntry("Batch place", "2/2");
        assertThat(parameters(folder.resolve("a-3.png")).fields())
                .containsEntry("Seed", "6")
                .doesNotContainKey("Batch place");
        Path again = generate("b.png", "--seed=5", "--compat=comfy", "--sampler=Euler a", "--batch-place=2/2");
        assertThat(largestDifference(again, folder.resolve("a-2.png"))).isLessThanOrEqualTo(1);
        assertThat(largestDifference(again, folder.resolve("a-1.png"))).isGreaterThan(10);
    }

    @Test
    void whatDiffusersCutsOffIsSaid() {
        CliFixture.Outcome done = new CliFixture(folder, CliFixture.MODELS)
                .run(
                        "generate",
                        "fox ".repeat(80),
                        "--model=sd1",
                        "--steps=1",
                        "--size=64x48",
                        "--compat=diffusers",
                        "--provider=cpu",
                        "--out=" + folder.resolve("a.png"));
        assertThat(done.code()).as("stderr: %s", done.err()).isZero();
        assertThat(done.err()).contains("last 5 tokens").contains("cut off");
    }

    private Path generate(String name, String... options) {
        Path file = folder.resolve(name);
        List<String> args = new ArrayList<>(List.of("generate", "fox", "--model=sd1", "--steps=3", "--size=64x48"));
        args.addAll(List.of("--provider=cpu", "--threads=1", "--out=" + file));
        if (List.of(options).stream().noneMatch(option -> option.startsWith("--sampler"))) {
            args.add("--sampler=Euler");
        }
        args.addAll(List.of(options));
        CliFixture.Outcome done = new CliFixture(folder, CliFixture.MODELS).run(args.toArray(String[]::new));
        assertThat(done.code()).as("stderr: %s", done.err()).isZero();
        return file;
    }

    private static PictureParameters parameters(Path file) {
        return Objects.requireNonNull(PictureInfo.read(file).parameters());
    }

    private static int largestDifference(Path one, Path other) {
        int[] left = Png.read(one).raster().toArgb();
        int[] right = Png.read(other).raster().toArgb();
        int largest = 0;
        for (int i = 0; i < left.length; i++) {
            for (int shift = 0; shift < 24; shift += 8) {
                largest = Math.max(largest, Math.abs((left[i] >> shift & 0xFF) - (right[i] >> shift & 0xFF)));
            }
        }
        return largest;
    }
}
