package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;

class ModelCatalogueTest {
    @TempDir
    Path temp;

    private Path models;
    private ModelCatalogue catalogue;

    @BeforeEach
    void makeCatalogue() throws IOException {
        models = Files.createDirectory(temp.resolve("models"));
        catalogue = new ModelCatalogue(List.of(temp.resolve("not there"), models, temp.resolve("more")));
    }

    @Test
    void everyModelIsListedAndABadOneHasItsProblem() throws IOException {
        ModelFolderBuilder.sd1(models.resolve("starter")).write("sfumato.json", "{\"name\": \"Starter\"}");
        ModelFolderBuilder.sdxl(models.resolve("ann/big"));
        ModelFolderBuilder.sd2(models.resolve("broken")).write("unet/config.json", "{");
        ModelFolderBuilder.sd1(models.resolve(".hidden"));
        ModelFolderBuilder.sd2(models.resolve("models--bob--two/snapshots/f00d"));
        Files.writeString(models.resolve("single.safetensors"), "x");
        Files.writeString(models.resolve("notes.txt"), "x");
        ModelFolderBuilder.sd1(temp.resolve("more/starter"));

        List<ModelEntry> list = catalogue.list();

        assertThat(list)
                .extracting(ModelEntry::name)
                .containsExactly("ann/big", "broken", "bob/two", "single.safetensors", "starter");
        assertThat(list)
                .extracting(ModelEntry::family)
                .containsExactly(
                        Optional.of(ModelFamily.SDXL),
                        Optional.empty(),
                        Optional.of(ModelFamily.SD2),
                        Optional.empty(),
                        Optional.of(ModelFamily.SD1));
        assertThat(list.get(1).problem())
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("unet/config.json is not valid JSON"));
        assertThat(list.get(3).problem()).contains("a checkpoint in a single file, which is not read yet");
        ModelEntry starter = list.get(4);
        assertThat(starter.title()).isEqualTo("Starter");
        assertThat(starter.precision()).isEqualTo("fp16");
        assertThat(starter.path()).isEqualTo(models.resolve("starter"));
        assertThat(starter.bytes()).isEqualTo(sizeOf(models.resolve("starter")));
    }

    @Test
    void foldersThatDiffusersSavedOpen() throws URISyntaxException {
        Path saved = Path.of(getClass().getResource("/golden/pipelines/models").toURI());

        List<ModelEntry> list = new ModelCatalogue(List.of(saved)).list();

        assertThat(list).allSatisfy(entry -> assertThat(entry.problem()).isEmpty());
        assertThat(list)
                .extracting(entry -> entry.name() + " " + entry.family().orElseThrow() + " " + entry.precision())
                .containsExactly("sd1 SD1 fp16", "sd2 SD2 fp32", "sdxl SDXL bf16");
    }

    @Test
    void linksAreFollowedAndLoopsEnd() throws IOException {
        ModelFolderBuilder.sd1(temp.resolve("shared/fox"));
        Files.createSymbolicLink(models.resolve("fox"), temp.resolve("shared/fox"));
        Files.createSymbolicLink(models.resolve("loop"), models);
        Files.createSymbolicLink(models.resolve("self"), Path.of("self"));

        assertThat(catalogue.list()).extracting(ModelEntry::name).containsExactly("fox");
        assertThat(catalogue.open("fox").files(ModelPart.VAE).getFirst())
                .startsWith(temp.resolve("shared/fox").toRealPath());
    }

    @Test
    void modelsOpenByNameByLastPartAndByPath() {
        ModelFolderBuilder.sd1(models.resolve("starter"));
        ModelFolderBuilder.sdxl(models.resolve("ann/big"));
        Path outside = ModelFolderBuilder.sd2(temp.resolve("outside")).folder();

        assertThat(catalogue.open(ModelCatalogue.DEFAULT).location()).isEqualTo(models.resolve("starter"));
        assertThat(catalogue.open("STARTER").family()).isEqualTo(ModelFamily.SD1);
        assertThat(catalogue.open("ann/big").family()).isEqualTo(ModelFamily.SDXL);
        assertThat(catalogue.open("big").family()).isEqualTo(ModelFamily.SDXL);
        assertThat(catalogue.open(outside.toString()).family()).isEqualTo(ModelFamily.SD2);
        assertThat(new ModelCatalogue(List.of(outside)).names()).containsExactly("outside");
    }

    @Test
    void aNameThatTwoModelsShareTakesTheirWholeNames() {
        ModelFolderBuilder.sd1(models.resolve("ann/big"));
        ModelFolderBuilder.sd1(models.resolve("bob/big"));
        assertThatThrownBy(() -> catalogue.open("big")).isInstanceOf(ModelFileException.class);
    }

    @Test
    void anUnknownNameBringsTheNearestOrAll() {
        assertThatThrownBy(() -> catalogue.open("starter"))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        none -> assertThat(none.hint())
                                .startsWith("There are no models in ")
                                .contains(models.toString()))
                .hasMessage("there is no model 'starter'");
        ModelFolderBuilder.sd1(models.resolve("starter"));
        assertThatThrownBy(() -> catalogue.open("startr"))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        unknown -> assertThat(unknown.hint()).isEqualTo("Did you mean starter?"));
        assertThatThrownBy(() -> catalogue.open("xyz\0"))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        unknown -> assertThat(unknown.hint()).isEqualTo("The models are: starter."));
        assertThatThrownBy(() -> catalogue.open("")).isInstanceOf(ModelFileException.class);
    }

    @Test
    void aSingleFileIsRefusedForNow() throws IOException {
        Path file = Files.writeString(models.resolve("dream.safetensors"), "x");
        for (String wanted : List.of("dream.safetensors", file.toString())) {
            assertThatThrownBy(() -> catalogue.open(wanted))
                    .isInstanceOf(UnsupportedModelException.class)
                    .hasMessageContaining("dream.safetensors is a checkpoint in a single file");
        }
    }

    private static long sizeOf(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
