package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.inpaint.SoftInpainting;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.image.Png;
import studio.sfumato.image.PngText;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.image.metadata.A1111Parameters;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.image.metadata.PictureParameters;

/// Pictures of other programs that were made from pictures or guided by them.
class ForeignPicturesTest {
    private static final PictureRef SOURCE = new PictureRef("a".repeat(64));
    private static final PictureRef MASK = new PictureRef("b".repeat(64));
    private static final PictureRef MAP = new PictureRef("c".repeat(64));

    /// As A1111 1.10 writes it.
    private static final String INPAINTED = """
            a red fox in snow
            Negative prompt: blurry
            Steps: 30, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 1234, Size: 512x768, \
            Model hash: 6ce0161689, Model: dream, Denoising strength: 0.62, Conditional mask weight: 1.0, Mask blur: 8, \
            Mask mode: Inpaint not masked, Inpaint area: Only masked, Masked area padding: 48, \
            Masked content: latent noise, Version: v1.10.1""";

    private static final String GUIDED = """
            a red fox in snow
            Steps: 20, Sampler: Euler a, Schedule type: Automatic, CFG scale: 7, Seed: 5, Size: 512x512, Model: dream, \
            ControlNet 0: "%s", Version: v1.10.1""";

    /// As the extension has written it since 1.1.
    private static final String CANNY = "Module: canny, Model: control_v11p_sd15_canny [d14c016b], Weight: 0.8, "
            + "Resize Mode: Resize and Fill, Processor Res: 512, Threshold A: 90, Threshold B: 180, Guidance Start: 0.1, "
            + "Guidance End: 0.75, Pixel Perfect: True, Control Mode: My prompt is more important, Hr Option: Both";

    /// And as it wrote it before.
    private static final String EARLIER =
            "preprocessor: canny, model: control_v11p_sd15_canny [d14c016b], weight: 0.8, "
                    + "starting/ending: (0.1, 0.75), resize mode: Resize and Fill, pixel perfect: True, "
                    + "control mode: My prompt is more important, preprocessor params: (512, 90, 180)";

    private static final ControlUnit UNIT = new ControlUnit(
            ControlType.CANNY,
            false,
            SOURCE,
            "sd15/canny",
            0.8,
            0.1,
            0.75,
            ControlMode.PROMPT,
            ResizeMode.FILL,
            new MapSettings(90, 180));

    @TempDir
    private Path folder;

    private static GenerationRequest base(Task task) {
        return new GenerationRequest(
                "starter",
                new Prompt("", "", 1),
                new ImageSize(128, 128),
                new Sampling(new SamplerId("DDIM"), ScheduleId.AUTOMATIC, 20),
                new Guidance(7),
                new NoiseSettings(new Seed(1), RandomSource.NV),
                1,
                1,
                task);
    }

    private static Task image(double strength) {
        return new Task.ImageToImage(SOURCE, strength, ResizeMode.CROP);
    }

    private ForeignRequest read(String text, GenerationRequest base) {
        Path file = folder.resolve("picture.png");
        Png.write(file, Raster.filled(64, 64, 0), List.of(PngText.of("parameters", text)));
        return ForeignRequest.of(
                        PictureInfo.read(file),
                        base,
                        Optional::of,
                        name -> name.startsWith("control_v11p_sd15_canny") || name.equals("sd15/canny")
                                ? Optional.of("sd15/canny")
                                : Optional.empty())
                .orElseThrow();
    }

    @Test
    void howAPictureWasPaintedIsTakenOverOntoThePictureAndMaskAtHand() {
        Task.Inpaint here = new Task.Inpaint(SOURCE, MASK, 0.3, ResizeMode.CROP, Inpainting.USUAL);

        ForeignRequest read = read(INPAINTED, base(here));

        Inpainting how = new Inpainting(8, MaskedContent.NOISE, InpaintArea.MASKED, 48, true, Optional.empty());
        assertThat(read.request().task()).isEqualTo(new Task.Inpaint(SOURCE, MASK, 0.62, ResizeMode.CROP, how));
        assertThat(read.notes()).containsExactly("not taken over: Conditional mask weight");
    }

    @Test
    void withoutAMaskThePictureIsChangedAndTheMaskAskedFor() {
        ForeignRequest read = read(INPAINTED, base(image(0.3)));

        assertThat(read.request().task()).isEqualTo(image(0.62));
        assertThat(read.notes()).anySatisfy(note -> assertThat(note).contains("mask is not in its file", "--mask"));
    }

    @Test
    void aPictureThatWasToBecomeLargerIsChangedInstead() {
        Task larger = new Task.Upscale(SOURCE, 0.3, new SdUpscale(2, SdUpscale.NONE, 64));
        String text = "a fox\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 64x64, Denoising strength: 0.5";

        ForeignRequest read = read(text, base(larger));

        assertThat(read.request().task()).isEqualTo(new Task.ImageToImage(SOURCE, 0.5, ResizeMode.STRETCH));
        assertThat(read.notes()).isEmpty();
    }

    @Test
    void withoutAPictureItIsSaidWhichToChooseAndHowFarToChangeIt() {
        ForeignRequest read = read(INPAINTED, base(new Task.TextToImage()));

        assertThat(read.request().task()).isEqualTo(new Task.TextToImage());
        assertThat(read.notes())
                .anySatisfy(note -> assertThat(note).contains("changed by 0.62", "under a mask", "--strength 0.62"));
    }

    @Test
    void aPictureMadeFromWordsAloneIsNotMadeFromThePictureAtHand() {
        String text = "a fox\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 64x64";

        assertThat(read(text, base(image(0.3))).request().task()).isEqualTo(new Task.TextToImage());
    }

    @Test
    void aStrengthThatCannotBeIsToldAndTheOneAtHandStays() {
        ForeignRequest read = read(INPAINTED.replace("0.62", "1.5"), base(image(0.3)));

        assertThat(read.request().task()).isEqualTo(image(0.3));
        assertThat(read.notes()).anySatisfy(note -> assertThat(note).contains("strength must be between 0 and 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "1e400"})
    void aNumberWithoutEndIsToldAndLeftOut(String number) {
        String far = "a fox\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 64x64, Denoising strength: ";
        ForeignRequest changed = read(far + number, base(new Task.TextToImage()));
        ForeignRequest guided = read(
                GUIDED.formatted("Module: canny, Model: control_v11p_sd15_canny, Weight: " + number),
                base(new Task.TextToImage()));

        assertThat(changed.request().task()).isEqualTo(new Task.TextToImage());
        assertThat(changed.notes())
                .singleElement()
                .asString()
                .startsWith("Denoising strength: a number must be finite");
        assertThat(guided.request().controls()).isEmpty();
        assertThat(guided.notes()).singleElement().asString().startsWith("ControlNet 0: a number must be finite");
    }

    @Test
    void imageGuidanceAndTheOldHiresFixAreTakenOver() {
        String told = "a fox\nSteps: 20, Sampler: Euler a, CFG scale: 7, Image CFG scale: 1.2, Seed: 1, Size: %s, "
                + "Denoising strength: 0.7, First pass size: %s";

        GenerationRequest given = read(told.formatted("1024x768", "640x448"), base(new Task.TextToImage()))
                .request();
        assertThat(given.guidance().imageScale()).isEqualTo(1.2);
        assertThat(given.size()).isEqualTo(new ImageSize(640, 448));
        HiresFix fix = given.task().second().orElseThrow();
        assertThat(fix.resize()).contains(new ImageSize(1024, 768));
        assertThat(fix.denoise()).isEqualTo(0.7);

        GenerationRequest worked = read(told.formatted("1024x768", "0x0"), base(new Task.TextToImage()))
                .request();
        assertThat(worked.size()).isEqualTo(new ImageSize(640, 448));
    }

    @Test
    void enlargingTileByTileIsTakenOverOntoThePictureAtHand() {
        Task task =
                new Task.Upscale(SOURCE, 0.35, new SdUpscale(3, "R-ESRGAN 4x+", 96, SdUpscale.Method.MULTIDIFFUSION));
        PictureParameters written = TaskFields.add(
                PictureParameters.of("a fox", "")
                        .with("Steps", 20)
                        .with("Sampler", "Euler")
                        .withSize(512, 512),
                task);

        assertThat(read(A1111Parameters.write(written), base(image(1)))
                        .request()
                        .task())
                .isEqualTo(task);
        ForeignRequest small = read(A1111Parameters.write(written.withSize(64, 64)), base(image(1)));
        assertThat(small.request().task()).isEqualTo(new Task.TextToImage());
        assertThat(small.notes())
                .contains(
                        "what it was made from: sd-upscale: overlap must be less than a tile's sides: 96 is not less than 64x64");
        assertThat(read(A1111Parameters.write(written), base(new Task.TextToImage()))
                        .notes())
                .singleElement()
                .asString()
                .contains("--strength 0.35", "--sd-upscale scale=3,upscaler=R-ESRGAN 4x+,overlap=96");
    }

    @ParameterizedTest
    @ValueSource(strings = {CANNY, EARLIER})
    void aUnitIsGuidedByThePictureThatIsChangedAsInA1111(String unit) {
        ForeignRequest read = read(
                GUIDED.formatted(unit).replace("Model: dream,", "Model: dream, Denoising strength: 0.5,"),
                base(image(1)));

        assertThat(read.request().task()).isEqualTo(image(0.5));
        assertThat(read.request().controls()).containsExactly(UNIT);
        assertThat(read.notes()).isEmpty();
    }

    @Test
    void theFieldsOfTheFirstVersionsAreReadToo() {
        String text =
                "a fox\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 512x512, Denoising strength: 1, "
                        + "ControlNet-0 Enabled: True, ControlNet-0 Module: canny, "
                        + "ControlNet-0 Model: control_v11p_sd15_canny [d14c016b], ControlNet-0 Weight: 1, "
                        + "ControlNet-0 Guidance Start: 0, ControlNet-0 Guidance End: 1";

        ForeignRequest read = read(text, base(image(1)));

        assertThat(read.request().controls())
                .containsExactly(new ControlUnit(ControlType.CANNY, false, SOURCE, "sd15/canny"));
        assertThat(read.notes()).isEmpty();
        assertThat(read(text.replace("Enabled: True", "Enabled: False"), base(image(1)))
                        .request()
                        .controls())
                .isEmpty();
    }

    @Test
    void aUnitTakesThePictureThatTheOneInItsPlaceIsGuidedBy() {
        ControlUnit here = new ControlUnit(ControlType.DEPTH, true, MAP, "depth");

        ForeignRequest read =
                read(GUIDED.formatted(CANNY), base(new Task.TextToImage()).withControls(List.of(here)));

        assertThat(read.request().controls())
                .singleElement()
                .satisfies(unit -> assertThat(unit.picture()).isEqualTo(MAP))
                .satisfies(unit -> assertThat(unit.made()).isTrue())
                .satisfies(unit -> assertThat(unit.weight()).isEqualTo(0.8));
    }

    @Test
    void aMapForTheModelItselfDoesNotCountAmongTheUnits() {
        ControlUnit own = new ControlUnit(ControlType.DEPTH, true, MASK, ControlUnit.OWN);
        ControlUnit here = new ControlUnit(ControlType.DEPTH, true, MAP, "depth");
        GenerationRequest base = base(new Task.TextToImage()).withControls(List.of(own, here));

        assertThat(read(GUIDED.formatted(CANNY), base).request().controls())
                .extracting(ControlUnit::picture)
                .containsExactly(MAP);
    }

    @Test
    void withoutAPictureTheUnitIsSpelledAsItIsTyped() {
        ForeignRequest read = read(GUIDED.formatted(CANNY), base(new Task.TextToImage()));

        assertThat(read.request().controls()).isEmpty();
        assertThat(read.notes())
                .containsExactly(
                        "ControlNet 0: the picture that guided it (canny) is not in its file; choose one on the"
                                + " canvas, or by --control"
                                + " TYPE=canny,image=PICTURE,model=sd15/canny,weight=0.8,start=0.1,end=0.75,mode=prompt");
    }

    @Test
    void networksThatAreNotHereAndWhatCannotBeAreTold() {
        ForeignRequest unknown =
                read(GUIDED.formatted("Module: canny, Model: other [00000000], Weight: 1"), base(image(1)));
        assertThat(unknown.request().controls()).isEmpty();
        assertThat(unknown.notes())
                .contains("ControlNet 0: the network other is not here; the picture goes without it");

        for (String wrong :
                List.of("Weight: much", "Weight: 7", "Guidance Start: 0.9, Guidance End: 0.1", "Resize Mode: odd")) {
            ForeignRequest read = read(
                    GUIDED.formatted("Module: canny, Model: control_v11p_sd15_canny, " + wrong)
                            .replace("Model: dream,", "Model: dream, Denoising strength: 0.5,"),
                    base(image(1)));
            assertThat(read.request().controls()).as(wrong).isEmpty();
            assertThat(read.notes()).as(wrong).anyMatch(note -> note.startsWith("ControlNet 0: "));
        }
    }

    @Test
    void whatCannotBeTogetherIsToldAndTheRestTakenOver() {
        String tiled = """
                a fox
                Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 9, Size: 512x512, Tiling: True, \
                Denoising strength: 0.3, SD upscale overlap: 64, SD upscale upscaler: None""";
        StringBuilder crowd =
                new StringBuilder("a fox\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 9, Denoising strength: 0.5");
        for (int i = 0; i <= GenerationRequest.MOST_CONTROLS; i++) {
            crowd.append(", ControlNet ").append(i).append(": \"").append(CANNY).append('"');
        }

        ForeignRequest larger = read(tiled, base(image(0.5)));
        ForeignRequest guided = read(crowd.toString(), base(image(0.5)));

        assertThat(larger.request().task())
                .isEqualTo(new Task.Upscale(SOURCE, 0.3, new SdUpscale(2, SdUpscale.NONE, 64)));
        assertThat(larger.notes()).singleElement().asString().startsWith("Tiling: a picture whose edges meet");
        assertThat(guided.request().controls()).isEmpty();
        assertThat(guided.request().noise().seed()).isEqualTo(new Seed(9));
        assertThat(guided.notes()).singleElement().asString().startsWith("ControlNet: at most 16 pictures");
    }

    @Test
    void whoElseMakesMapsIsNamed() {
        ForeignRequest read = read(
                GUIDED.formatted("Module: softedge_pidinet, Model: control_v11p_sd15_canny, Weight: 1")
                        .replace("Model: dream,", "Model: dream, Denoising strength: 0.5,"),
                base(image(1)));

        assertThat(read.request().controls()).extracting(ControlUnit::type).containsExactly(ControlType.SOFT_EDGE);
        assertThat(read.notes())
                .anySatisfy(note -> assertThat(note).contains("softedge_pidinet", "softedge_classical", "only near"));
    }

    @Test
    void whatThisProgramWritesIsReadBackFromItsA1111TextAlone() {
        Inpainting soft = new Inpainting(
                6,
                MaskedContent.FILL,
                InpaintArea.MASKED,
                64,
                false,
                Optional.of(new SoftInpainting(2, 0.75, 3, 0.25, 1, 4)),
                true);
        Task task = new Task.Inpaint(SOURCE, MASK, 0.45, ResizeMode.FILL, soft);
        PictureParameters written = ControlFields.add(
                TaskFields.add(
                        PictureParameters.of("a fox", "")
                                .with("Steps", 20)
                                .with("Sampler", "Euler")
                                .with("Seed", 1),
                        task),
                List.of(UNIT));
        Task here = new Task.Inpaint(SOURCE, MASK, 1, ResizeMode.FILL, Inpainting.USUAL);

        ForeignRequest read = read(A1111Parameters.write(written), base(here));

        assertThat(read.request().task()).isEqualTo(task);
        assertThat(read.request().controls()).containsExactly(UNIT);
        assertThat(read.notes()).isEmpty();
    }
}
