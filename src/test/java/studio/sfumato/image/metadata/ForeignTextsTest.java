package studio.sfumato.image.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.image.Png;
import studio.sfumato.image.PngText;
import studio.sfumato.image.Raster;

/// What InvokeAI and NovelAI write.
class ForeignTextsTest {
    @TempDir
    Path folder;

    private static PictureParameters invoke(String keyword, String text) {
        return Objects.requireNonNull(InvokeTexts.read(Map.of(keyword, text)));
    }

    @Test
    void invokeAiTellsInItsMetadata() {
        PictureParameters told = invoke("invokeai_metadata", """
                {"app_version": "5.6.0", "generation_mode": "txt2img", "positive_prompt": "a fox++ in snow",
                 "negative_prompt": "blurry", "width": 768, "height": 432, "seed": 356120443, "rand_device": "cpu",
                 "cfg_scale": 7.5, "cfg_rescale_multiplier": 0.5, "steps": 50, "scheduler": "dpmpp_2m_k", "clip_skip": 1,
                 "model": {"name": "dream", "hash": "blake3:0"}, "vae": {"model_name": "mse"},
                 "loras": [{"model": {"name": "clay"}, "weight": 0.75}, {"lora": {"model_name": "old"}, "weight": 1},
                   {"weight": 3}, 7], "controlnets": []}""");
        assertThat(told.prompt()).isEqualTo("a fox++ in snow");
        assertThat(told.negative()).isEqualTo("blurry");
        assertThat(told.fields())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("Steps", "50"),
                        Map.entry("Sampler", "DPM++ 2M"),
                        Map.entry("Schedule type", "Karras"),
                        Map.entry("CFG scale", "7.5"),
                        Map.entry("Seed", "356120443"),
                        Map.entry("Size", "768x432"),
                        Map.entry("Model", "dream"),
                        Map.entry("VAE", "mse"),
                        Map.entry("Clip skip", "2"),
                        Map.entry("Guidance rescale", "0.5"),
                        Map.entry("LoRAs", "<lora:clay:0.75> <lora:old:1>"),
                        Map.entry("RNG", "CPU"),
                        Map.entry("Prompt dialect", "invoke"),
                        Map.entry("Compatibility", "diffusers"),
                        Map.entry("Version", "InvokeAI 5.6.0")));
    }

    @Test
    void whatGuidesInvokeAisPicturesIsToldAsA1111sExtensionDoes() {
        PictureParameters told = invoke("invokeai_metadata", """
                {"app_version": "5.6.0", "positive_prompt": "a fox", "controlnets": [{"image": {"image_name": "a.png"},
                  "control_model": {"key": "k", "name": "canny-sdxl"}, "control_weight": 0.75, "begin_step_percent": 0,
                  "end_step_percent": 0.8, "control_mode": "more_control", "resize_mode": "fill_resize"}, {"image": 3}],
                 "t2iAdapters": [{"t2i_adapter_model": {"model_name": "sketch"}, "weight": 1}],
                 "ipAdapters": [{"ip_adapter_model": {"name": "ip_adapter_sd15"}, "weight": 0.5,
                  "begin_step_percent": 0.1, "end_step_percent": 1}]}""");

        assertThat(told.field("ControlNet 0"))
                .isEqualTo("Module: none, Model: canny-sdxl, Weight: 0.75, Resize Mode: Resize and Fill, "
                        + "Guidance Start: 0, Guidance End: 0.8, Control Mode: ControlNet is more important");
        assertThat(told.field("ControlNet 1")).isEqualTo("Module: none, Model: sketch, Weight: 1");
        assertThat(told.field("ControlNet 2"))
                .isEqualTo("Module: none, Model: ip_adapter_sd15, Weight: 0.5, Guidance Start: 0.1, Guidance End: 1");
        assertThat(told.fields()).doesNotContainKey("ControlNet 3");
    }

    @Test
    void asManyGuidesAsFitIntoATextAreReadInAMoment() {
        String unit = "{\"control_model\":{\"name\":\"a\"}}";
        String all = "{\"positive_prompt\": \"a fox\", \"controlnets\": ["
                + String.join(",", Collections.nCopies(300_000, unit)) + "]}";

        PictureParameters told =
                assertTimeoutPreemptively(Duration.ofSeconds(30), () -> invoke("invokeai_metadata", all));

        assertThat(told.fields()).containsKey("ControlNet 99").doesNotContainKey("ControlNet 100");
    }

    @Test
    void aSchedulerWithoutACounterpartKeepsItsName() {
        PictureParameters told = invoke(
                "invokeai_metadata",
                "{\"scheduler\": \"dpmpp_2s_k\", \"generation_mode\": \"sdxl_img2img\", \"strength\": 0.6,"
                        + " \"rand_device\": \"cuda\"}");
        assertThat(told.sampler()).isEqualTo("dpmpp_2s_k");
        assertThat(told.scheduleType()).isNull();
        assertThat(told.field("Denoising strength")).isEqualTo("0.6");
        assertThat(told.rng()).isEqualTo("GPU");
    }

    @Test
    void earlierInvokeAiHadTheNegativePromptInBrackets() {
        PictureParameters told = invoke("sd-metadata", """
                {"model": "stable diffusion", "model_weights": "stable-diffusion-1.5", "app_version": "2.3.0",
                 "image": {"prompt": [{"prompt": "a fox [blurry] in snow [text]", "weight": 1.0}], "steps": 30,
                   "cfg_scale": 7, "sampler": "k_euler_a", "seed": 99, "width": 512, "height": 640}}""");
        assertThat(told.prompt()).isEqualTo("a fox in snow");
        assertThat(told.negative()).isEqualTo("blurry, text");
        assertThat(told.fields())
                .containsEntry("Sampler", "Euler a")
                .containsEntry("Steps", "30")
                .containsEntry("Seed", "99")
                .containsEntry("Size", "512x640")
                .containsEntry("Model", "stable-diffusion-1.5")
                .doesNotContainKey("Compatibility");
    }

    @Test
    void theFirstInvokeAiWroteItsCommandLine() {
        PictureParameters told = invoke(
                "Dream", "\"a \\\"red\\\" fox [text]\" -s 50 -S 1234 -W512 -H 448 -C7.5 -A k_lms -IX.png -F -v0.1");
        assertThat(told.prompt()).isEqualTo("a \"red\" fox");
        assertThat(told.negative()).isEqualTo("text");
        assertThat(told.fields())
                .containsEntry("Steps", "50")
                .containsEntry("Seed", "1234")
                .containsEntry("Size", "512x448")
                .containsEntry("CFG scale", "7.5")
                .containsEntry("Sampler", "LMS");
        assertThat(InvokeTexts.read(Map.of("Dream", "a fox without quotes"))).isNull();
        assertThat(InvokeTexts.read(Map.of("Dream", "\"" + "\\".repeat(100_000))))
                .isNull();
    }

    @Test
    void novelAiTellsInItsComment() {
        Path file = folder.resolve("nai.png");
        Png.write(
                file,
                Raster.filled(8, 8, 0),
                List.of(
                        PngText.of("Software", "NovelAI"),
                        PngText.of("Description", "{{fox}}, snow"),
                        PngText.of("Source", "Stable Diffusion F1022D28"),
                        PngText.of("Comment", """
                                {"steps": 28, "sampler": "k_euler_ancestral", "seed": 42, "strength": 0.7, "scale": 11.0,
                                 "noise_schedule": "native", "uc": "lowres", "width": 512, "height": 768}""")));
        PictureInfo info = PictureInfo.read(file);
        assertThat(info.origin()).isEqualTo(Origin.NOVELAI);
        PictureParameters told = Objects.requireNonNull(info.parameters());
        assertThat(told.prompt()).isEqualTo("{{fox}}, snow");
        assertThat(told.negative()).isEqualTo("lowres");
        assertThat(told.fields())
                .containsEntry("Steps", "28")
                .containsEntry("Sampler", "Euler a")
                .containsEntry("Schedule type", "Uniform")
                .containsEntry("CFG scale", "11")
                .containsEntry("Seed", "42")
                .containsEntry("Size", "512x768")
                .containsEntry("Model", "Stable Diffusion F1022D28")
                .containsEntry("Clip skip", "2")
                .containsEntry("ENSD", "31337")
                .as("of a picture made from nothing")
                .doesNotContainKey("Denoising strength");
        assertThat(info.toText()).contains("Prompt: {{fox}}, snow\n", "Sampler: Euler a\n");
    }

    @Test
    void novelAisNewerNegativePromptIsFoundToo() {
        PictureParameters told = Objects.requireNonNull(NovelAiTexts.read(Map.of(
                "Comment",
                "{\"prompt\": \"a fox\", \"v4_negative_prompt\": {\"caption\": {\"base_caption\": \"lowres\"}}}")));
        assertThat(told.prompt()).isEqualTo("a fox");
        assertThat(told.negative()).isEqualTo("lowres");
        assertThat(NovelAiTexts.read(Map.of("Description", "only this")))
                .isEqualTo(PictureParameters.of("only this", ""));
        assertThat(NovelAiTexts.read(Map.of("Software", "NovelAI"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "{}", "{\"scheduler\": 5, \"seed\": {}, \"model\": \"x\", \"loras\": 7}", "NaN"})
    void whatTellsNothingIsNothing(String text) {
        assertThat(InvokeTexts.read(Map.of("invokeai_metadata", text))).isNull();
        assertThat(InvokeTexts.read(Map.of("sd-metadata", text))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "euler",
                "euler_ancestral",
                "ddpm",
                "heun",
                "lms",
                "dpm_2",
                "dpm_2_ancestral",
                "dpmpp_2m",
                "dpmpp_2s_ancestral",
                "dpmpp_sde",
                "dpmpp_2m_sde",
                "dpmpp_3m_sde",
                "ddim",
                "lcm",
                "deis",
                "res_multistep",
                "gradient_estimation",
                "er_sde",
                "seeds_2",
                "seeds_3",
                "sa_solver",
                "sa_solver_pece",
                "euler_cfg_pp",
                "euler_ancestral_cfg_pp",
                "dpmpp_2m_cfg_pp",
                "dpmpp_2s_ancestral_cfg_pp"
            })
    void comfyUisSamplersThatAreTheSameHereHaveOurNames(String name) {
        String here = Objects.requireNonNull(ToolNames.comfySampler(name));
        assertThat(Samplers.parse(here).sampler().label()).isEqualTo(here);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "normal",
                "karras",
                "exponential",
                "sgm_uniform",
                "simple",
                "ddim_uniform",
                "beta",
                "linear_quadratic",
                "kl_optimal"
            })
    void soHaveItsSchedules(String name) {
        String here = Objects.requireNonNull(ToolNames.comfySchedule(name));
        assertThat(Schedules.find(here).orElseThrow().label()).isEqualTo(here).isNotEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"euler", "euler_a", "heun", "lms", "dpmpp_2m", "dpmpp_2m_sde", "ddim", "pndm", "unipc"})
    void andInvokeAisAndNovelAis(String name) {
        String here = Objects.requireNonNull(ToolNames.invoke(name).sampler());
        assertThat(Samplers.parse(here).sampler().label()).isEqualTo(here);
        assertThat(ToolNames.invoke(name + "_k")).isEqualTo(new ToolNames.Walk(here, "Karras"));
        assertThat(ToolNames.kDiffusion("k_dpmpp_2s_ancestral")).isEqualTo("DPM++ 2S a");
        assertThat(ToolNames.kDiffusion("nai_smea")).isEqualTo("nai_smea");
    }
}
