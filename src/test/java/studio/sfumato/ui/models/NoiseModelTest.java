package studio.sfumato.ui.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.settings.Settings;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.ShelfModel;
import studio.sfumato.ui.queue.PatientEasel;
import studio.sfumato.ui.queue.QueueModel;
import studio.sfumato.ui.settings.SettingsModel;
import studio.sfumato.weights.Lacking;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.NoiseWord;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// What the user says of the model that is looked at.
class NoiseModelTest {
    private static final Optional<Predicts> V = Optional.of(Predicts.V_PREDICTION);

    @TempDir
    Path folder;

    private final List<Runnable> waiting = new ArrayList<>();
    private final List<NoiseWord> kept = new ArrayList<>();
    private boolean unwritable;
    private ModelsModel models;
    private CreateModel create;
    private NoiseModel noise;

    @BeforeEach
    void look() {
        TinyCheckpoint.of("sd1-fp16").writeHeader(folder.resolve("dream.safetensors"));
        TinyCheckpoint.of("sd2-v").write(folder.resolve("other.safetensors"));
        ModelCatalogue catalogue = new ModelCatalogue(List.of(folder));
        create = new CreateModel(
                new QueueModel(new PatientEasel(), Runnable::run, Runnable::run),
                new ShelfModel.Models() {
                    @Override
                    public List<ModelEntry> list() {
                        return catalogue.list();
                    }

                    @Override
                    public ModelSource open(String name) {
                        return catalogue.openAsStored(name);
                    }
                },
                new Random(1),
                waiting::add,
                Runnable::run);
        models = new ModelsModel(
                create.shelf(),
                new SettingsModel(Settings.usual(), _ -> {}),
                new ModelsModel.Places() {
                    @Override
                    public List<Path> folders() {
                        return catalogue.folders();
                    }

                    @Override
                    public ModelSource open(ModelEntry entry) {
                        return ModelCatalogue.at(entry.path());
                    }

                    @Override
                    public Lacking lacking(ModelEntry entry) {
                        return Lacking.NONE;
                    }
                },
                new ModelsModel.Painter() {
                    @Override
                    public ObservableValue<String> model() {
                        return new SimpleStringProperty("other");
                    }

                    @Override
                    public void take(ModelEntry model) {}
                },
                waiting::add,
                Runnable::run);
        noise = new NoiseModel(
                models,
                (entry, word) -> {
                    if (unwritable) {
                        throw new ModelFileException("it cannot be written");
                    }
                    kept.add(word);
                    word.keep(entry.path());
                },
                waiting::add,
                Runnable::run);
        create.chooseModel("other");
        models.refresh();
        work();
        choose("dream");
    }

    private void work() {
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    private void choose(String name) {
        models.chosenProperty()
                .set(models.all().stream()
                        .filter(entry -> entry.name().equals(name))
                        .findFirst()
                        .orElseThrow());
        work();
    }

    private NoiseFacts facts() {
        return Objects.requireNonNull(models.detailsProperty().get()).noise().orElseThrow();
    }

    @Test
    void whatTellsItIsShownAndAWordOfTheUsersGoesBefore() {
        assertThat(facts().predicts()).contains(Predicts.EPSILON);
        assertThat(facts().predictionFrom()).isEqualTo(NoiseFacts.Source.USUAL);
        noise.predicts(V);
        assertThat(facts().predicts()).as("at once").isEqualTo(V);
        work();
        assertThat(facts().predicts()).isEqualTo(V);
        assertThat(facts().word()).isEqualTo(new NoiseWord(V, Optional.empty()));
        assertThat(ModelCatalogue.at(folder.resolve("dream.safetensors")).noiseFacts())
                .isEqualTo(facts());

        noise.predicts(Optional.empty());
        work();
        assertThat(facts().word()).isEqualTo(NoiseWord.NONE);
        assertThat(folder.resolve("dream.sfumato.json")).doesNotExist();
        assertThat(models.notes()).isEmpty();
    }

    @Test
    void wordsThatAreSaidInARowAreAllHeardAndTheLastIsKept() {
        noise.predicts(V);
        noise.zeroSnr(Optional.of(true));
        noise.predicts(Optional.of(Predicts.EPSILON));
        work();
        assertThat(kept)
                .containsExactly(
                        new NoiseWord(V, Optional.empty()),
                        new NoiseWord(Optional.of(Predicts.EPSILON), Optional.of(true)));
        assertThat(facts().word()).isEqualTo(kept.getLast());
    }

    @Test
    void whatIsSaidTwiceIsKeptOnce() {
        noise.zeroSnr(Optional.empty());
        noise.predicts(V);
        noise.predicts(V);
        work();
        assertThat(kept).hasSize(1);
    }

    @Test
    void wordsOnTwoModelsAreKeptForEachItsOwn() {
        noise.predicts(V);
        models.chosenProperty()
                .set(models.all().stream()
                        .filter(entry -> entry.name().equals("other"))
                        .findFirst()
                        .orElseThrow());
        noise.zeroSnr(Optional.of(true)); // nothing is known of it yet
        work();
        noise.zeroSnr(Optional.of(true));
        work();
        assertThat(facts().word()).isEqualTo(new NoiseWord(Optional.empty(), Optional.of(true)));
        choose("dream");
        assertThat(facts().word()).isEqualTo(new NoiseWord(V, Optional.empty()));
    }

    @Test
    void whatCannotBeKeptIsToldAndNotShownAnyMore() {
        unwritable = true;
        noise.predicts(V);
        work();
        assertThat(models.notes()).extracting(Note::message).containsExactly("it cannot be written");
        assertThat(facts().predicts()).contains(Predicts.EPSILON);
    }

    @Test
    void createHearsOfTheSizeThatTheModelInUseIsMadeForNow() {
        choose("other");
        ShelfModel.Opened before =
                Objects.requireNonNull(create.shelf().inUseProperty().get());
        assertThat(before.usualSize().width()).isEqualTo(512);
        noise.predicts(V);
        work();
        assertThat(Objects.requireNonNull(create.shelf().inUseProperty().get())
                        .usualSize()
                        .width())
                .isEqualTo(768);
    }
}
