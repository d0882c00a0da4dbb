package studio.sfumato.image.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Graphs as ComfyUI writes them, and as nobody should.
class ComfyReadingTest {
    /// The graph that ComfyUI begins with, a LoRA and a CLIP layer put in.
    private static final String USUAL = """
            {"3": {"class_type": "KSampler", "inputs": {"seed": 156680208700286, "steps": 20, "cfg": 8.0,
               "sampler_name": "dpmpp_2m", "scheduler": "karras", "denoise": 1, "model": ["10", 0],
               "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}, "is_changed": [NaN]},
             "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd15\\\\dream.v1.safetensors"}},
             "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 768, "batch_size": 1}},
             "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a (fox:1.2), snow", "clip": ["11", 0]}},
             "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "text, watermark", "clip": ["11", 0]}},
             "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["12", 0]}},
             "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "ComfyUI", "images": ["8", 0]}},
             "10": {"class_type": "LoraLoader", "inputs": {"lora_name": "soft clay.safetensors",
               "strength_model": 0.8, "strength_clip": 0.5, "model": ["4", 0], "clip": ["4", 1]}},
             "11": {"class_type": "CLIPSetLastLayer", "inputs": {"stop_at_clip_layer": -2, "clip": ["10", 1]}},
             "12": {"class_type": "VAELoader", "inputs": {"vae_name": "vae-ft-mse.pt"}}}""";

    private static PictureParameters read(String prompt) {
        return Objects.requireNonNull(ComfyReading.read(prompt));
    }

    @Test
    void theUsualGraphTellsEverything() {
        PictureParameters told = read(USUAL);
        assertThat(told.prompt()).isEqualTo("a (fox:1.2), snow");
        assertThat(told.negative()).isEqualTo("text, watermark");
        assertThat(told.fields())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("Steps", "20"),
                        Map.entry("Sampler", "DPM++ 2M"),
                        Map.entry("Schedule type", "Karras"),
                        Map.entry("CFG scale", "8"),
                        Map.entry("Seed", "156680208700286"),
                        Map.entry("Size", "512x768"),
                        Map.entry("Model", "dream.v1"),
                        Map.entry("VAE", "vae-ft-mse"),
                        Map.entry("Clip skip", "2"),
                        Map.entry("LoRAs", "<lora:soft clay:0.5:0.8>"),
                        Map.entry("RNG", "CPU"),
                        Map.entry("Prompt dialect", "comfy"),
                        Map.entry("Compatibility", "comfy")));
    }

    @Test
    void picturesThatGuideAreToldAsA1111sExtensionDoes() {
        String guided = USUAL.replace("\"positive\": [\"6\", 0], \"negative\": [\"7\", 0]", """
                        "positive": ["31", 0], "negative": ["31", 1]""")
                .replace("\"denoise\": 1,", "\"denoise\": 0.6,")
                .replaceFirst("\\{", """
                        {"30": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["6", 0],
                           "control_net": ["32", 0], "image": ["33", 0], "strength": 0.85}},
                         "31": {"class_type": "ControlNetApplyAdvanced", "inputs": {"positive": ["30", 0],
                           "negative": ["7", 0], "control_net": ["35", 0], "image": ["37", 0], "strength": 1.0,
                           "start_percent": 0.1, "end_percent": 0.9}},
                         "32": {"class_type": "ControlNetLoader", "inputs": {"control_net_name": "sd15/canny.pth"}},
                         "33": {"class_type": "Canny", "inputs": {"image": ["34", 0], "low_threshold": 0.4,
                           "high_threshold": 0.8}},
                         "34": {"class_type": "LoadImage", "inputs": {"image": "fox.png"}},
                         "35": {"class_type": "SetUnionControlNetType", "inputs": {"control_net": ["36", 0]}},
                         "36": {"class_type": "ControlNetLoader",
                           "inputs": {"control_net_name": "depth_fp16.safetensors"}},
                         "37": {"class_type": "DepthAnythingV2Preprocessor", "inputs": {"image": ["34", 0]}},""");

        PictureParameters told = read(guided);

        assertThat(told.prompt()).isEqualTo("a (fox:1.2), snow");
        assertThat(told.negative()).isEqualTo("text, watermark");
        assertThat(told.field("Denoising strength")).isEqualTo("0.6");
        assertThat(told.field("ControlNet 0"))
                .isEqualTo("Module: canny, Model: canny, Weight: 0.85, Threshold A: 102, Threshold B: 204");
        assertThat(told.field("ControlNet 1"))
                .isEqualTo("Module: depth, Model: depth_fp16, Weight: 1, Guidance Start: 0.1, Guidance End: 0.9");
        assertThat(told.fields()).doesNotContainKey("ControlNet 2");
    }

    @ParameterizedTest
    @CsvSource({
        "DWPreprocessor, , openpose",
        "AIO_Preprocessor, PyraCannyPreprocessor, canny",
        "Scribble_PiDiNet_Preprocessor, , scribble",
        "DensePosePreprocessor, , densepose",
        "MiDaS-NormalMapPreprocessor, , normal",
        "OneFormer-COCO-SemSegPreprocessor, , seg",
        "LoadImage, , none",
        "ImageCompose, , none",
    })
    void whatMadeAMapIsKnownByItsNode(String kind, String chosen, String module) {
        String guided = USUAL.replace("\"positive\": [\"6\", 0]", "\"positive\": [\"30\", 0]")
                .replaceFirst("\\{", """
                        {"30": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["6", 0],
                           "control_net": ["31", 0], "image": ["32", 0]}},
                         "31": {"class_type": "ControlNetLoader", "inputs": {"control_net_name": "net.pth"}},
                         "32": {"class_type": "%s", "inputs": {"preprocessor": %s}},""".formatted(kind, chosen == null ? "null" : '"' + chosen + '"'));

        assertThat(read(guided).field("ControlNet 0")).isEqualTo("Module: " + module + ", Model: net");
    }

    @Test
    void networksInACircleGuideNobody() {
        String circle = USUAL.replace("\"positive\": [\"6\", 0]", "\"positive\": [\"30\", 0]")
                .replaceFirst("\\{", """
                        {"30": {"class_type": "ControlNetApply", "inputs": {"conditioning": ["30", 0],
                           "control_net": ["31", 0], "image": ["30", 0], "strength": "much"}},
                         "31": {"class_type": "Loop", "inputs": {"control_net": ["31", 0]}},""");

        assertThat(read(circle).fields()).doesNotContainKey("ControlNet 0");
    }

    @Test
    void networksAtTheEndOfALongWayAreSoughtForAMoment() {
        int guides = ComfyGraph.DEEPEST;
        StringBuilder graph = new StringBuilder("{\"k\": {\"class_type\": \"KSampler\","
                + " \"inputs\": {\"positive\": [\"g0\", 0], \"latent_image\": [\"l\", 0], \"steps\": 20}}");
        for (int i = 0; i < guides; i++) {
            graph.append(
                    ",\"g%d\":{\"inputs\":{\"positive\":[\"g%d\",0],\"control_net\":[\"n0\",0]}}".formatted(i, i + 1));
        }
        for (int i = 0; i < ComfyGraph.DEEPEST; i++) {
            graph.append(",\"v%d\":{\"inputs\":{\"number\":[\"v%d\",0]}}".formatted(i, i + 1));
        }
        for (int i = 0; i < ComfyGraph.MOST_NODES - guides - ComfyGraph.DEEPEST - 1; i++) {
            graph.append(",\"n%d\":{\"inputs\":{\"control_net\":[\"n%d\",0],\"control_net_name\":[\"v0\",0]}}"
                    .formatted(i, i + 1));
        }
        String far = graph.append("}").toString();

        PictureParameters told =
                org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> read(far));

        assertThat(told.steps()).hasValue(20);
        assertThat(told.fields()).doesNotContainKey("ControlNet 0");
    }

    @Test
    void ofTwoPassesTheOneThatStartsFromNothingIsTold() {
        String twice = USUAL.replace("\"samples\": [\"3\", 0]", "\"samples\": [\"20\", 0]")
                .replaceFirst("\\{", """
                        {"20": {"class_type": "KSampler", "inputs": {"seed": 7, "steps": 9, "cfg": 3, "denoise": 0.5,
                           "sampler_name": "euler", "scheduler": "normal", "model": ["4", 0], "positive": ["6", 0],
                           "negative": ["7", 0], "latent_image": ["21", 0]}},
                         "21": {"class_type": "LatentUpscale", "inputs": {"width": 1024, "height": 1536,
                           "samples": ["3", 0]}},""");
        PictureParameters told = read(twice);
        assertThat(told.seed()).hasValue(156680208700286L);
        assertThat(told.field("Size")).isEqualTo("512x768");
        assertThat(told.field("Further passes")).isEqualTo("1");
        assertThat(told.field("Denoising strength")).isNull();
    }

    @Test
    void aSamplerInPiecesAndValuesWithNodesOfTheirOwnAreFollowed() {
        PictureParameters told = read("""
                {"1": {"class_type": "SamplerCustomAdvanced", "inputs": {"noise": ["2", 0], "guider": ["3", 0],
                   "sampler": ["4", 0], "sigmas": ["5", 0], "latent_image": ["6", 0]}},
                 "2": {"class_type": "RandomNoise", "inputs": {"noise_seed": ["9", 0]}},
                 "3": {"class_type": "CFGGuider", "inputs": {"cfg": 6.5, "model": ["7", 0], "positive": ["8", 0],
                   "negative": ["8", 1]}},
                 "4": {"class_type": "KSamplerSelect", "inputs": {"sampler_name": "euler_ancestral"}},
                 "5": {"class_type": "BasicScheduler", "inputs": {"scheduler": "sgm_uniform", "steps": 12,
                   "denoise": 0.75, "model": ["7", 0]}},
                 "6": {"class_type": "EmptyLatentImage", "inputs": {"width": 640, "height": 448, "batch_size": 4}},
                 "7": {"class_type": "UNETLoader", "inputs": {"unet_name": "unet/some.safetensors"}},
                 "8": {"class_type": "ControlNetApplyAdvanced", "inputs": {"positive": ["10", 0],
                   "negative": ["11", 0], "strength": 1}},
                 "9": {"class_type": "PrimitiveInt", "inputs": {"value": 18446744073709551615}},
                 "10": {"class_type": "CLIPTextEncodeSDXL", "inputs": {"width": 1024, "text_g": ["12", 0],
                   "text_l": "oil on canvas", "clip": ["7", 1]}},
                 "11": {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["10", 0]}},
                 "12": {"class_type": "StringConcatenate", "inputs": {"string_a": "a boat", "string_b": ["13", 0],
                   "delimiter": ", "}},
                 "13": {"class_type": "PrimitiveString", "inputs": {"value": "at sea"}}}""");
        assertThat(told.prompt()).isEqualTo("a boat\nat sea\noil on canvas");
        assertThat(told.negative()).isEmpty();
        assertThat(told.fields())
                .containsEntry("Seed", "18446744073709551615")
                .containsEntry("Sampler", "Euler a")
                .containsEntry("Schedule type", "SGM Uniform")
                .containsEntry("Steps", "12")
                .containsEntry("CFG scale", "6.5")
                .containsEntry("Size", "640x448")
                .containsEntry("Model", "some")
                .containsEntry("Denoising strength", "0.75")
                .containsEntry("Batch size", "4")
                .containsEntry("Combined prompts", "3");
    }

    @Test
    void aSamplerAndALoaderThatDoEverythingAreRead() {
        PictureParameters told = read("""
                {"1": {"class_type": "KSampler (Efficient)", "inputs": {"seed": 5, "steps": 8, "cfg": 2.5,
                   "sampler_name": "uni_pc", "scheduler": "AYS SD1", "model": ["2", 0], "positive": ["2", 1],
                   "negative": ["2", 2], "latent_image": ["2", 3]}},
                 "2": {"class_type": "Efficient Loader", "inputs": {"ckpt_name": "x.ckpt", "clip_skip": -2,
                   "lora_name": "None", "positive": "a hut", "negative": "people", "empty_latent_width": 512}}}""");
        assertThat(told.prompt()).isEqualTo("a hut");
        assertThat(told.negative()).isEqualTo("people");
        assertThat(told.fields())
                .as("what is not the same here keeps its name")
                .containsEntry("Sampler", "uni_pc")
                .containsEntry("Schedule type", "AYS SD1")
                .containsEntry("Clip skip", "2")
                .containsEntry("Model", "x")
                .doesNotContainKeys("Size", "LoRAs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "null",
                "{\"1\": 5, \"2\": {\"inputs\": []}, \"3\": {\"class_type\": \"KSampler\"}}",
                "{\"1\": {\"class_type\": \"LoadImage\", \"inputs\": {\"image\": \"a.png\"}}}"
            })
    void whatIsNoGraphWithASamplerTellsNothing(String prompt) {
        assertThat(ComfyReading.read(prompt)).isNull();
    }

    @Test
    void valuesOfTheWrongKindAreLeftOut() {
        PictureParameters told = read("""
                {"1": {"class_type": "KSampler", "inputs": {"seed": "x", "steps": [], "cfg": NaN, "sampler_name": 5,
                   "scheduler": {"a": 1}, "denoise": "half", "model": "no link", "positive": [["1"], 0],
                   "negative": ["1", 0, 0], "latent_image": ["2", 0]}},
                 "2": {"class_type": "EmptyLatentImage", "inputs": {"width": -5, "height": 1e300}}}""");
        assertThat(told.prompt()).isEmpty();
        assertThat(told.fields()).containsOnlyKeys("RNG", "Prompt dialect", "Compatibility");
    }

    @Test
    void graphsThatBiteTheirTailEnd() {
        PictureParameters told = read("""
                {"1": {"class_type": "KSampler", "inputs": {"seed": ["1", 0], "steps": ["3", 0], "model": ["4", 0],
                   "positive": ["2", 0], "negative": ["2", 0], "latent_image": ["1", 0]}},
                 "2": {"class_type": "ConditioningCombine", "inputs": {"conditioning_1": ["2", 0],
                   "conditioning_2": ["5", 0]}},
                 "3": {"class_type": "Int", "inputs": {"value": ["3", 0]}},
                 "4": {"class_type": "LoraLoader", "inputs": {"lora_name": "a", "strength_model": 1,
                   "model": ["4", 0]}},
                 "5": {"class_type": "CLIPTextEncode", "inputs": {"text": ["6", 0], "clip": ["5", 0]}},
                 "6": {"class_type": "Concat", "inputs": {"text_a": ["6", 0], "text_b": "a fox"}}}""");
        assertThat(told.prompt()).isEqualTo("a fox");
        assertThat(told.field("LoRAs")).isEqualTo("<lora:a:1>");
    }

    @Test
    void aGraphAsDeepOrAsWideAsCanBeIsReadInAMoment() {
        StringBuilder deep =
                new StringBuilder("{\"k\": {\"class_type\": \"KSampler\", \"inputs\": {\"steps\": [\"0\", 0],"
                        + " \"positive\": [\"0\", 0], \"latent_image\": [\"0\", 0], \"model\": [\"0\", 0]}}");
        for (int i = 0; i < ComfyGraph.MOST_NODES - 2; i++) {
            String next = "[\"" + (i + 1) + "\", 0]";
            deep.append(",\"").append(i).append("\":{\"inputs\":{\"value\":").append(next);
            for (String name :
                    new String[] {"conditioning_1", "conditioning_2", "samples", "model", "positive", "latent"}) {
                deep.append(",\"").append(name).append("\":").append(next);
            }
            deep.append("}}");
        }
        String graph = deep.append("}").toString();
        Assertions.assertThatCode(() -> assertThat(read(graph).steps()).isEmpty())
                .doesNotThrowAnyException();
        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(30), () -> read(graph));
        String more = graph.substring(0, graph.length() - 1) + ",\"x\":{\"inputs\":{}},\"y\":{\"inputs\":{}}}";
        assertThat(ComfyReading.read(more)).as("beyond the limit").isNull();
    }
}
