package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

class ModelHomesTest {
    @TempDir
    Path temp;

    private Path put(String file) {
        try {
            Path path = temp.resolve(file);
            Files.createDirectories(path.getParent());
            return Files.writeString(path, "x");
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void checkpoint(String name, String file) {
        TinyCheckpoint.of(name).writeHeader(temp.resolve(file));
    }

    private static List<Path> dropped(Path place) {
        return switch (ModelPlace.of(place)) {
            case ModelPlace.Folders(List<Path> folders) -> folders;
            case ModelPlace.Part part -> throw new AssertionError(part.toString());
            case ModelPlace.Other other -> throw new AssertionError(other.toString());
        };
    }

    /// What is found in a folder that is dropped on the window, and in one that is given by `--models-dir`.
    private void everythingIsFound(Path place, List<String> models, List<String> vaes, Map<AddOnKind, String> addOns) {
        for (List<Path> folders : List.of(dropped(place), List.of(place))) {
            ModelCatalogue catalogue = new ModelCatalogue(folders);
            assertThat(catalogue.names())
                    .as("models in %s", folders)
                    .extracting(name -> name.substring(name.lastIndexOf('/') + 1))
                    .containsExactlyInAnyOrderElementsOf(models);
            models.forEach(name -> assertThat(catalogue.open(name).family()).isEqualTo(ModelFamily.SD1));
            assertThat(catalogue.vaes()).as("VAEs in %s", folders).containsAll(vaes);
            vaes.forEach(
                    name -> assertThat(catalogue.open(models.getFirst(), name).separateVae())
                            .contains(catalogue.vae(name)));
            assertThat(catalogue.tinyVae(ModelFamily.SD1))
                    .as("TAESD in %s", folders)
                    .isPresent();
            assertThat(catalogue.tinyVae(ModelFamily.SDXL))
                    .as("TAESDXL in %s", folders)
                    .isPresent();
            AddOnShelf shelf = new AddOnShelf(folders);
            addOns.forEach((kind, name) ->
                    assertThat(shelf.files(kind)).as("%s in %s", kind, folders).containsOnlyKeys(name));
        }
    }

    @ParameterizedTest
    @CsvSource({"webui", "webui/models", "webui/models/Stable-diffusion", "''"})
    void allOfA1111IsFoundFromItsFolderItsModelsAndItsCheckpoints(String place) {
        checkpoint("sd1-fp16", "webui/models/Stable-diffusion/art/dream.safetensors");
        checkpoint("vae", "webui/models/VAE/painted.safetensors");
        checkpoint("vae", "webui/models/VAE/more/soft.safetensors");
        put("webui/models/VAE-approx/vaeapprox-sd15.pt");
        put("webui/models/VAE-approx/taesd_decoder.pth");
        put("webui/models/VAE-approx/taesdxl_decoder.pth");
        put("webui/models/Lora/styles/clay.safetensors");
        put("webui/embeddings/hands.pt");
        put("webui/extensions/sd-webui-controlnet/models/control_canny.pth");
        put("webui/models/ESRGAN/4x-sharp.pth");
        put("webui/venv/lib/site-packages/thing/vae/no.safetensors");
        put("webui/venv/lib/no.safetensors");

        everythingIsFound(
                temp.resolve(place),
                List.of("dream"),
                List.of("painted", "soft"),
                Map.of(
                        AddOnKind.LORA, "styles/clay",
                        AddOnKind.EMBEDDING, "hands",
                        AddOnKind.CONTROL, "control_canny",
                        AddOnKind.UPSCALER, "4x-sharp"));
        assertThat(new ModelCatalogue(List.of(temp.resolve(place))).vaes()).doesNotContain("no", "vaeapprox-sd15");
    }

    @ParameterizedTest
    @CsvSource({"ComfyUI", "ComfyUI/models", "ComfyUI/models/checkpoints", "''"})
    void allOfComfyUiIsFoundFromItsFolderItsModelsAndItsCheckpoints(String place) {
        checkpoint("sd1-fp16", "ComfyUI/models/checkpoints/dream.safetensors");
        checkpoint("vae", "ComfyUI/models/vae/painted.safetensors");
        put("ComfyUI/models/vae_approx/taesd_decoder.safetensors");
        put("ComfyUI/models/vae_approx/taesdxl_decoder.safetensors");
        put("ComfyUI/models/loras/clay.safetensors");
        put("ComfyUI/models/embeddings/hands.safetensors");
        put("ComfyUI/models/controlnet/canny.safetensors");
        put("ComfyUI/models/upscale_models/sharp.pth");
        put("ComfyUI/models/clip_vision/sees.safetensors");
        put("ComfyUI/custom_nodes/node/vae/no.safetensors");

        everythingIsFound(
                temp.resolve(place),
                List.of("dream"),
                List.of("painted"),
                Map.of(
                        AddOnKind.LORA, "clay",
                        AddOnKind.EMBEDDING, "hands",
                        AddOnKind.CONTROL, "canny",
                        AddOnKind.UPSCALER, "sharp",
                        AddOnKind.VISION, "sees"));
        assertThat(new ModelCatalogue(List.of(temp.resolve(place))).vaes()).doesNotContain("no");
    }

    @ParameterizedTest
    @CsvSource({"invokeai", "invokeai/models"})
    void allOfInvokeAiIsFoundFromItsFolderAndItsModels(String place) throws IOException {
        checkpoint("sd1-fp16", "invokeai/models/sd-1/main/dream.safetensors");
        ModelFolderBuilder.sd1(temp.resolve("invokeai/models/sd-1/main/painter"));
        checkpoint("vae", "invokeai/models/sd-1/vae/painted.safetensors");
        ModelFolderBuilder.sd1(temp.resolve("other"));
        Files.createDirectories(temp.resolve("invokeai/models/any/vae"));
        Files.move(temp.resolve("other/vae"), temp.resolve("invokeai/models/any/vae/ft-mse.2"));
        put("invokeai/models/sd-1/vae/taesd/config.json");
        put("invokeai/models/sdxl/vae/taesdxl/config.json");
        put("invokeai/models/sdxl/lora/clay.safetensors");
        put("invokeai/models/any/embedding/hands.pt");
        put("invokeai/models/sd-1/controlnet/canny/diffusion_pytorch_model.safetensors");
        put("invokeai/models/any/spandrel_image_to_image/sharp.pth");
        put("invokeai/models/any/clip_vision/sees/model.safetensors");

        everythingIsFound(
                temp.resolve(place),
                List.of("dream", "painter"),
                List.of("painted", "ft-mse.2"),
                Map.of(
                        AddOnKind.LORA, "clay",
                        AddOnKind.EMBEDDING, "hands",
                        AddOnKind.CONTROL, "canny/diffusion_pytorch_model",
                        AddOnKind.UPSCALER, "sharp",
                        AddOnKind.VISION, "sees/model"));
    }

    @Test
    void whatInvokeAi3TakesInIsFoundTooAndItsUpscalersInTheirOldPlace() {
        checkpoint("sd1-fp16", "invokeai/autoimport/main/dream.safetensors");
        put("invokeai/autoimport/lora/clay.safetensors");
        put("invokeai/models/core/upscaling/realesrgan/sharp.pth");
        for (List<Path> folders : List.of(dropped(temp.resolve("invokeai")), List.of(temp.resolve("invokeai")))) {
            assertThat(new ModelCatalogue(folders).open("dream").family()).isEqualTo(ModelFamily.SD1);
            assertThat(new AddOnShelf(folders).files(AddOnKind.LORA)).containsOnlyKeys("clay");
            assertThat(new AddOnShelf(folders).files(AddOnKind.UPSCALER)).containsOnlyKeys("realesrgan/sharp");
        }
    }

    @ParameterizedTest
    @CsvSource({"invokeai", "invokeai/models"})
    void allOfInvokeAiIsFoundInFoldersThatAreNamedByAKey(String place) throws IOException {
        String start = "invokeai/models/5f1d7a3c-0b7e-4c39-9d55-6a2f4f1e8a0";
        checkpoint("sd1-fp16", start + "0/dream.safetensors");
        ModelFolderBuilder.sd1(temp.resolve(start + "1"));
        checkpoint("vae", start + "2/painted.safetensors");
        for (String part : List.of("config.json", "diffusion_pytorch_model.safetensors")) {
            Files.createDirectories(temp.resolve(start + "3"));
            Files.copy(
                    Path.of("src/test/resources/golden/pipelines/models/sd1/vae", part),
                    temp.resolve(start + "3").resolve(part));
        }
        Path lora = Path.of("src/test/resources/golden/loras/loras/sd1-kohya.safetensors");
        for (String copy : List.of("4/clay.safetensors", "5/clay.safetensors", "6/pytorch_lora_weights.safetensors")) {
            Files.createDirectories(temp.resolve(start + copy).getParent());
            Files.copy(lora, temp.resolve(start + copy));
        }
        header(start + "7/hands.safetensors", "emb_params", 2, 768);
        header(start + "8/sharp.safetensors", "conv_first.weight", 64, 3, 3, 3);
        TinyCheckpoint.control("sd1-diffusers").writeHeader(temp.resolve(start + "9/canny.safetensors"));
        TinyCheckpoint.control("ip-sd1").writeHeader(temp.resolve(start + "a/ip_adapter.safetensors"));
        header(start + "b/model.safetensors", "vision_model.encoder.layers.0.mlp.fc1.weight", 8, 8);
        put(start + "c/torn.safetensors");
        put("invokeai/databases/no.safetensors");
        put("invokeai/models/tmpinstall_x/no.safetensors");

        String key = Path.of(start).getFileName().toString();
        for (List<Path> folders : List.of(dropped(temp.resolve(place)), List.of(temp.resolve(place)))) {
            ModelCatalogue catalogue = new ModelCatalogue(folders);
            assertThat(catalogue.names()).as("models in %s", folders).anyMatch(name -> name.endsWith("dream"));
            assertThat(catalogue.vaes()).as("VAEs in %s", folders).containsExactlyInAnyOrder("painted", key + "3");
            assertThat(catalogue.open("dream", key + "3").separateVae()).isPresent();
            AddOnShelf shelf = new AddOnShelf(folders);
            assertThat(shelf.files(AddOnKind.LORA))
                    .containsOnlyKeys("clay", key + "5/clay", key + "6/pytorch_lora_weights");
            assertThat(shelf.files(AddOnKind.EMBEDDING)).containsOnlyKeys("hands");
            assertThat(shelf.files(AddOnKind.UPSCALER)).containsOnlyKeys("sharp");
            assertThat(shelf.files(AddOnKind.CONTROL)).containsOnlyKeys("canny", key + "a/ip_adapter");
            assertThat(shelf.files(AddOnKind.VISION)).containsOnlyKeys(key + "b/model");
            assertThat(shelf.files(AddOnKind.LINES)).isEmpty();
        }
    }

    @Test
    void aFileInAFolderThatIsNamedByAKeyIsReadAnewOnceItIsAnother() throws IOException {
        String key = "models/5f1d7a3c-0b7e-4c39-9d55-6a2f4f1e8a01/x.safetensors";
        header(key, "emb_params", 2, 768);
        AddOnShelf shelf = new AddOnShelf(List.of(temp.resolve("models")));
        assertThat(shelf.files(AddOnKind.EMBEDDING)).containsOnlyKeys("x");
        assertThat(shelf.files(AddOnKind.LORA)).isEmpty();
        Files.delete(temp.resolve(key));
        header(key, "lora_unet_mid.lora_down.weight", 4, 768);
        assertThat(shelf.files(AddOnKind.EMBEDDING)).isEmpty();
        assertThat(shelf.files(AddOnKind.LORA)).containsOnlyKeys("x");
    }

    private void header(String file, String tensor, int... shape) throws IOException {
        Files.createDirectories(temp.resolve(file).getParent());
        new SafetensorsWriter().add(tensor, Tensor.zeros(Shape.of(shape))).write(temp.resolve(file));
    }

    @Test
    void aFolderThatIsNobodysBringsNothingFromAroundItAndLosesNothing() {
        checkpoint("sd1-fp16", "mine/cache/dream.safetensors");
        put("vae/near.safetensors");
        put("loras/clay.safetensors");
        List<Path> mine = List.of(temp.resolve("mine"));

        assertThat(new ModelCatalogue(mine).names()).containsExactly("cache/dream");
        assertThat(new ModelCatalogue(mine).vaes()).isEmpty();
        assertThat(new AddOnShelf(mine).files(AddOnKind.LORA)).isEmpty();
        assertThat(ModelHomes.of(temp.resolve("gone"))).isEmpty();
    }
}
