package studio.sfumato.ui.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleConsumer;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.settings.Settings;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.generate.ShelfModel;
import studio.sfumato.ui.queue.PatientEasel;
import studio.sfumato.ui.queue.QueueModel;
import studio.sfumato.ui.settings.SettingsModel;
import studio.sfumato.weights.Lacking;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;

class HashesModelTest {
    private static final ModelHash.All ALL = new ModelHash.All("0123456789abcdef".repeat(4), Optional.of("89abcdef"));

    private final List<Runnable> waiting = new ArrayList<>();
    private final List<Double> told = new ArrayList<>();
    private final Map<String, ModelHash.All> kept = new HashMap<>();
    private Runnable meanwhile = () -> {};
    private boolean unreadable;
    private ModelsModel models;
    private HashesModel hashes;

    @BeforeEach
    void open() {
        ShelfModel shelf = new CreateModel(
                        new QueueModel(new PatientEasel(), Runnable::run, Runnable::run),
                        new ShelfModel.Models() {
                            @Override
                            public List<ModelEntry> list() {
                                return List.of();
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
                new SettingsModel(Settings.usual(), _ -> {}),
                new ModelsModel.Places() {
                    @Override
                    public List<Path> folders() {
                        return List.of();
                    }

                    @Override
                    public ModelSource open(ModelEntry entry) {
                        throw new ModelFileException("not opened here");
                    }

                    @Override
                    public Lacking lacking(ModelEntry entry) {
                        return Lacking.NONE;
                    }
                },
                new ModelsModel.Painter() {
                    @Override
                    public ObservableValue<String> model() {
                        return new SimpleStringProperty("");
                    }

                    @Override
                    public void take(ModelEntry model) {}
                },
                waiting::add,
                Runnable::run);
        hashes = new HashesModel(
                models,
                new HashesModel.Files() {
                    @Override
                    public Optional<ModelHash.All> known(ModelEntry entry) {
                        return Optional.ofNullable(kept.get(entry.name()));
                    }

                    @Override
                    public void workOut(ModelEntry entry, DoubleConsumer progress, CancellationToken cancel) {
                        progress.accept(0.001);
                        progress.accept(0.5);
                        meanwhile.run();
                        cancel.throwIfCancelled();
                        if (unreadable) {
                            throw new ModelFileException(entry.name() + " cannot be read");
                        }
                        progress.accept(1);
                        kept.put(entry.name(), ALL);
                    }
                },
                waiting::add,
                Runnable::run);
        hashes.shareProperty().subscribe(share -> told.add(share.doubleValue()));
    }

    private void choose(String name) {
        models.chosenProperty().set(entry(name, Optional.empty()));
        work();
    }

    private static ModelEntry entry(String name, Optional<String> problem) {
        return new ModelEntry(
                name, name, Path.of("/nowhere", name), Optional.of(ModelFamily.SD1), "fp16", 1000, problem);
    }

    private void work() {
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    private HashesModel.State state() {
        return hashes.stateProperty().get();
    }

    @Test
    void theyAreWorkedOutOnlyWhenAskedForAndInTheBackground() {
        choose("dream");
        assertThat(state()).isEqualTo(new HashesModel.State.Unknown());
        hashes.workOut();
        hashes.workOut();
        assertThat(state()).isEqualTo(new HashesModel.State.Working());
        assertThat(waiting).hasSize(1);
        work();
        assertThat(state()).isEqualTo(new HashesModel.State.Known(ALL));
        assertThat(told).as("not each piece").containsExactly(0.0, 0.5, 1.0);
        choose("other");
        assertThat(state()).isEqualTo(new HashesModel.State.Unknown());
        choose("dream");
        assertThat(state()).as("kept").isEqualTo(new HashesModel.State.Known(ALL));
    }

    @Test
    void stoppingAndChoosingAnotherModelEndTheWork() {
        choose("dream");
        List<Runnable> ends =
                List.of(hashes::stop, () -> models.chosenProperty().set(entry("other", Optional.empty())));
        for (Runnable end : ends) {
            meanwhile = end;
            hashes.workOut();
            work();
            assertThat(state()).isEqualTo(new HashesModel.State.Unknown());
            assertThat(kept).isEmpty();
        }
        assertThat(models.chosenProperty().get()).isEqualTo(entry("other", Optional.empty()));
        meanwhile = () -> {};
        hashes.workOut();
        work();
        assertThat(kept).containsOnlyKeys("other");
        assertThat(state()).isEqualTo(new HashesModel.State.Known(ALL));
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndTheButtonComesBack() {
        choose("dream");
        models.notes().clear();
        unreadable = true;
        hashes.workOut();
        work();
        assertThat(state()).isEqualTo(new HashesModel.State.Unknown());
        assertThat(models.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("dream cannot be read"));
    }

    @Test
    void withoutAModelOrWithADamagedOneNothingIsWorkedOut() {
        hashes.workOut();
        models.chosenProperty().set(entry("torn", Optional.of("unet is missing")));
        work();
        hashes.workOut();
        assertThat(waiting).isEmpty();
        assertThat(state()).isEqualTo(new HashesModel.State.Unknown());
    }
}
