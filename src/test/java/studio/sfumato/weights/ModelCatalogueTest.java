package studio.sfumato.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

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
    void ofTwoThatAreCalledAlikeEachIsFoundByItsNameAndALinkIsNoSecondOne() throws IOException {
        Path a = Files.createDirectories(temp.resolve("a"));
        Path b = Files.createDirectories(temp.resolve("b"));
        Path first = TinyCheckpoint.of("sd1-fp16").write(a.resolve("dream.safetensors"));
        Path second = TinyCheckpoint.of("sd1-fp16").write(b.resolve("dream.safetensors"));
        ModelCatalogue both = new ModelCatalogue(List.of(a, b));

        assertThat(both.list()).extracting(ModelEntry::name).containsExactlyInAnyOrder("dream", "dream.safetensors");
        assertThat(both.openAsStored("dream").location()).isEqualTo(first);
        assertThat(both.openAsStored("dream.safetensors").location()).isEqualTo(second);

        Files.delete(second);
        Files.createSymbolicLink(second, first);
        assertThat(both.list()).extracting(ModelEntry::name).containsExactly("dream");
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
                .containsExactly("ann/big", "broken", "bob/two", "single", "starter");
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
        assertThat(list.get(3).problem()).contains("single.safetensors is not a safetensors file: it has only 1 bytes");
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

    @ParameterizedTest
    @ValueSource(strings = {"Dream.safetensors", "art/dream.SAFETENSORS", "dream"})
    void aCheckpointOpensByItsFilesNameToo(String wanted) {
        Path file = TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("art/dream.safetensors"));
        assertThat(catalogue.open(wanted).location()).isEqualTo(file);
        assertThatThrownBy(() -> catalogue.open("dream.ckpt"))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        unknown -> assertThat(unknown.hint()).isEqualTo("Did you mean art/dream?"));
    }

    @Test
    void aNameThatTwoModelsShareTakesTheirWholeNames() {
        ModelFolderBuilder.sd1(models.resolve("ann/big"));
        ModelFolderBuilder.sd1(models.resolve("bob/big"));
        assertThatThrownBy(() -> catalogue.open("big"))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        twice -> assertThat(twice.hint()).isEqualTo("Did you mean ann/big or bob/big?"));
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
    void modelsInOneFileOpenByNameWithOrWithoutTheEndingAndByPath() {
        Path file = TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("art/Dream.safetensors"));
        TinyCheckpoint.of("sdxl-fp16").writeHeader(models.resolve("big.v2.safetensors"));

        for (String wanted : List.of("art/dream", "dream", "art/Dream.safetensors", file.toString())) {
            assertThat(catalogue.open(wanted).location()).isEqualTo(file);
        }
        assertThat(catalogue.open("big.v2").family()).isEqualTo(ModelFamily.SDXL);
        assertThat(catalogue.list())
                .extracting(entry -> entry.name() + " " + entry.title() + " " + entry.precision())
                .containsExactly("art/Dream Dream fp16", "big.v2 big.v2 fp16");
    }

    @Test
    void aFileInTheHubsCacheHasItsOwnersName() {
        TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("models--ann--art/snapshots/f00d/Dream.safetensors"));

        assertThat(catalogue.names()).containsExactly("ann/art/Dream");
        assertThat(catalogue.open("dream").family()).isEqualTo(ModelFamily.SD1);
    }

    @Test
    void aFolderAndAFileOfOneNameAreBothListed() {
        ModelFolderBuilder.sd1(models.resolve("dream"));
        TinyCheckpoint.of("sdxl-fp16").writeHeader(models.resolve("dream.safetensors"));

        assertThat(catalogue.open("dream").family()).isEqualTo(ModelFamily.SD1);
        assertThat(catalogue.open("dream.safetensors").family()).isEqualTo(ModelFamily.SDXL);
        assertThat(catalogue.list()).extracting(ModelEntry::name).containsExactly("dream", "dream.safetensors");
    }

    @Test
    void whatIsNoModelIsNotListedUnlessItWasMeantToBeOne() {
        SafetensorsWriter lora = new SafetensorsWriter().add("lora_unet_x.lora_down.weight", Tensor.of(Shape.of(1), 1));
        lora.write(models.resolve("style.safetensors"));
        lora.write(models.resolve("Lora/other.safetensors"));
        TinyCheckpoint.of("vae").writeHeader(models.resolve("vae/painted.safetensors"));
        TinyCheckpoint.of("vae").writeHeader(models.resolve("dream.vae.safetensors"));
        new SafetensorsWriter()
                .add("double_blocks.0.img_attn.qkv.weight", Tensor.of(Shape.of(1), 1))
                .write(models.resolve("flux.safetensors"));

        assertThat(catalogue.list()).singleElement().satisfies(entry -> {
            assertThat(entry.name()).isEqualTo("flux");
            assertThat(entry.problem()).contains("flux.safetensors is a FLUX model");
        });
        assertThatThrownBy(() -> catalogue.open("style"))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("style.safetensors is a LoRA, not a model");
    }

    @Test
    void aFileCalledPtIsListedIfItsTensorsAreAModels() throws IOException {
        Path dream = TinyCheckpoint.of("sd1-fp16").writeTorch(models.resolve("dream.pt"));
        TinyCheckpoint.of("sdxl-fp16").writeHeader(models.resolve("sub/Large.PT"));
        TinyCheckpoint.of("vae").writeTorch(models.resolve("dream.vae.pt"));
        TinyCheckpoint.of("vae").writeTorch(models.resolve("painted.pt"));
        TinyCheckpoint.control("sd1-author").writeTorch(models.resolve("canny.pt"));
        for (String other : List.of("emb_params", "conv_first.weight", "nothing.known")) {
            new SafetensorsWriter().add(other, Tensor.of(Shape.of(1), 1)).write(models.resolve(other + ".pt"));
        }
        Files.write(models.resolve("cut.pt"), Arrays.copyOf(Files.readAllBytes(dream), 500));
        Files.writeString(models.resolve("notes.pt"), "x");
        new SafetensorsWriter()
                .add("double_blocks.0.img_attn.qkv.weight", Tensor.of(Shape.of(1), 1))
                .write(models.resolve("flux.pt"));

        assertThat(catalogue.list()).extracting(ModelEntry::name).containsExactly("dream", "flux", "sub/Large");
        assertThat(catalogue.list().get(0).problem()).isEmpty();
        assertThat(catalogue.list().get(1).problem()).contains("flux.pt is a FLUX model");
        assertThat(catalogue.names()).containsExactly("dream", "flux", "sub/Large");
        assertThat(catalogue.open("dream").location()).isEqualTo(dream);
        assertThat(catalogue.open("dream.PT").family()).isEqualTo(ModelFamily.SD1);
        assertThat(catalogue.open("large").family()).isEqualTo(ModelFamily.SDXL);
    }

    @Test
    void ofFilesThatDifferInTheirEndingOnlyThePtKeepsIt() {
        TinyCheckpoint.of("sdxl-fp16").writeHeader(models.resolve("dream.pt"));
        TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("dream.safetensors"));

        assertThat(catalogue.list()).extracting(ModelEntry::name).containsExactly("dream", "dream.pt");
        assertThat(catalogue.open("dream").family()).isEqualTo(ModelFamily.SD1);
        assertThat(catalogue.open("dream.pt").family()).isEqualTo(ModelFamily.SDXL);
    }

    @Test
    void aTinyVaeForPreviewsIsToldByItsName() throws IOException {
        Path sd = Files.createDirectories(models.resolve("vae_approx")).resolve("taesd_decoder.safetensors");
        for (String name : List.of("taesd_encoder", "taesd_decoder", "taesd3_decoder", "taesdxl_decoder")) {
            Files.writeString(sd.resolveSibling(name + ".safetensors"), "");
        }

        assertThat(catalogue.tinyVae(ModelFamily.SD1)).contains(sd);
        assertThat(catalogue.tinyVae(ModelFamily.SD2)).contains(sd);
        assertThat(catalogue.tinyVae(ModelFamily.SDXL)).contains(sd.resolveSibling("taesdxl_decoder.safetensors"));
        Files.delete(sd);
        assertThat(catalogue.tinyVae(ModelFamily.SD1)).isEmpty();
    }

    @Test
    void vaesInTheFoldersThatComfyUiNamesAreListed() throws IOException {
        Path elsewhere = Files.createDirectories(models.resolveSibling("elsewhere"));
        TinyCheckpoint.of("vae").writeHeader(elsewhere.resolve("far.safetensors"));
        Files.writeString(
                models.resolveSibling("extra_model_paths.yaml"), "other:\n  base_path: " + elsewhere + "\n  vae: .\n");

        assertThat(catalogue.vaes()).containsExactly("far");
        assertThat(catalogue.vae("far")).isEqualTo(elsewhere.resolve("far.safetensors"));
    }

    @Test
    void aVaeIsTheOneNamedOrChosenBeforeOrLyingBesideOrTheModelsOwn() {
        TinyCheckpoint.of("sd1-without-vae").writeHeader(models.resolve("bare.safetensors"));
        TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("whole.safetensors"));
        Path painted = TinyCheckpoint.of("vae").writeHeader(models.resolve("VAE/painted.safetensors"));
        Path beside = TinyCheckpoint.of("vae").writeHeader(models.resolve("whole.vae.safetensors"));
        ModelCatalogue chosen =
                new ModelCatalogue(() -> List.of(models), () -> new KeptChoices(Map.of("bare", "painted")));

        assertThatThrownBy(() -> catalogue.open("bare"))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        missing -> assertThat(missing.hint())
                                .isEqualTo("Give it one: --vae FILE or MODEL, or in the window in Models."))
                .hasMessage("bare has no VAE");
        assertThat(catalogue.open("bare", "Painted").separateVae()).contains(painted);
        assertThat(catalogue.open("bare", painted.toString()).parts()).contains(ModelPart.VAE);
        assertThat(chosen.open("bare").separateVae()).contains(painted);
        assertThat(catalogue.open("whole").separateVae()).contains(beside);
        assertThat(catalogue.open("whole", ModelCatalogue.OWN_VAE).separateVae())
                .isEmpty();
        assertThat(catalogue.list())
                .extracting(ModelEntry::problem)
                .containsExactly(Optional.of("bare has no VAE"), Optional.empty());
        assertThatThrownBy(() -> catalogue.open("whole", "painter"))
                .isInstanceOfSatisfying(
                        ModelFileException.class,
                        unknown -> assertThat(unknown.hint()).isEqualTo("Did you mean painted?"));
        assertThatThrownBy(
                        () -> catalogue.open("whole", models.resolve("nothing").toString()))
                .isInstanceOf(ModelFileException.class);
    }

    @Test
    void aModelWhoseChosenVaeIsGoneIsListedUnlessItHasNoneOfItsOwn() {
        TinyCheckpoint.of("sd1-without-vae").writeHeader(models.resolve("bare.safetensors"));
        TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("in/whole.safetensors"));
        ModelCatalogue chosen = new ModelCatalogue(
                () -> List.of(models), () -> new KeptChoices(Map.of("bare", "gone", "whole", "gone")));
        assertThat(chosen.list())
                .extracting(ModelEntry::name, ModelEntry::problem)
                .containsExactly(
                        tuple("bare", Optional.of("there is no VAE 'gone'")), tuple("in/whole", Optional.empty()));
        assertThatThrownBy(() -> chosen.open("in/whole")).hasMessage("there is no VAE 'gone'");
    }

    @Test
    void twoModelsOfOneNameHaveEachTheirOwnVae() {
        Path one = TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("one/dream.safetensors"));
        Path other = TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("other/dream.safetensors"));
        Path soft = TinyCheckpoint.of("vae").writeHeader(models.resolve("vae/soft.safetensors"));
        Path hard = TinyCheckpoint.of("vae").writeHeader(models.resolve("vae/hard.safetensors"));
        KeptChoices kept = KeptChoices.NONE.with(one, "soft").with(other, "hard");
        ModelCatalogue chosen = new ModelCatalogue(() -> List.of(models), () -> kept);
        assertThat(chosen.open("one/dream").separateVae()).contains(soft);
        assertThat(chosen.open("other/dream").separateVae()).contains(hard);
    }

    @Test
    void aVaeMayBeAFolderOrAnotherModelsButNoOtherFamilys() {
        TinyCheckpoint.of("sd1-fp16").writeHeader(models.resolve("whole.safetensors"));
        Path other = TinyCheckpoint.of("sd2-v").writeHeader(temp.resolve("other.safetensors"));
        Path sdxl = ModelFolderBuilder.sdxl(temp.resolve("sdxl"))
                .write("vae/config.json", "{\"scaling_factor\": 0.13025}")
                .folder();
        Path sd1 = ModelFolderBuilder.sd1(temp.resolve("sd1")).folder();

        assertThat(catalogue.open("whole", other.toString()).files(ModelPart.VAE))
                .containsExactly(other);
        assertThat(catalogue.open("whole", sd1.toString()).files(ModelPart.VAE).getFirst())
                .startsWith(sd1);
        assertThat(catalogue.open("whole", sd1.resolve("vae").toString()).separateVae())
                .contains(sd1.resolve("vae"));
        assertThatThrownBy(() -> catalogue.open("whole", sdxl.toString()))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("0.13025");
        Path lora = new SafetensorsWriter()
                .add("lora_unet_x.lora_down.weight", Tensor.of(Shape.of(1), 1))
                .write(temp.resolve("lora.safetensors"));
        assertThatThrownBy(() -> catalogue.open("whole", lora.toString()))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("lora.safetensors is a LoRA, no VAE");
    }

    private static long sizeOf(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void aWholeModelLendsItsVae() {
        ModelFolderBuilder.sd1(models.resolve("starter"));
        assertThat(catalogue.vae("starter")).isEqualTo(models.resolve("starter/vae"));
        assertThat(catalogue.vae(models.resolve("starter").toString())).isEqualTo(models.resolve("starter/vae"));
    }
}
