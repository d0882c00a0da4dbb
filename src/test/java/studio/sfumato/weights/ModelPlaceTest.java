package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.checkpoint.FileKind;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

class ModelPlaceTest {
    @TempDir
    Path folder;

    private Path file(String name, String tensor) {
        Path file = folder.resolve(name);
        new SafetensorsWriter()
                .add(tensor, DType.F16, Tensor.of(Shape.of(2), 1, 2))
                .write(file);
        return file;
    }

    private static ModelPlace in(Path... folders) {
        return new ModelPlace.Folders(List.of(folders));
    }

    @Test
    void aFolderOfModelsAndAModelsOwnFolderAreTakenAsTheyAre() {
        Path model = ModelFolderBuilder.sd1(folder.resolve("painter")).folder();
        assertThat(ModelPlace.of(folder)).isEqualTo(in(folder));
        assertThat(ModelPlace.of(model)).isEqualTo(in(model));
    }

    @Test
    void ofAnotherProgramsFolderThePartsWithWholeModelsAreTaken() throws IOException {
        Path webui = folder.resolve("webui");
        Path comfy = folder.resolve("ComfyUI");
        Files.createDirectories(webui.resolve("models/Stable-diffusion"));
        Files.createDirectories(webui.resolve("models/Lora"));
        Files.createDirectories(comfy.resolve("models/checkpoints"));
        Files.createDirectories(comfy.resolve("models/diffusers"));
        assertThat(ModelPlace.of(webui)).isEqualTo(in(webui.resolve("models/Stable-diffusion")));
        assertThat(ModelPlace.of(webui.resolve("models"))).isEqualTo(in(webui.resolve("models/Stable-diffusion")));
        assertThat(ModelPlace.of(comfy))
                .isEqualTo(in(comfy.resolve("models/checkpoints"), comfy.resolve("models/diffusers")));
    }

    @Test
    void aCheckpointBringsItsFolderEvenIfItCannotBeRead() throws IOException {
        Path damaged = Files.write(folder.resolve("cut.safetensors"), new byte[] {1, 2, 3});
        assertThat(ModelPlace.of(damaged)).isEqualTo(in(folder));
        assertThat(ModelPlace.of(file("whole.safetensors", "model.diffusion_model.out.2.weight")))
                .isEqualTo(in(folder));
    }

    @Test
    void aFileCalledPtBringsItsFolderIfItIsACheckpoint() throws IOException {
        Path damaged = Files.write(folder.resolve("cut.pt"), new byte[] {'P', 'K', 3});
        ModelPlace unknown = new ModelPlace.Other(ModelPlace.Kind.UNKNOWN);
        assertThat(ModelPlace.of(TinyCheckpoint.of("sd1-fp16").writeTorch(folder.resolve("dream.pt"))))
                .isEqualTo(in(folder));
        assertThat(ModelPlace.of(file("word.pt", "emb_params")))
                .isEqualTo(new ModelPlace.Other(ModelPlace.Kind.EMBEDDING));
        assertThat(ModelPlace.of(damaged)).isEqualTo(unknown);
    }

    @Test
    void whatModelsAreUsedWithIsAPartOfItsKind() {
        assertThat(ModelPlace.of(file("control.safetensors", "control_model.input_hint_block.0.weight")))
                .isEqualTo(new ModelPlace.Part(FileKind.CONTROL_NET));
        for (String ending : List.of("pt", "pth", "safetensors")) {
            Path vae = TinyCheckpoint.of("vae").writeHeader(folder.resolve("soft.vae." + ending));
            assertThat(ModelPlace.of(vae)).isEqualTo(new ModelPlace.Part(FileKind.VAE));
        }
    }

    @Test
    void whatIsNoModelIsCalledByItsName() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "hello");
        assertThat(ModelPlace.of(file("style.safetensors", "lora_unet_down_blocks_0.lora_down.weight")))
                .isEqualTo(new ModelPlace.Other(ModelPlace.Kind.LORA));
        assertThat(ModelPlace.of(file("lycoris.safetensors", "lora_unet_mid_block_attentions_0_proj_in.hada_w1_a")))
                .isEqualTo(new ModelPlace.Other(ModelPlace.Kind.LORA));
        assertThat(ModelPlace.of(file("prefixless.safetensors", "unet_mid_block_attentions_0_proj_in.lokr_w1")))
                .isEqualTo(new ModelPlace.Other(ModelPlace.Kind.LORA));
        assertThat(ModelPlace.of(file("word.safetensors", "emb_params")))
                .isEqualTo(new ModelPlace.Other(ModelPlace.Kind.EMBEDDING));
        assertThat(ModelPlace.of(text)).isEqualTo(new ModelPlace.Other(ModelPlace.Kind.UNKNOWN));
        assertThat(ModelPlace.of(folder.resolve("gone"))).isEqualTo(new ModelPlace.Other(ModelPlace.Kind.MISSING));
    }
}
