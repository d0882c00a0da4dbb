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
