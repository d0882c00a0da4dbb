package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.BatchPlace;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.Variation;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.inpaint.SoftInpainting;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.error.RequestException;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptDialect;

class RequestJsonTest {
    private static final GenerationRequest REQUEST = new GenerationRequest(
            "starter",
            new Prompt("a \"fox\"\non a boat, 狐", "blurry", 2, Emphasis.NO_NORM),
            new ImageSize(512, 768),
            new Sampling(new SamplerId("DPM++ 2M"), new ScheduleId("Karras"), 20),
            new Guidance(7.25),
            new NoiseSettings(Seed.parse("18446744073709551615"), RandomSource.CPU),
            3,
            2,
            new Task.TextToImage());

    @Test
    void aRequestComesBackAsItWas() {
        assertThat(RequestJson.read(RequestJson.write(REQUEST))).isEqualTo(REQUEST);
    }

    @Test
    void howCloselyThePictureIsKeptToComesBackToo() {
        GenerationRequest request = new GenerationRequest(
                "starter",
                REQUEST.prompt(),
                REQUEST.size(),
                REQUEST.sampling(),
                new Guidance(7).withImageScale(2.25),
                REQUEST.noise(),
                1,
                1,
                REQUEST.task());
        assertThat(RequestJson.read(RequestJson.write(request))).isEqualTo(request);
        assertThat(RequestJson.write(REQUEST)).doesNotContain("imageGuidance");
    }

    @Test
    void howItIsMadeLargerComesBackToo() {
        PictureRef source = new PictureRef("0123456789abcdef".repeat(4));
        GenerationRequest request =
                REQUEST.withTask(new Task.Upscale(source, 0.35, new SdUpscale(2.5, "4x-UltraSharp", 48)));
        assertThat(RequestJson.read(RequestJson.write(request))).isEqualTo(request);
        GenerationRequest joint = REQUEST.withTask(
                new Task.Upscale(source, 0.35, new SdUpscale(2.5, "None", 0, SdUpscale.Method.MULTIDIFFUSION)));
        assertThat(RequestJson.read(RequestJson.write(joint))).isEqualTo(joint);
    }

    @Test
    void whatItStartsFromComesBackToo() {
        PictureRef source = new PictureRef("0123456789abcdef".repeat(4));
        PictureRef mask = new PictureRef("fedcba9876543210".repeat(4));
        Inpainting options = new Inpainting(
                7,
                MaskedContent.NOISE,
                InpaintArea.MASKED,
                48,
                true,
                Optional.of(new SoftInpainting(0.5, 1.5, 8, 0.25, 2, 3)),
                true);
        for (Task task : List.of(
                new Task.ImageToImage(source, 0.35, ResizeMode.FILL),
                new Task.Inpaint(source, mask, 1, ResizeMode.CROP, Inpainting.USUAL),
                new Task.Inpaint(source, mask, 0.5, ResizeMode.STRETCH, options))) {
            GenerationRequest request = REQUEST.withTask(task);
            assertThat(RequestJson.read(RequestJson.write(request))).isEqualTo(request);
        }
        String json = RequestJson.write(REQUEST.withTask(new Task.ImageToImage(source, 0.35, ResizeMode.FILL)));
        assertThatThrownBy(() -> RequestJson.read(json.replace(source.sha256(), "../../etc/passwd")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("'source'");
        assertThatThrownBy(() -> RequestJson.read(json.replace("0.35", "1.01")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("strength");
        assertThatThrownBy(() -> RequestJson.read(json.replace("image-to-image", "image-to-film")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("image-to-film");
    }

    @Test
    void whatIsPutOnTopOfTheModelComesBackToo() {
        AddOns addOns = new AddOns(List.of(
                ExtraNetwork.lora("/a/b.safetensors", 0.5, -1, OptionalInt.of(8)),
                ExtraNetwork.lora("c", 1, 1, OptionalInt.empty())));
        GenerationRequest request = REQUEST.withVae("own")
                .withTextEncoder("clip_l,clip_g")
                .withPrompt(REQUEST.prompt().with(addOns));

        assertThat(request.vae()).isEqualTo("own");
        assertThat(request.textEncoder()).isEqualTo("clip_l,clip_g");
        assertThat(RequestJson.read(RequestJson.write(request))).isEqualTo(request);
        assertThat(RequestJson.write(REQUEST)).doesNotContain("loras");
        assertThatThrownBy(() -> RequestJson.read(RequestJson.write(request).replace("-1.0", "\"x\"")))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("'unet'");
    }

    @Test
    void whatMakesNoiseOtherThanItsSeedsComesBackToo() {
        NoiseSettings noise = new NoiseSettings(
                new Seed(1),
                RandomSource.NV,
                new Variation(Seed.parse("18446744073709551614"), 0.35),
                Optional.of(new ImageSize(512, 384)),
                31337);
        GenerationRequest request = new GenerationRequest(
                "starter",
                REQUEST.prompt(),
                REQUEST.size(),
                REQUEST.sampling(),
                REQUEST.guidance(),
                noise,
                3,
                2,
                REQUEST.task());
        assertThat(RequestJson.read(RequestJson.write(request))).isEqualTo(request);
        assertThat(RequestJson.write(REQUEST)).doesNotContain("variation", "Resize", "ensd");
    }

    @Test
    void aRequestFromBeforeThereWereDialectsIsInA1111s() {
        String json = RequestJson.write(REQUEST);
        assertThat(json).contains(",\"dialect\":\"a1111\"");
        assertThat(RequestJson.read(json.replace(",\"dialect\":\"a1111\"", ""))).isEqualTo(REQUEST);
        String comfy = json.replace("\"a1111\"", "\"comfy\"").replace("\"No norm\"", "\"Original\"");
        assertThat(RequestJson.read(comfy).prompt().rules().dialect()).isEqualTo(PromptDialect.COMFY);
    }

    @Test
    void aProfileAndAPlaceInABatchComeBackToo() {
        GenerationRequest request = new GenerationRequest(
                "starter",
                REQUEST.prompt(),
                REQUEST.size(),
                REQUEST.sampling(),
                REQUEST.guidance(),
                new NoiseSettings(new Seed(1), RandomSource.NV).at(new BatchPlace(2, 4)),
                Compatibility.COMFY,
                1,
                1,
                REQUEST.task());
        assertThat(RequestJson.read(RequestJson.write(request))).isEqualTo(request);
        assertThat(RequestJson.write(REQUEST)).doesNotContain("compat", "batchPlace");
    }

    @Test
    void whatWasSetAboutTheSamplerComesBackToo() {
        SamplerOptions options = SamplerOptions.NONE
                .with(SamplerOption.ETA, 0.25)
                .with(SamplerOption.SGM_NOISE, 1)
                .withSigmas(List.of(14.5, 3.25, 0.0));
        Sampling sampling = new Sampling(new SamplerId("Euler a"), ScheduleId.AUTOMATIC, 2, options);
        GenerationRequest request = new GenerationRequest(
                REQUEST.model(),
                REQUEST.prompt(),
                REQUEST.size(),
                sampling,
                REQUEST.guidance(),
                REQUEST.noise(),
                REQUEST.compat(),
                1,
                1,
                REQUEST.task());
        String json = RequestJson.write(request);
        assertThat(json).contains("\"eta\":0.25", "\"sgmNoiseMultiplier\":\"True\"", "\"sigmas\":[14.5,3.25,0.0]");
        assertThat(RequestJson.read(json)).isEqualTo(request);
        assertThatThrownBy(() -> RequestJson.read(json.replace("3.25", "\"x\"")))
                .hasMessageContaining("sigmas");
        assertThatThrownBy(() -> RequestJson.read(json.replace("3.25", "30"))).hasMessageContaining("sigmas must fall");
        assertThatThrownBy(() -> RequestJson.read(json.replace("0.25,", "7,"))).hasMessageContaining("eta");
    }

    @Test
    void itIsOneLine() {
        assertThat(RequestJson.write(REQUEST)).doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "steps":20       | "steps":"20"      | steps
            "steps":20       | "steps":0         | steps
            "width":512      | "width":3.5       | width
            "seed":"1844     | "seed":"-x1844    | seed
            "guidance":7.25  | "guidance":"many" | guidance
            "sampler":"DPM   | "sampler":"XYZ    | sampler
            "emphasis":"No   | "emphasis":"XY   | emphasis
            "a1111"          | "b1111"          | dialect
            "version":1      | "version":99      | version
            "task":"text     | "task":"song      | task
            "negative":      | "positive":       | negative
            """)
    void whatIsWrongIsNamed(String part, String changed, String field) {
        String json = RequestJson.write(REQUEST);
        assertThat(json).contains(part);
        assertThatThrownBy(() -> RequestJson.read(json.replace(part, changed)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining(field);
    }

    @Test
    void whatIsNotJsonIsRefused() {
        assertThatThrownBy(() -> RequestJson.read("{\"steps\""))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("JSON");
    }
}
