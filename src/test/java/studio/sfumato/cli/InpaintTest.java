package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.inpaint.SoftInpainting;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.RequestJson;

class InpaintTest {
    private static final Path SOURCE = Path.of("src/test/resources/golden/repaint/source.png");
    private static final Path MASK = Path.of("src/test/resources/golden/repaint/mask.png");

    @TempDir
    Path folder;

    private CliFixture.Outcome generate(String... args) {
        Stream<String> all = Stream.concat(
                Stream.of("generate", "a fox", "--model", "sd1", "--steps", "4", "--init", SOURCE.toString()),
                Stream.of(args));
        return new CliFixture(folder, CliFixture.MODELS).run(all.toArray(String[]::new));
    }

    private Raster made(String... more) {
        Path file = folder.resolve("made.png");
        CliFixture.Outcome done = generate(
                Stream.concat(Stream.of("-o", file.toString()), Stream.of(more)).toArray(String[]::new));
        assertThat(done.code()).as(done.err()).isZero();
        return Png.read(file).raster();
    }

    @Test
    void whatIsNotPaintedIsTheSourceToTheBit() {
        Raster source = Png.read(SOURCE).raster();
        Mask mask = Mask.of(Png.read(MASK).raster(), true);
        List<String[]> ways = List.of(
                new String[] {"--mask", MASK.toString(), "--mask-blur", "2"},
                new String[] {
                    "--mask", MASK.toString(), "--mask-blur", "2", "--inpaint-area", "masked", "--size", "64x64"
                },
                new String[] {"--mask", MASK.toString(), "--mask-blur", "2", "--soft-inpaint", "--match-colours"},
                new String[] {
                    "--mask", MASK.toString(), "--mask-blur", "2", "--invert-mask", "--masked-content", "noise"
                });
        for (String[] way : ways) {
            Mask feathered = (List.of(way).contains("--invert-mask") ? mask.inverted() : mask).feathered(2);
            Raster made = made(way);
            int changed = 0;
            for (int y = 0; y < source.height(); y++) {
                for (int x = 0; x < source.width(); x++) {
                    if (feathered.at(x, y) == 0) {
                        assertThat(made.argb(x, y))
                                .as("%s at %d, %d", String.join(" ", way), x, y)
                                .isEqualTo(source.argb(x, y));
                    } else if (made.argb(x, y) != source.argb(x, y)) {
                        changed++;
                    }
                }
            }
            assertThat(changed).as(String.join(" ", way)).isGreaterThan(200);
        }
    }

    @Test
    void thePictureSaysHowItWasPainted() {
        made(
                "--mask",
                MASK.toString(),
                "--strength",
                "0.9",
                "--mask-blur",
                "6",
                "--masked-content",
                "latent noise",
                "--inpaint-area",
                "only masked",
                "--padding",
                "12",
                "--invert-mask",
                "--size",
                "64x64",
                "--soft-inpaint=contrast-boost=3");
        PictureInfo info = PictureInfo.read(folder.resolve("made.png"));
        PictureParameters told = Objects.requireNonNull(info.parameters());
        assertThat(told.field("Denoising strength")).isEqualTo("0.9");
        assertThat(told.field("Mask blur")).isEqualTo("6");
        assertThat(told.field("Masked content")).isEqualTo("latent noise");
        assertThat(told.field("Inpaint area")).isEqualTo("Only masked");
        assertThat(told.field("Masked area padding")).isEqualTo("12");
        assertThat(told.field("Mask mode")).isEqualTo("Inpaint not masked");
        assertThat(told.field("Soft inpainting transition contrast boost")).isEqualTo("3");
        GenerationRequest request = RequestJson.read(Objects.requireNonNull(info.requestJson()));
        assertThat(request.task()).isInstanceOfSatisfying(Task.Inpaint.class, task -> {
            Inpainting options = task.options();
            assertThat(options.content()).isEqualTo(MaskedContent.NOISE);
            assertThat(options.area()).isEqualTo(InpaintArea.MASKED);
            assertThat(options.soft()).contains(new SoftInpainting(1, 0.5, 3, 0, 0.5, 2));
            CliFixture fixture = new CliFixture(folder, CliFixture.MODELS);
            assertThat(fixture.sources().open(task.mask()))
                    .isEqualTo(Png.read(MASK).raster());
        });
    }

    @Test
    void anEmptyMaskChangesTheWholePictureAndSaysSo() {
        Path empty = folder.resolve("empty.png");
        Png.write(empty, Raster.filled(80, 56, 0), List.of());
        Path file = folder.resolve("whole.png");
        CliFixture.Outcome done = generate(
                "--mask",
                empty.toString(),
                "--seed",
                "3",
                "--inpaint-area",
                "masked",
                "--size",
                "80x56",
                "-o",
                file.toString());
        assertThat(done.code()).isZero();
        assertThat(done.err()).contains("the mask is empty: the whole picture is changed");
        assertThat(Png.read(file).raster()).isEqualTo(made("--seed", "3"));
    }

    @Test
    void aMaskThatItsBlurLeavesNothingOfChangesTheWholePictureAndSaysSo() {
        int[] dot = new int[80 * 56];
        for (int at : new int[] {20 * 80 + 30, 20 * 80 + 31, 21 * 80 + 30, 21 * 80 + 31}) {
            dot[at] = 0xFFFFFF;
        }
        Path mask = folder.resolve("dot.png");
        Png.write(mask, Raster.opaque(80, 56, dot), List.of());
        for (String area : List.of("masked", "whole")) {
            Path file = folder.resolve(area + ".png");
            CliFixture.Outcome done = generate(
                    "--mask",
                    mask.toString(),
                    "--mask-blur",
                    "64",
                    "--seed",
                    "3",
                    "--inpaint-area",
                    area,
                    "--size",
                    "80x56",
                    "-o",
                    file.toString());
            assertThat(done.err())
                    .contains("a mask blur of 64 leaves nothing of the mask: the whole picture is changed");
            assertThat(done.code()).isZero();
            assertThat(Png.read(file).raster()).isEqualTo(made("--seed", "3"));
        }
    }

    @Test
    void aPictureIsContinuedOnAllSidesAndItsMiddleStays() {
        Raster source = Png.read(SOURCE).raster();
        Raster made = made("--outpaint", "16,8,24,0", "--mask-blur", "2", "--seed", "4");
        assertThat(made).hasToString("Raster[120×64 RGB]");
        Raster kept = Framing.part(made, 16 + 10, 8 + 10, 80 - 20, 56 - 20);
        assertThat(kept).isEqualTo(Framing.part(source, 10, 10, 80 - 20, 56 - 20));
        assertThat(made("--outpaint", "16,8,24,0", "--mask-blur", "2", "--seed", "4"))
                .isEqualTo(made);
        assertThat(generate("--outpaint", "1,2").err()).contains("LEFT,TOP,RIGHT,BOTTOM");
        assertThat(generate("--outpaint", "8,8,8,8", "--mask", MASK.toString()).err())
                .contains("--outpaint makes its own mask");
    }

    @Test
    void whatIsNewBeginsWithTheTextureAround() {
        Raster made = made("--outpaint", "0,0,24,0", "--infill", "patchmatch", "--mask-blur", "2", "--seed", "4");
        assertThat(made).hasToString("Raster[104×56 RGB]");
        assertThat(Framing.part(made, 0, 0, 60, 56))
                .isEqualTo(Framing.part(Png.read(SOURCE).raster(), 0, 0, 60, 56));
        assertThat(made).isNotEqualTo(made("--outpaint", "0,0,24,0", "--mask-blur", "2", "--seed", "4"));
        String mask = MASK.toString();
        Raster texture = made("--mask", mask, "--masked-content", "texture", "--strength", "0.3", "--seed", "4");
        Raster fill = made("--mask", mask, "--masked-content", "fill", "--strength", "0.3", "--seed", "4");
        assertThat(texture).isNotEqualTo(fill);
        assertThat(generate("--infill", "texture").err()).contains("--infill belongs to --outpaint");
        assertThat(generate("--outpaint", "8,0,0,0", "--infill", "jam").err()).contains("unknown infill 'jam'");
    }

    @Test
    void aMaskThatLeavesNothingLeavesNoTexture() {
        Path whole = folder.resolve("whole.png");
        Png.write(whole, Raster.filled(80, 56, 0xFFFFFF), List.of());
        assertThat(generate("--mask", whole.toString(), "--masked-content", "texture")
                        .err())
                .contains("nothing is left of the picture to continue");
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        Path small = folder.resolve("small.png");
        Png.write(small, Raster.filled(40, 56, 0xFFFFFF), List.of());
        assertThat(generate("--mask", small.toString()).err()).contains("the mask is 40x56, but the picture is 80x56");
        assertThat(generate("--mask-blur", "3").err()).contains("need a mask: --mask PICTURE");
        assertThat(generate("--mask", MASK.toString(), "--padding", "3").err()).contains("--inpaint-area masked");
        assertThat(generate("--mask", MASK.toString(), "--mask-blur", "999").err())
                .contains("mask blur must be between 0 and 256, not 999");
        assertThat(generate("--mask", MASK.toString(), "--masked-content", "jam")
                        .err())
                .contains("unknown masked content 'jam'");
        assertThat(generate("--mask", MASK.toString(), "--soft-inpaint=contrast-boost=99")
                        .err())
                .contains("transition contrast boost must be between 1.0 and 32.0");
        assertThat(generate("--mask", folder.resolve("gone.png").toString()).err())
                .contains("gone.png cannot be read");
        CliFixture.Outcome alone = new CliFixture(folder, CliFixture.MODELS)
                .run("generate", "a fox", "--model", "sd1", "--mask", MASK.toString());
        assertThat(alone.err()).contains("--init PICTURE");
    }
}
