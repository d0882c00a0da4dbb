package studio.sfumato.ui.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
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
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.merge.BakingPreview;
import studio.sfumato.weights.merge.Merge;
import studio.sfumato.weights.merge.MergeMethod;
import studio.sfumato.weights.merge.Precision;

class MergeModelTest {
    private final List<ModelEntry> listed = new ArrayList<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final Cook kitchen = new Cook();
    private ModelsModel models;
    private MergeModel merge;

    /// Remembers what was ordered, and does what it is told to.
    private static final class Cook implements MergeModel.Kitchen {
        private final List<MergeModel.Order> orders = new ArrayList<>();
        private @Nullable RuntimeException failure;
        private Runnable beforehand = () -> {};
        private Runnable meanwhile = () -> {};

        @Override
        public Path folder(Optional<ModelEntry> first) {
            return Path.of(first.map(ModelEntry::name).orElse("own"));
        }

        @Override
        public List<String> loras() {
            return List.of("ink", "large-only");
        }

        @Override
        public List<String> vaes() {
            return List.of("painted");
        }

        @Override
        public BakingPreview.Fit fit(ModelEntry model, String lora) {
            if (lora.equals("large-only")) {
                throw new UnsupportedModelException("large-only: 0 of 722 keys fit");
            }
            return new BakingPreview.Fit(model.name().equals("dream") ? 10 : 9, 12);
        }

        @Override
        public void requireVae(ModelEntry model, String vae) {
            if (model.family().equals(Optional.of(ModelFamily.SDXL))) {
                throw new ModelFileException(vae + " does not fit");
            }
        }

        @Override
        public Merge.Made make(MergeModel.Order order, Merge.Progress progress, CancellationToken cancel) {
            orders.add(order);
            progress.asking(new ModelCatalogue(List.of(Path.of("models"))).open("starter"));
            beforehand.run();
            progress.at(60, 100);
            meanwhile.run();
            cancel.throwIfCancelled();
            if (failure != null) {
                throw failure;
            }
            return new Merge.Made(Path.of("/models/new.safetensors"), 100, List.of("a thing to know"));
        }
    }

    @BeforeEach
    void fill() {
        listed.add(entry("dream", ModelFamily.SD1));
        listed.add(entry("sub/real", ModelFamily.SD1));
        listed.add(entry("base", ModelFamily.SD1));
        listed.add(entry("large", ModelFamily.SDXL));
        listed.add(new ModelEntry(
                "torn", "torn", Path.of("/models/torn"), Optional.empty(), "", 1, Optional.of("it is torn")));
        ShelfModel shelf = new CreateModel(
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
                new SettingsModel(Settings.usual(), _ -> {}),
                new ModelsModel.Places() {
                    @Override
                    public List<Path> folders() {
                        return List.of(Path.of("/models"));
                    }

                    @Override
                    public ModelSource open(ModelEntry entry) {
                        return new ModelCatalogue(List.of(Path.of("models"))).open("starter");
                    }

                    @Override
                    public Lacking lacking(ModelEntry entry) {
                        return Lacking.NONE;
                    }
                },
                new ModelsModel.Painter() {
                    @Override
                    public ObservableValue<String> model() {
                        return new SimpleStringProperty("dream");
                    }

                    @Override
                    public void take(ModelEntry model) {}
                },
                waiting::add,
                Runnable::run);
        merge = new MergeModel(models, kitchen, waiting::add, Runnable::run);
        models.refresh();
        work();
    }

    private static ModelEntry entry(String name, ModelFamily family) {
        Path path = Path.of("/models", name + ".safetensors");
        return new ModelEntry(name, name, path, Optional.of(family), "fp16", 1000, Optional.empty());
    }

    private void work() {
        while (!waiting.isEmpty()) {
            waiting.removeFirst().run();
        }
    }

    @Test
    void itBeginsWithTheModelThatIsLookedAtAndOffersItsFamily() {
        merge.begin();
        work();
        assertThat(merge.openProperty().get()).isTrue();
        assertThat(merge.aProperty().get()).isEqualTo(listed.getFirst());
        assertThat(merge.firsts()).extracting(ModelEntry::name).containsExactly("dream", "sub/real", "base", "large");
        assertThat(merge.others()).extracting(ModelEntry::name).containsExactly("dream", "sub/real", "base");
        assertThat(merge.blocks()).hasSize(26);
        assertThat(merge.folderProperty().get()).isEqualTo(Path.of("dream"));

        merge.bProperty().set(listed.get(1));
        assertThat(merge.nameProperty().get()).isEqualTo("dream-real");
        merge.aProperty().set(listed.get(3));
        assertThat(merge.bProperty().get()).isNull();
        assertThat(merge.blocks()).hasSize(20);
        assertThat(merge.nameProperty().get()).isEqualTo("large");
    }

    @Test
    void aNameThatWasTypedIsKept() {
        merge.begin();
        merge.nameProperty().set("mine");
        merge.bProperty().set(listed.get(1));
        assertThat(merge.nameProperty().get()).isEqualTo("mine");
    }

    @Test
    void itCanBeginOnceAllThatTheMethodWantsIsChosen() {
        ObservableValue<Boolean> ready = merge.readyProperty();
        assertThat(ready.getValue()).isFalse();
        merge.begin();
        merge.bProperty().set(listed.get(1));
        assertThat(ready.getValue()).isTrue();
        merge.methodProperty().set(MergeMethod.ADD_DIFFERENCE);
        assertThat(ready.getValue()).isFalse();
        merge.start();
        work();
        assertThat(kitchen.orders).isEmpty();
        merge.cProperty().set(listed.get(2));
        assertThat(ready.getValue()).isTrue();
        merge.nameProperty().set(" .. ");
        assertThat(ready.getValue()).isFalse();
    }

    @Test
    void whatIsOrderedIsWhatWasChosenAndTheNewModelIsLookedAt() {
        merge.begin();
        merge.bProperty().set(listed.get(1));
        merge.cProperty().set(listed.get(2));
        merge.amountProperty().set(0.3);
        merge.precisionProperty().set(Precision.BF16);
        merge.byBlockProperty().set(true);
        merge.level();
        merge.blocks().get(4).amount().set(1);
        merge.nameProperty().set("a/b: c.safetensors");
        work();
        merge.start();
        assertThat(merge.progressProperty().get()).isEqualTo(new MergeModel.Progress(0, 0));
        kitchen.beforehand =
                () -> assertThat(merge.progressProperty().get().asked()).isEqualTo("starter");
        kitchen.meanwhile =
                () -> assertThat(merge.progressProperty().get()).isEqualTo(new MergeModel.Progress(60, 100));
        listed.add(entry("new", ModelFamily.SD1));
        work();

        MergeModel.Order order = kitchen.orders.getFirst();
        assertThat(order.models()).containsExactly(listed.get(0), listed.get(1));
        assertThat(order.amount()).isEqualTo(0.3);
        assertThat(order.precision()).isEqualTo(Precision.BF16);
        assertThat(order.blocks()).hasSize(26).containsEntry("IN03", 1.0).containsEntry("BASE", 0.3);
        assertThat(order.name()).isEqualTo("a-b- c");
        assertThat(merge.progressProperty().get()).isNull();
        assertThat(merge.openProperty().get()).isFalse();
        assertThat(models.chosenProperty().get()).isEqualTo(listed.getLast());
        assertThat(models.notes()).contains(Note.notice("a thing to know"));
    }

    @Test
    void howMuchOfALoraFitsIsToldBeforeAndWhatDoesNotIsNotBegun() {
        merge.begin();
        work();
        MergeAddOns addOns = merge.addOns();
        assertThat(addOns.loras()).containsExactly("ink", "large-only");
        assertThat(addOns.vaes()).containsExactly("painted");
        addOns.add("ink");
        addOns.add("ink");
        assertThat(addOns.chosen()).hasSize(1);
        MergeAddOns.Lora ink = addOns.chosen().getFirst();
        assertThat(ink.verdictProperty().get().fit())
                .as("nobody has looked yet")
                .isNull();
        work();
        assertThat(ink.verdictProperty().get().fit()).isEqualTo(new BakingPreview.Fit(10, 12));
        assertThat(merge.readyProperty().getValue())
                .as("A alone, with what is baked in")
                .isTrue();

        merge.byBlockProperty().set(true);
        merge.start();
        work();
        assertThat(kitchen.orders.removeFirst())
                .as("there is nothing to weigh then")
                .extracting(MergeModel.Order::blocks)
                .isEqualTo(Map.of());
        merge.begin();
        merge.byBlockProperty().set(false);

        addOns.add("large-only");
        work();
        assertThat(addOns.chosen().getLast().verdictProperty().get().problem())
                .contains("large-only: 0 of 722 keys fit");
        assertThat(merge.readyProperty().getValue()).isFalse();
        merge.start();
        work();
        assertThat(kitchen.orders).isEmpty();
        addOns.remove(addOns.chosen().getLast());
        assertThat(merge.readyProperty().getValue()).isTrue();

        merge.aProperty().set(listed.get(2));
        work();
        assertThat(ink.verdictProperty().get().fit()).isEqualTo(new BakingPreview.Fit(9, 12));
    }

    @Test
    void loRasAndTheVaeAreOrdered() {
        merge.begin();
        MergeAddOns addOns = merge.addOns();
        addOns.vaeProperty().set("painted");
        addOns.add("ink");
        addOns.chosen().getFirst().weightProperty().set(0.7);
        work();
        merge.start();
        work();
        MergeModel.Order order = kitchen.orders.getFirst();
        assertThat(order.models()).containsExactly(listed.getFirst());
        assertThat(order.loras()).containsExactly(new MergeModel.Baked("ink", 0.7));
        assertThat(order.vae()).isEqualTo("painted");

        merge.aProperty().set(listed.get(3));
        work();
        assertThat(addOns.vaeVerdictProperty().get().problem()).contains("painted does not fit");
        assertThat(merge.readyProperty().getValue()).isFalse();
        addOns.vaeProperty().set("");
        assertThat(addOns.vaeVerdictProperty().get().problem()).isEmpty();
    }

    @Test
    void aMistakeInTheProgramLeavesItUsable() {
        merge.begin();
        merge.bProperty().set(listed.get(1));
        kitchen.failure = new IllegalStateException("a mistake");
        merge.start();
        assertThatThrownBy(this::work).hasMessage("a mistake");
        assertThat(merge.progressProperty().get()).isNull();
        kitchen.failure = null;
        merge.start();
        work();
        assertThat(kitchen.orders).hasSize(2);
    }

    @Test
    void whatFailsIsSaidAndCanBeTriedAgain() {
        merge.begin();
        merge.bProperty().set(listed.get(1));
        kitchen.failure = new ModelFileException("dream and real cannot be merged");
        merge.start();
        work();
        assertThat(models.notes()).extracting(Note::message).contains("dream and real cannot be merged");
        assertThat(merge.openProperty().get()).isTrue();
        kitchen.failure = null;
        merge.start();
        work();
        assertThat(kitchen.orders).hasSize(2);
        assertThat(kitchen.orders.getLast().blocks()).isEqualTo(Map.of());
    }

    @Test
    void aCancelEndsItWithoutAWord() {
        merge.begin();
        merge.bProperty().set(listed.get(1));
        merge.start();
        models.notes().clear();
        kitchen.meanwhile = merge::cancel;
        work();
        assertThat(merge.progressProperty().get()).isNull();
        assertThat(models.notes()).isEmpty();
        assertThat(merge.openProperty().get()).isTrue();
    }

    @Test
    void anAmountStaysWithinTheMethod() {
        merge.methodProperty().set(MergeMethod.ADD_DIFFERENCE);
        merge.amountProperty().set(1.6);
        merge.methodProperty().set(MergeMethod.SIGMOID);
        assertThat(merge.amountProperty().get()).isEqualTo(1);
    }
}
