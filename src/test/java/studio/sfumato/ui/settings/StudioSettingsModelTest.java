package studio.sfumato.ui.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javafx.collections.FXCollections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.InferenceException;
import studio.sfumato.runtime.ExecutionProvider;
import studio.sfumato.settings.Earlier;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.Settings;
import studio.sfumato.weights.Versions;

class StudioSettingsModelTest {
    @TempDir
    Path home;

    private final List<Runnable> desk = new ArrayList<>();
    private Settings kept = Settings.usual();
    private final SettingsModel settings = new SettingsModel(kept, change -> desk.add(() -> kept = change.apply(kept)));
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean broken;
    private final List<Earlier> before = new ArrayList<>();
    private final StudioSettingsModel.Past past = new StudioSettingsModel.Past() {
        @Override
        public void look(Consumer<List<Earlier>> found) {
            found.accept(List.copyOf(before));
        }

        @Override
        public void takeBack(Earlier one, Consumer<Optional<Settings>> taken) {
            desk.add(() -> {
                before.remove(one);
                kept = one.settings();
                taken.accept(Optional.of(kept));
            });
        }
    };
    private StudioSettingsModel model;

    @BeforeEach
    void open() {
        model = new StudioSettingsModel(
                settings,
                home.resolve("pictures"),
                FXCollections.observableArrayList(),
                new StudioSettingsModel.Hardware(2, () -> {
                    if (broken) {
                        throw new InferenceException("no library");
                    }
                    return Set.of(ExecutionProvider.CPU, ExecutionProvider.CUDA);
                }),
                past,
                waiting::add,
                Runnable::run,
                Clock.fixed(Instant.parse("2026-11-22T20:00:00Z"), ZoneOffset.UTC));
    }

    private String example() {
        return home.resolve("pictures")
                .relativize(Path.of(model.exampleProperty().get()))
                .toString();
    }

    @Test
    void whatWasSetBeforeIsShownAndComesBackWithOneClick() {
        Settings then = Settings.usual().with(SettingKey.FILE_NAME, "[cfg]").with(SettingKey.THREADS, "3");
        LocalDateTime yesterday = LocalDateTime.of(2026, 11, 21, 9, 0);
        before.add(new Earlier(new Versions.Version(home.resolve("x"), yesterday, 9), then));
        model.lookBack();
        assertThat(model.earlier())
                .singleElement()
                .satisfies(one -> assertThat(one.other(settings.now()))
                        .containsExactly(SettingKey.THREADS, SettingKey.FILE_NAME));

        model.takeBack(model.earlier().getFirst());
        work();
        assertThat(settings.now()).isEqualTo(then);
        assertThat(model.field(SettingKey.FILE_NAME).textProperty().get()).isEqualTo("[cfg]");
        assertThat(model.earlier()).isEmpty();
    }

    private void work() {
        List<Runnable> all = List.copyOf(desk);
        desk.clear();
        all.forEach(Runnable::run);
    }

    private Earlier earlier(Settings then) {
        LocalDateTime yesterday = LocalDateTime.of(2026, 11, 21, 9, 0);
        return new Earlier(new Versions.Version(home.resolve("x"), yesterday, 9), then);
    }

    @Test
    void whatIsChangedWhileEarlierSettingsComeBackCountsInTheWindowAsInTheFile() {
        Settings then = Settings.usual().with(SettingKey.FILE_NAME, "[cfg]").with(SettingKey.THREADS, "3");
        settings.set(SettingKey.SUB_FOLDERS, "before");
        model.takeBack(earlier(then));
        settings.set(SettingKey.THREADS, "5");
        settings.setShortcut("generate", "F9");
        settings.set(SettingKey.LANGUAGE, settings.now().value(SettingKey.LANGUAGE));
        settings.reset(SettingKey.FILE_NAME);
        work();
        assertThat(settings.now())
                .isEqualTo(kept)
                .isEqualTo(Settings.usual()
                        .with(SettingKey.LANGUAGE, "system")
                        .with(SettingKey.THREADS, "5")
                        .withShortcut("generate", "F9"));
    }

    @Test
    void ofTwoWaysBackTheLastCountsAndOneThatFailsLeavesWhatIsSet() {
        Settings first = Settings.usual().with(SettingKey.THREADS, "3");
        Settings second = Settings.usual().with(SettingKey.THREADS, "4");
        model.takeBack(earlier(first));
        settings.set(SettingKey.SUB_FOLDERS, "between");
        model.takeBack(earlier(second));
        work();
        assertThat(settings.now()).isEqualTo(kept).isEqualTo(second);
        Consumer<Optional<Settings>> never = settings.await();
        settings.set(SettingKey.THREADS, "6");
        never.accept(Optional.empty());
        assertThat(settings.now().value(SettingKey.THREADS)).isEqualTo("6");
    }

    @Test
    void theExampleFollowsThePatternsAsTheyAreTyped() {
        assertThat(example()).isEqualTo("2026-11-22/00001-1893820174.png");
        model.field(SettingKey.FILE_NAME).textProperty().set("[model_name]-[prompt_words<2>]");
        model.field(SettingKey.SUB_FOLDERS).textProperty().set("[datetime<%Y>]/[sampler]");
        assertThat(example()).isEqualTo("2026/DPM++ 2M/00001-Starter-a fox.png");
        assertThat(settings.now().fileName()).isEqualTo("[model_name]-[prompt_words<2>]");
        model.field(SettingKey.SUB_FOLDERS).textProperty().set("");
        assertThat(example()).isEqualTo("00001-Starter-a fox.png");
    }

    @Test
    void whatIsNoTokenIsToldWhileTypingAndWhatIsTooLongDoesNotCount() {
        FieldModel name = model.field(SettingKey.FILE_NAME);
        name.textProperty().set("[seed]-[sampeler]");
        assertThat(name.problemProperty().get())
                .isEqualTo(new FieldModel.Problem("setting.problem.token", "[sampeler]"));
        assertThat(settings.now().fileName()).isEqualTo("[seed]-[sampeler]");
        name.textProperty().set("x".repeat(600));
        assertThat(name.problemProperty().get()).isNotNull();
        assertThat(settings.now().fileName()).isEqualTo("[seed]-[sampeler]");
        name.commit();
        assertThat(name.textProperty().get()).isEqualTo("[seed]-[sampeler]");
        settings.reset(SettingKey.FILE_NAME);
        assertThat(name.textProperty().get()).isEqualTo("[seed]");
        assertThat(name.problemProperty().get()).isNull();
    }

    @Test
    void aFolderCountsWhenItIsFinishedAndMayNotBeAFile() throws IOException {
        FieldModel folder = model.field(SettingKey.OUTPUT_FOLDER);
        folder.textProperty().set(home.resolve("art").toString());
        assertThat(settings.now().outputFolder()).isEmpty();
        folder.commit();
        assertThat(settings.now().outputFolder()).contains(home.resolve("art"));
        assertThat(model.exampleProperty().get()).startsWith(home.resolve("art").toString());
        Path file = Files.createFile(home.resolve("a.png"));
        folder.textProperty().set(file.toString());
        assertThat(folder.problemProperty().get())
                .isEqualTo(new FieldModel.Problem("setting.problem.file", file.toString()));
        folder.textProperty().set("a\0b");
        assertThat(folder.problemProperty().get()).isNotNull();
        folder.commit();
        assertThat(folder.textProperty().get()).isEqualTo(home.resolve("art").toString());
    }

    @Test
    void whatThisMachineCanRunOnIsFoundOutInTheBackgroundOnce() {
        assertThat(model.providers()).containsExactly("auto");
        model.look();
        model.look();
        assertThat(waiting).hasSize(1);
        waiting.getFirst().run();
        assertThat(model.providers()).containsExactlyInAnyOrder("auto", "cpu", "cuda");
    }

    @Test
    void aMachineThatCannotRunAnythingSaysSoAndKeepsTheProcessor() {
        broken = true;
        model.look();
        waiting.getFirst().run();
        assertThat(model.providers()).containsExactly("auto", "cpu");
        assertThat(model.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).isEqualTo("no library"));
    }

    @Test
    void galleryFoldersAreAddedAndTakenAway() {
        model.addGalleryFolder(home.resolve("old"));
        model.addGalleryFolder(home.resolve("older"));
        model.addGalleryFolder(home.resolve("old"));
        assertThat(model.galleryFolders()).containsExactly(home.resolve("old"), home.resolve("older"));
        model.removeGalleryFolder(home.resolve("old"));
        assertThat(settings.now().galleryFolders()).containsExactly(home.resolve("older"));
        model.addGalleryFolder(home.resolve("a" + File.pathSeparator + "b"));
        assertThat(model.galleryFolders()).containsExactly(home.resolve("older"));
        assertThat(model.notes()).hasSize(1);
    }

    @Test
    void whatCannotBeIsToldAndNothingChanges() {
        model.set(SettingKey.LANGUAGE, "klingon");
        assertThat(settings.now().language()).isEqualTo("system");
        assertThat(model.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("language"));
    }
}
