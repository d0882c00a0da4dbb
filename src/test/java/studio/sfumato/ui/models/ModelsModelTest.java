package studio.sfumato.ui.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.Settings;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.ShelfModel;
import studio.sfumato.ui.queue.PatientEasel;
import studio.sfumato.ui.queue.QueueModel;
import studio.sfumato.ui.settings.SettingsModel;
import studio.sfumato.weights.Lacking;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelPlace;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.Versions;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

class ModelsModelTest {
    @TempDir
    Path home;

    private final SettingsModel settings = new SettingsModel(Settings.usual(), _ -> {});
    private final StringProperty inUse = new SimpleStringProperty("starter");
    private final List<ModelEntry> listed = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private final List<String> bare = new ArrayList<>();
    private ModelsModel models;
    private ShelfModel shelf;
    private Path fixed;

    @BeforeEach
    void fill() throws IOException {
        fixed = Files.createDirectories(home.resolve("models"));
        listed.add(entry("starter", "Starter", fixed, ModelFamily.SD1));
        listed.add(entry("sub/dream", "Dreamer", fixed, ModelFamily.SDXL));
        listed.add(new ModelEntry(
                "torn", "torn", fixed.resolve("torn"), Optional.empty(), "", 10, Optional.of("unet is missing")));
        shelf = new CreateModel(
                        new QueueModel(new PatientEasel(), Runnable::run, Runnable::run),
                        new ShelfModel.Models() {
                            @Override
                            public List<ModelEntry> list() {
                                return List.copyOf(listed);
                            }

                            @Override
                            public ModelSource open(String name) {
                                throw new ModelFileException("not opened here");
                            }
                        },
                        new Random(1),
                        waiting::add,
                        Runnable::run)
                .shelf();
        models = new ModelsModel(
                shelf,
                settings,
                new ModelsModel.Places() {
                    @Override
                    public List<Path> folders() {
                        List<Path> all = new ArrayList<>(settings.now().modelFolders());
                        all.add(fixed);
                        return all;
                    }

                    @Override
                    public ModelSource open(ModelEntry entry) {
                        return new ModelCatalogue(List.of(Path.of("models"))).open("starter");
                    }

                    @Override
                    public Lacking lacking(ModelEntry entry) {
                        return bare.contains(entry.name())
                                ? new Lacking(Set.of(ModelPart.VAE, ModelPart.TEXT_ENCODER), List.of("painter"))
                                : Lacking.NONE;
                    }
                },
                new ModelsModel.Painter() {
                    @Override
                    public ObservableValue<String> model() {
                        return inUse;
                    }

                    @Override
                    public void take(ModelEntry model) {
                        taken.add(model.name());
                    }
                },
                waiting::add,
                Runnable::run);
    }

    private static ModelEntry entry(String name, String title, Path folder, ModelFamily family) {
        return new ModelEntry(name, title, folder.resolve(name), Optional.of(family), "fp16", 1000, Optional.empty());
    }

    private void work() {
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    private List<String> names() {
        return models.shown().stream().map(ModelEntry::name).toList();
    }

    @Test
    void lookingHappensInTheBackgroundAndShowsWhatCannotBeUsedToo() {
        models.refresh();
        assertThat(models.lookingProperty().getValue()).isTrue();
        assertThat(names()).isEmpty();
        work();
        assertThat(models.lookingProperty().getValue()).isFalse();
        assertThat(names()).containsExactly("starter", "sub/dream", "torn");
        assertThat(shelf.entries()).extracting(ModelEntry::name).containsExactly("starter", "sub/dream");
        assertThat(models.folders()).containsExactly(new FolderRow(fixed, false, true, 3));
    }

    @Test
    void aModelWithoutAVaeIsGivenOneAndLookedAtAnew() {
        bare.add("torn");
        models.refresh();
        work();
        models.chosenProperty().set(listed.get(2));
        work();
        Lacking lacking = models.detailsProperty().get().lacking();
        assertThat(lacking.vae()).isTrue();
        assertThat(models.vaeOf(listed.get(2))).isEmpty();

        models.giveVae(listed.get(2), "painted");
        listed.set(2, entry("torn", "torn", fixed, ModelFamily.SD1));
        work();
        assertThat(settings.now().vaes().of(fixed.resolve("torn"))).isEqualTo("painted");
        assertThat(models.chosenProperty().get()).isEqualTo(listed.get(2));
        assertThat(models.vaeOf(listed.get(2))).isEqualTo("painted");
        models.giveVae(listed.get(2), "painted");
        assertThat(waiting).isEmpty();
    }

    @Test
    void aModelWithoutATextEncoderIsGivenThatOfOneThatFits() {
        bare.add("torn");
        models.refresh();
        work();
        models.chosenProperty().set(listed.get(2));
        work();
        Lacking lacking = models.detailsProperty().get().lacking();
        assertThat(lacking.text()).isTrue();
        assertThat(lacking.lenders()).containsExactly("painter");
        assertThat(models.textOf(listed.get(2))).isEmpty();

        models.giveText(listed.get(2), "painter");
        listed.set(2, entry("torn", "torn", fixed, ModelFamily.SD1));
        work();
        assertThat(settings.now().texts().of(fixed.resolve("torn"))).isEqualTo("painter");
        assertThat(settings.now().vaes().of(fixed.resolve("torn"))).isEmpty();
        assertThat(models.chosenProperty().get())
                .as("looked at anew, and it can be used")
                .isEqualTo(listed.get(2));
        assertThat(models.textOf(listed.get(2))).isEqualTo("painter");
    }

    @Test
    void theModelInUseIsLookedAtFirstWithWhatItLikes() {
        inUse.set("sub/dream");
        models.refresh();
        work();
        assertThat(models.chosenProperty().get()).isEqualTo(listed.get(1));
        ModelDetails details = models.detailsProperty().get();
        assertThat(details).isNotNull();
        assertThat(details.likes())
                .hasValueSatisfying(likes -> assertThat(likes.steps()).isEqualTo(20));
    }

    @Test
    void aModelThatWasReplacedIsTakenBackAndTheOtherWayRound() throws IOException {
        Path place = listed.get(1).path();
        Files.createDirectories(place.getParent());
        Files.writeString(place, "one");
        Versions.replace(place, Files.writeString(place.resolveSibling("fresh"), "two"));
        inUse.set("sub/dream");
        models.refresh();
        work();
        for (String content : List.of("one", "two")) {
            ModelDetails details =
                    Objects.requireNonNull(models.detailsProperty().get());
            assertThat(details.versions()).hasSize(1);
            models.takeBack(details);
            work();
            assertThat(place).hasContent(content);
            assertThat(models.chosenProperty().get()).isEqualTo(listed.get(1));
        }
        assertThat(models.notes()).isEmpty();
    }

    @Test
    void whatLiesBesideAModelIsReadInTheBackgroundAndADamagedPictureIsLeftOut() throws IOException {
        Files.createDirectories(fixed.resolve("sub"));
        Files.writeString(
                fixed.resolve("starter.civitai.info"),
                "{\"model\": {\"name\": \"Star\"}, \"trainedWords\": [\"oil\", \"soft light\"]}");
        Png.write(fixed.resolve("starter.preview.png"), Raster.filled(300, 200, 0x336699), List.of());
        Files.writeString(fixed.resolve("sub/dream.preview.png"), "no picture");
        models.refresh();
        waiting.removeFirst().run();
        assertThat(models.previewProperty().get()).isNull();
        work();
        ModelDetails starter = Objects.requireNonNull(models.detailsProperty().get());
        assertThat(starter.notes().title()).hasValue("Star");
        assertThat(starter.notes().triggers()).containsExactly("oil", "soft light");
        Raster shown = Objects.requireNonNull(models.previewProperty().get());
        assertThat(shown.width()).isEqualTo(shown.height());

        models.chosenProperty().set(listed.get(1));
        assertThat(models.previewProperty().get()).isNull();
        work();
        ModelDetails dream = Objects.requireNonNull(models.detailsProperty().get());
        assertThat(dream.notes().preview()).isPresent();
        assertThat(models.previewProperty().get()).isNull();
        assertThat(models.notes()).isEmpty();
    }

    @Test
    void aPictureThatIsReadTooLateIsNotShownBesideAnotherModel() {
        Png.write(fixed.resolve("starter.preview.png"), Raster.filled(8, 8, 1), List.of());
        models.refresh();
        waiting.removeFirst().run();
        models.chosenProperty().set(listed.get(1));
        work();
        assertThat(models.previewProperty().get()).isNull();
        assertThat(Objects.requireNonNull(models.detailsProperty().get()).entry())
                .isEqualTo(listed.get(1));
        models.chosenProperty().set(listed.getFirst());
        work();
        assertThat(models.previewProperty().get()).isNotNull();
    }

    @Test
    void allWordsOfASearchMustFitNameFamilyOrFolder() {
        models.refresh();
        work();
        models.searchProperty().set("XL dream");
        assertThat(names()).containsExactly("sub/dream");
        models.searchProperty().set("dream sd1");
        assertThat(names()).isEmpty();
        models.searchProperty().set("  ");
        assertThat(names()).hasSize(3);
    }

    @Test
    void onlyAModelThatWorksCanBeUsedOrMadeUsual() {
        models.use(listed.get(2));
        models.makeUsual(listed.get(2));
        assertThat(taken).isEmpty();
        assertThat(settings.isSet(SettingKey.DEFAULT_MODEL)).isFalse();
        models.use(listed.get(1));
        models.makeUsual(listed.get(1));
        assertThat(taken).containsExactly("sub/dream");
        assertThat(models.usualProperty().getValue()).isEqualTo("sub/dream");
    }

    @Test
    void aFolderIsAddedOnceItsModelIsShownAndItCanBeTakenAway() throws IOException {
        models.refresh();
        work();
        Path more = Files.createDirectories(home.resolve("art"));
        listed.add(entry("ink", "Ink", more, ModelFamily.SD2));
        models.add(List.of(more));
        work();
        assertThat(settings.now().modelFolders()).containsExactly(more);
        assertThat(models.folders())
                .containsExactly(new FolderRow(more, true, true, 1), new FolderRow(fixed, false, true, 3));
        assertThat(models.chosenProperty().get()).isEqualTo(listed.getLast());
        models.add(List.of(more, fixed));
        work();
        assertThat(settings.now().modelFolders()).containsExactly(more);
        models.remove(models.folders().getLast());
        assertThat(settings.now().modelFolders()).containsExactly(more);
        models.remove(models.folders().getFirst());
        work();
        assertThat(settings.now().modelFolders()).isEmpty();
    }

    @Test
    void aFolderThatHasGoneSaysSo() throws IOException {
        Path gone = home.resolve("usb");
        settings.set(SettingKey.MODEL_FOLDERS, gone.toString());
        models.refresh();
        work();
        assertThat(models.folders().getFirst()).isEqualTo(new FolderRow(gone, true, false, 0));
    }

    @Test
    void whatModelsAreUsedWithIsPutWhereItIsFoundAndToldAndItsFolderIsNotLookedThrough() throws IOException {
        Path downloads = Files.createDirectories(home.resolve("Downloads"));
        Path vae = TinyCheckpoint.of("vae").writeHeader(downloads.resolve("soft.safetensors"));
        models.add(List.of(vae));
        work();
        assertThat(settings.now().modelFolders()).isEmpty();
        assertThat(models.refusedProperty().get()).isNull();
        Path put = fixed.resolve("vae/soft.safetensors");
        assertThat(put).hasSameBinaryContentAs(vae);
        assertThat(new ModelCatalogue(List.of(fixed)).vaes()).containsExactly("soft");
        assertThat(models.notes()).singleElement().satisfies(note -> {
            assertThat(note.serious()).isFalse();
            assertThat(note.message()).contains("soft.safetensors is a VAE", "was put", put.toString());
        });
        models.add(List.of(vae));
        work();
        assertThat(models.notes().getLast().message()).contains("it lies where it is found, " + put);
    }

    @Test
    void whatIsNoPlaceOfModelsIsRefusedByName() throws IOException {
        Path text = Files.writeString(home.resolve("notes.txt"), "hello");
        models.add(List.of(text));
        work();
        assertThat(models.refusedProperty().get()).isEqualTo(new ModelsModel.Dropped(text, ModelPlace.Kind.UNKNOWN));
        models.add(List.of(fixed));
        assertThat(models.refusedProperty().get()).isNull();
    }

    @Test
    void aFolderWhoseNameCannotBeKeptIsRefusedAndNothingIsLost() throws IOException {
        Path odd = Files.createDirectories(home.resolve("a" + File.pathSeparator + "b"));
        models.add(List.of(odd));
        work();
        assertThat(settings.now().modelFolders()).isEmpty();
        assertThat(models.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("separates folders"));
    }
}
