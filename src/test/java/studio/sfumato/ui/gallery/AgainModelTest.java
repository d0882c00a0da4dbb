package studio.sfumato.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.Variation;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Png;
import studio.sfumato.image.PngText;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.A1111Parameters;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.image.metadata.PictureTexts;
import studio.sfumato.job.Repainting;
import studio.sfumato.job.RequestJson;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.ui.common.Note;

class AgainModelTest {
    @TempDir
    Path folder;

    private GalleryRig rig;
    private GalleryModel model;

    @BeforeEach
    void open() throws IOException {
        rig = new GalleryRig(folder);
        model = rig.model;
        Files.createDirectories(rig.art());
    }

    @AfterEach
    void close() {
        rig.close();
    }

    /// Everything set that a request can have set.
    private static GenerationRequest elaborate() {
        return new GenerationRequest(
                "starter",
                new Prompt("a fox", "text", 2),
                new ImageSize(96, 160),
                new Sampling(
                        Samplers.parse("Euler a").sampler(),
                        new ScheduleId("Karras"),
                        13,
                        SamplerOptions.NONE.with(SamplerOption.ETA, 0.7)),
                new Guidance(
                        5.5,
                        0.3,
                        new GuidanceLimits(1.5, false, 0.1, GuidanceLimits.NONE.interval()),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        true),
                new NoiseSettings(
                        new Seed(77), RandomSource.CPU, new Variation(new Seed(5), 0.4), Optional.empty(), 31337),
                1,
                1,
                new Task.TextToImage());
    }

    private Details details(List<PngText> texts) {
        Path file = rig.art().resolve("x.png");
        Png.write(file, Raster.filled(64, 64, 0), texts);
        model.start();
        model.show(true);
        model.chosen().only(0);
        return Objects.requireNonNull(model.stage().look().detailsProperty().get());
    }

    private static List<PngText> own(GenerationRequest request) {
        return PictureTexts.of(
                PictureParameters.of("a fox", "text")
                        .with("Steps", 13)
                        .with("Sampler", "Euler a")
                        .with("Seed", 77),
                RequestJson.write(request));
    }

    @Test
    void allThatMadeAPictureGoesIntoTheForm() {
        model.again().use(details(own(elaborate())));
        assertThat(rig.studio.used).containsExactly(elaborate());
    }

    @Test
    void howOneWasPaintedOverGoesToTheCanvasAsWellAlsoWhereOnlyA1111sTextTells() {
        PictureRef source = new PictureRef("ab".repeat(32));
        Inpainting how = new Inpainting(9, MaskedContent.FILL, InpaintArea.MASKED, 48, true, Optional.empty(), true);
        model.again()
                .use(details(
                        own(elaborate().withTask(new Task.Inpaint(source, source, 0.4, ResizeMode.STRETCH, how)))));
        assertThat(rig.studio.repainted).containsExactly(new Repainting(Optional.of(0.4), Optional.of(how)));

        PictureParameters told = PictureParameters.of("a fox", "text")
                .with("Steps", 13)
                .with("Denoising strength", 0.62)
                .with("Mask blur", 6)
                .with("Inpaint area", "Only masked");
        model.again().use(details(List.of(PngText.of("parameters", A1111Parameters.write(told)))));
        assertThat(rig.studio.repainted.getLast())
                .isEqualTo(new Repainting(
                        Optional.of(0.62),
                        Optional.of(new Inpainting(
                                6, MaskedContent.ORIGINAL, InpaintArea.MASKED, 32, false, Optional.empty()))));
        assertThat(rig.studio.used.getLast().task()).as("no picture is at hand").isEqualTo(new Task.TextToImage());

        model.again().use(details(own(elaborate())));
        assertThat(rig.studio.repainted).as("one from words alone").hasSize(2);
    }

    @Test
    void whatIsNotHereOfWhatMadeItIsTold() {
        model.again()
                .use(details(PictureTexts.of(
                        PictureParameters.of("a fox", "text")
                                .with("Steps", 13)
                                .with("Seed", 77)
                                .with("TI hashes", "word: 0123456789ab"),
                        RequestJson.write(elaborate()))));
        assertThat(rig.studio.used).hasSize(1);
        assertThat(rig.studio.told).containsExactly("something is not here");
    }

    @Test
    void onlyItsSeedDoesToo() {
        model.again().useSeed(details(own(elaborate())));
        assertThat(rig.studio.seeds).containsExactly(new Seed(77));
        assertThat(rig.studio.used).isEmpty();
    }

    @Test
    void variationsBeginWithAllThatMadeThePictureAndItsFile() {
        GenerationRequest first =
                elaborate().withVae("soft").withTextEncoder("whole").withTiling(Wrap.X);
        Details details = details(own(first));
        model.again().vary(details);
        assertThat(rig.studio.varied).containsExactly(first);
        assertThat(rig.studio.files).containsExactly(details.picture().file());
        assertThat(rig.studio.used).isEmpty();
    }

    @Test
    void anA1111PictureGivesWhatItTellsAndSaysWhatWasLeftOut() {
        Path file = folder.resolve("foreign.png");
        String told =
                "a (boat:1.2)\nNegative prompt: text\nSteps: 25, Sampler: DPM++ 2M Karras, CFG scale: 6.5, Seed: 42,"
                        + " Size: 96x128, Model hash: 0123456789, Model: dream, Clip skip: 2, Hires upscale: 2,"
                        + " Face restoration: CodeFormer, Version: v1.7.0";
        Png.write(file, Raster.filled(96, 128, 0), List.of(PngText.of("parameters", told)));
        model.drop(file);
        GenerationRequest used = rig.studio.used.getFirst();
        assertThat(used.model()).isEqualTo("sd/dream");
        assertThat(used.prompt().positive()).isEqualTo("a (boat:1.2)");
        assertThat(used.prompt().clipSkip()).isEqualTo(2);
        assertThat(used.size()).isEqualTo(new ImageSize(96, 128));
        assertThat(used.sampling().sampler().label()).isEqualTo("DPM++ 2M");
        assertThat(used.sampling().schedule().label()).isEqualTo("Karras");
        assertThat(used.sampling().steps()).isEqualTo(25);
        assertThat(used.guidance().scale()).isEqualTo(6.5);
        assertThat(used.noise()).isEqualTo(new NoiseSettings(new Seed(42), RandomSource.NV));
        assertThat(used.task().second())
                .hasValueSatisfying(fix -> assertThat(fix.scale()).isEqualTo(2));
        assertThat(rig.studio.told).containsExactly("not taken over: Face restoration");
    }

    @Test
    void aPictureOfComfyUiIsMadeAgainByItsRules() {
        Path file = folder.resolve("comfy.png");
        Png.write(file, Raster.filled(64, 96, 0), List.of(PngText.of("prompt", """
                {"3": {"class_type": "KSampler", "inputs": {"seed": 42, "steps": 12, "cfg": 5.5, "denoise": 1,
                   "sampler_name": "euler_ancestral", "scheduler": "beta", "model": ["8", 0], "positive": ["6", 0],
                   "negative": ["7", 0], "latent_image": ["5", 0]}},
                 "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "x/dream.safetensors"}},
                 "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 96, "batch_size": 2}},
                 "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a fox", "clip": ["4", 1]}},
                 "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "text", "clip": ["4", 1]}},
                 "8": {"class_type": "LoraLoaderModelOnly", "inputs": {"lora_name": "clay.safetensors",
                   "strength_model": 0.5, "model": ["4", 0]}}}""")));
        model.drop(file);
        GenerationRequest used = rig.studio.used.getFirst();
        assertThat(used.model()).isEqualTo("sd/dream");
        assertThat(used.prompt().positive()).isEqualTo("a fox");
        assertThat(used.prompt().negative()).isEqualTo("text");
        assertThat(used.prompt().rules().dialect()).isEqualTo(PromptDialect.COMFY);
        assertThat(used.prompt().addOns().loras())
                .containsExactly(ExtraNetwork.lora("clay", 0.5, 0.5, OptionalInt.empty()));
        assertThat(used.size()).isEqualTo(new ImageSize(64, 96));
        assertThat(used.sampling().sampler().label()).isEqualTo("Euler a");
        assertThat(used.sampling().schedule().label()).isEqualTo("Beta timesteps");
        assertThat(used.guidance().scale()).isEqualTo(5.5);
        assertThat(used.noise()).isEqualTo(new NoiseSettings(new Seed(42), RandomSource.CPU));
        assertThat(used.compat()).isEqualTo(Compatibility.COMFY);
        assertThat(rig.studio.told).containsExactly("not taken over: Batch size");
    }

    @Test
    void whatComfyUiDoesOtherwiseIsTakenForTheNearestAndSaid() {
        Path file = folder.resolve("comfy.png");
        Png.write(file, Raster.filled(64, 96, 0), List.of(PngText.of("prompt", """
                {"3": {"class_type": "KSampler", "inputs": {"seed": 42, "steps": 12, "cfg": 5, "sampler_name": "uni_pc",
                   "scheduler": "simple", "positive": ["3", 0], "latent_image": ["3", 0]}}}""")));
        model.drop(file);
        assertThat(rig.studio.used.getFirst().sampling().sampler().label()).isEqualTo("UniPC");
        assertThat(rig.studio.told).containsExactly("Sampler: UniPC is only near ComfyUI's uni_pc");
    }

    @Test
    void rulesThatDoNotGoWithTheRestAreLeftOutAndSaid() {
        Path file = folder.resolve("odd.png");
        String told = "a boat\nSteps: 5, Sampler: Euler, Seed: 42, Size: 64x64, ENSD: 5, Compatibility: comfy";
        Png.write(file, Raster.filled(96, 128, 0), List.of(PngText.of("parameters", told)));
        model.drop(file);
        assertThat(rig.studio.used.getFirst().compat()).isEqualTo(Compatibility.A1111);
        assertThat(rig.studio.used.getFirst().noise().ensd()).isEqualTo(5);
        assertThat(rig.studio.told).singleElement().asString().startsWith("Compatibility: ");
    }

    @Test
    void whatAnA1111PictureTellsWronglyStaysAsItWasAndIsSaid() {
        Path file = folder.resolve("strange.png");
        String told = "a boat\nSteps: many, Sampler: Nonesuch, CFG scale: 900, Seed: 42, Size: 97x1, Model: other";
        Png.write(file, Raster.filled(96, 128, 0), List.of(PngText.of("parameters", told)));
        model.drop(file);
        GenerationRequest used = rig.studio.used.getFirst();
        assertThat(used.model()).isEqualTo("starter");
        assertThat(used.sampling()).isEqualTo(rig.studio.asked().sampling());
        assertThat(used.guidance()).isEqualTo(rig.studio.asked().guidance());
        assertThat(used.noise().seed()).isEqualTo(new Seed(42));
        assertThat(rig.studio.told)
                .hasSizeGreaterThanOrEqualTo(5)
                .anySatisfy(note -> assertThat(note).contains("Nonesuch"))
                .anySatisfy(note -> assertThat(note).contains("the model other is not here"));
    }

    @Test
    void aDroppedFileThatCannotBeReadSaysSoAndChangesNothing() throws IOException {
        Path torn = folder.resolve("torn.png");
        Files.write(torn, new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0});
        model.drop(torn);
        model.drop(folder.resolve("missing.png"));
        assertThat(rig.studio.used).isEmpty();
        assertThat(rig.studio.told)
                .hasSize(2)
                .anySatisfy(note -> assertThat(note).contains("torn.png"));
    }

    @Test
    void aDroppedPictureThatTellsNothingSaysSoWhereOneIs() {
        Path file = folder.resolve("comfy.png");
        Png.write(file, Raster.filled(8, 8, 0), List.of(PngText.of("prompt", "{}"), PngText.of("workflow", "{}")));
        model.start();
        model.show(true);
        model.drop(file);
        assertThat(rig.studio.used).isEmpty();
        assertThat(model.notes())
                .extracting(Note::message)
                .singleElement()
                .asString()
                .contains("ComfyUI");
    }

    @Test
    void onlyFilesNamedLikePicturesAreTakenFromADrop() {
        assertThat(PictureDrop.picture(List.of(new File("a.txt"), new File("B.PNG"), new File("c.png"))))
                .contains(Path.of("B.PNG"));
        assertThat(PictureDrop.picture(List.of())).isEmpty();
    }
}
