package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// ComfyUI's list of other programs' folders.
class ExtraPathsTest {
    @TempDir
    Path folder;

    private Path comfy;

    @BeforeEach
    void makeComfyUi() throws IOException {
        comfy = Files.createDirectories(folder.resolve("ComfyUI/models"));
    }

    private void write(String text) throws IOException {
        Files.writeString(comfy.resolveSibling("extra_model_paths.yaml"), text);
    }

    private List<Path> read(String kind) {
        return ExtraPaths.of(List.of(comfy), kind);
    }

    @Test
    void sectionsHaveABaseAndAFolderOrSeveralForEachKind() throws IOException {
        write("""
                #Rename this to extra_model_paths.yaml and ComfyUI will load it

                a111:
                    base_path: ../webui/   # beside this folder
                    checkpoints: models/Stable-diffusion
                    vae: "models/VAE"
                    loras: |
                         models/Lora
                         # not this one
                         models/LyCORIS
                    embeddings: embeddings

                #comfyui:
                #     base_path: path/to/comfyui/
                other:
                    loras: %s
                    clip:
                        - one
                """.formatted(folder.resolve("elsewhere")));
        Path webui = folder.resolve("webui");
        assertThat(read("checkpoints")).containsExactly(webui.resolve("models/Stable-diffusion"));
        assertThat(read("vae")).containsExactly(webui.resolve("models/VAE"));
        assertThat(read("loras"))
                .containsExactly(
                        webui.resolve("models/Lora"), webui.resolve("models/LyCORIS"), folder.resolve("elsewhere"));
        assertThat(read("embeddings")).containsExactly(webui.resolve("embeddings"));
        assertThat(read("clip")).containsExactly(comfy.resolveSibling("one"));
        assertThat(read("base_path")).isEmpty();
    }

    @Test
    void aTildeIsTheHomeFolder() throws IOException {
        write("a:\n  base_path: ~/sd\n  loras: x\n");
        assertThat(read("loras")).containsExactly(Path.of(System.getProperty("user.home"), "sd/x"));
    }

    @Test
    void variablesInTheBaseCountAndOthersStayAsTheyAre() throws IOException {
        String path = System.getenv("PATH");
        write("""
                a:
                  base_path: /x/$PATH
                  loras: y
                b:
                  base_path: ${PATH}
                  loras: $HOME
                c:
                  base_path: /x/$NO_SUCH_THING_HERE/%NOR_THIS%
                  loras: z
                """);
        assertThat(read("loras"))
                .containsExactly(
                        Path.of("/x", path, "y").normalize(),
                        comfy.resolveSibling(path).resolve("$HOME").normalize(),
                        Path.of("/x/$NO_SUCH_THING_HERE/%NOR_THIS%/z"));
    }

    @Test
    void theFoldersOfADefaultSectionComeFirst() throws IOException {
        write("""
                a:
                  base_path: /a
                  loras: x
                b:
                  base_path: /b
                  is_default: true
                  loras: |
                    y
                    z
                c:
                  loras: /c
                """);
        assertThat(read("loras")).containsExactly(Path.of("/b/z"), Path.of("/b/y"), Path.of("/a/x"), Path.of("/c"));
        assertThat(read("is_default")).isEmpty();
    }

    @Test
    void foldersOfModelsAndIpAdaptersAreLookedThroughToo() throws IOException {
        write("a:\n  base_path: ../other\n  diffusers: whole\n  ipadapter: faces\n");
        ModelFolderBuilder.sd1(folder.resolve("other/whole/painter"));
        Path faces = Files.createDirectories(folder.resolve("other/faces"));
        assertThat(new ModelCatalogue(List.of(comfy)).names()).containsExactly("painter");
        assertThat(new AddOnShelf(List.of(comfy)).folders(AddOnKind.CONTROL)).contains(faces);
    }

    @Test
    void whatIsNoSuchFileNamesNothing() throws IOException {
        for (String text : List.of("", "][", ": :\n  : |\n", "a: |\n   x", "a:\n  loras: \0", "\t\t- - -\n\"")) {
            write(text);
            assertThat(read("loras")).as(text).isEmpty();
        }
        Files.write(comfy.resolveSibling("extra_model_paths.yaml"), new byte[] {(byte) 0xff, 0, (byte) 0xfe, '\n'});
        assertThat(read("loras")).isEmpty();
        write("a:\n".repeat(200_000));
        assertThat(read("loras")).isEmpty();
    }

    @Test
    void modelsAndAddOnsAreFoundThereOnceEach() throws IOException {
        write("""
                a:
                  base_path: ..
                  checkpoints: webui/models/Stable-diffusion
                  embeddings: webui/words
                  upscale_models: webui/large
                here:
                  checkpoints: models/checkpoints
                """);
        Path other = folder.resolve("webui/models/Stable-diffusion/dream.safetensors");
        TinyCheckpoint.of("sd1-fp16").write(other);
        TinyCheckpoint.of("sd1-fp16").write(comfy.resolve("checkpoints/own.safetensors"));
        Path word = Files.createDirectories(folder.resolve("webui/words")).resolve("cat-toy.pt");
        Files.writeString(word, "x");

        Path large = Files.createDirectories(folder.resolve("webui/large"));

        assertThat(new AddOnShelf(List.of(comfy)).folders(AddOnKind.UPSCALER)).contains(large);
        assertThat(new ModelCatalogue(List.of(comfy)).names()).containsExactly("checkpoints/own", "dream");
        assertThat(new AddOnShelf(List.of(comfy)).files(AddOnKind.EMBEDDING)).containsEntry("cat-toy", word);
    }
}
