package studio.sfumato.ui.models;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.merge.Blocks;
import studio.sfumato.weights.merge.Merge;
import studio.sfumato.weights.merge.MergeMethod;
import studio.sfumato.weights.merge.Precision;

/// Making one model of several: what of, how, under which name; and how far it is.
public final class MergeModel {
    private static final double HALF = 0.5;

    private final ModelsModel models;
    private final Kitchen kitchen;
    private final Executor background;
    private final FxThread window;
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final ObjectProperty<@Nullable ModelEntry> a = new SimpleObjectProperty<>(null);
    private final ObjectProperty<@Nullable ModelEntry> b = new SimpleObjectProperty<>(null);
    private final ObjectProperty<@Nullable ModelEntry> c = new SimpleObjectProperty<>(null);
    private final ObservableList<ModelEntry> firsts = FXCollections.observableArrayList();
    private final ObservableList<ModelEntry> others = FXCollections.observableArrayList();
    private final ObjectProperty<MergeMethod> method = new SimpleObjectProperty<>(MergeMethod.WEIGHTED_SUM);
    private final DoubleProperty amount = new SimpleDoubleProperty(HALF);
    private final BooleanProperty byBlock = new SimpleBooleanProperty();
    private final ObservableList<Block> blocks = FXCollections.observableArrayList();
    private final ObjectProperty<Precision> precision = new SimpleObjectProperty<>(Precision.FP16);
    private final StringProperty name = new SimpleStringProperty("");
    private final MergeAddOns addOns;
    private final ReadOnlyBooleanWrapper ready = new ReadOnlyBooleanWrapper();
    private final ReadOnlyObjectWrapper<Path> folder;
    private final ReadOnlyObjectWrapper<@Nullable Progress> progress = new ReadOnlyObjectWrapper<>(null);
    private String suggested = "";
    private @Nullable CancellationToken running;

    /// Who merges.
    public interface Kitchen extends MergeAddOns.Shelf {
        /// {@return the folder a new model goes to}
        ///
        /// @param first what it is made of first, if that is known
        Path folder(Optional<ModelEntry> first);

        /// Makes a model; takes its time.
        ///
        /// @throws StudioException if that cannot be
        Merge.Made make(Order order, Merge.Progress progress, CancellationToken cancel);
    }

    /// What is wanted.
    ///
    /// @param models A, B and, where the method wants it, C; A alone is copied with what is baked in
    /// @param blocks amounts of blocks, by name; none for the same everywhere
    /// @param name what the new file is called, without its ending
    /// @param loras what is baked in, in order
    /// @param vae another VAE by its name; empty for those of the models
    public record Order(
            List<ModelEntry> models,
            MergeMethod method,
            double amount,
            Map<String, Double> blocks,
            Precision precision,
            String name,
            List<Baked> loras,
            String vae) {}

    /// A LoRA by its name and how much of it.
    public record Baked(String name, double weight) {}

    /// How far it is.
    ///
    /// @param done bytes written
    /// @param total bytes of the whole file; 0 while that is not known yet
    /// @param asked the model that is being asked what it predicts; empty for none
    public record Progress(long done, long total, String asked) {
        Progress(long done, long total) {
            this(done, total, "");
        }
    }

    /// A block of the U-Net with an amount of its own.
    public record Block(String name, DoubleProperty amount) {}

    /// Nothing chosen yet.
    public MergeModel(ModelsModel models, Kitchen kitchen, Executor background, FxThread window) {
        this.models = models;
        this.kitchen = kitchen;
        this.background = background;
        this.window = window;
        folder = new ReadOnlyObjectWrapper<>(Path.of(""));
        addOns = new MergeAddOns(kitchen, background, window, this::check);
        models.all().subscribe(this::offer);
        a.subscribe(_ -> first());
        b.subscribe(_ -> suggest());
        method.subscribe(() -> amount.set(Math.min(amount.get(), method.get().most())));
        List.<Observable>of(a, b, c, method, name).forEach(each -> each.subscribe(this::check));
    }

    /// {@return whether it is being asked for}
    public BooleanProperty openProperty() {
        return open;
    }

    /// {@return the model that is changed}
    public ObjectProperty<@Nullable ModelEntry> aProperty() {
        return a;
    }

    /// {@return the model that is mixed in}
    public ObjectProperty<@Nullable ModelEntry> bProperty() {
        return b;
    }

    /// {@return the model that is taken off}
    public ObjectProperty<@Nullable ModelEntry> cProperty() {
        return c;
    }

    /// {@return what can be A: every model that can be used}
    public ObservableList<ModelEntry> firsts() {
        return firsts;
    }

    /// {@return what can be B or C: those of A's family}
    public ObservableList<ModelEntry> others() {
        return others;
    }

    /// {@return how they become one}
    public ObjectProperty<MergeMethod> methodProperty() {
        return method;
    }

    /// {@return how much of it}
    public DoubleProperty amountProperty() {
        return amount;
    }

    /// {@return whether each block has an amount of its own}
    public BooleanProperty byBlockProperty() {
        return byBlock;
    }

    /// {@return the blocks of A's family}
    public ObservableList<Block> blocks() {
        return blocks;
    }

    /// {@return how the numbers are stored}
    public ObjectProperty<Precision> precisionProperty() {
        return precision;
    }

    /// {@return what the new model is called}
    public StringProperty nameProperty() {
        return name;
    }

    /// {@return where it will be}
    public ReadOnlyObjectProperty<Path> folderProperty() {
        return folder.getReadOnlyProperty();
    }

    /// {@return how far it is; `null` while nothing is being made}
    public ReadOnlyObjectProperty<@Nullable Progress> progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// {@return whether all that is needed has been said, and nothing that was chosen cannot be}
    public ObservableValue<Boolean> readyProperty() {
        return ready.getReadOnlyProperty();
    }

    private void check() {
        boolean models = method.get().third() ? b.get() != null && c.get() != null : b.get() != null || addOns.any();
        ready.set(a.get() != null && models && !safe(name.get()).isEmpty() && !addOns.impossible());
    }

    /// {@return what is baked in beside}
    public MergeAddOns addOns() {
        return addOns;
    }

    /// Begins with the model that is looked at.
    public void begin() {
        ModelEntry chosen = models.chosenProperty().get();
        if (progress.get() == null && chosen != null && chosen.problem().isEmpty()) {
            a.set(chosen);
        }
        addOns.look();
        open.set(true);
    }

    private void offer() {
        firsts.setAll(
                models.all().stream().filter(entry -> entry.problem().isEmpty()).toList());
        if (a.get() != null && !firsts.contains(a.get())) {
            a.set(null);
        }
        narrow();
    }

    private void first() {
        narrow();
        suggest();
        Optional<ModelEntry> chosen = Optional.ofNullable(a.get());
        addOns.into(chosen);
        background.execute(() -> {
            Path place = kitchen.folder(chosen);
            window.run(() -> {
                if (chosen.equals(Optional.ofNullable(a.get()))) {
                    folder.set(place);
                }
            });
        });
    }

    private void narrow() {
        Optional<ModelFamily> family = Optional.ofNullable(a.get()).flatMap(ModelEntry::family);
        List<ModelEntry> fitting = firsts.stream()
                .filter(entry -> family.isEmpty() || entry.family().equals(family))
                .toList();
        ModelEntry second = b.get();
        ModelEntry third = c.get();
        others.setAll(fitting);
        b.set(fitting.contains(second) ? second : null);
        c.set(fitting.contains(third) ? third : null);
        List<String> names = family.map(Blocks::names).orElse(List.of());
        if (!names.equals(blocks.stream().map(Block::name).toList())) {
            blocks.setAll(names.stream()
                    .map(block -> new Block(block, new SimpleDoubleProperty(amount.get())))
                    .toList());
        }
    }

    /// A name that was typed is kept.
    private void suggest() {
        if (name.get().equals(suggested)) {
            suggested = Stream.of(a.get(), b.get())
                    .filter(entry -> entry != null)
                    .map(entry -> entry.name().substring(entry.name().lastIndexOf('/') + 1))
                    .collect(Collectors.joining("-"));
            name.set(suggested);
        }
    }

    /// Gives every block the amount of all.
    public void level() {
        blocks.forEach(block -> block.amount().set(amount.get()));
    }

    /// Makes the model; returns at once. It is looked at when it is there.
    public void start() {
        List<ModelEntry> all = new ArrayList<>();
        ModelEntry first = a.get();
        ModelEntry second = b.get();
        ModelEntry third = c.get();
        if (progress.get() != null || first == null || !ready.get()) {
            return;
        }
        all.add(first);
        if (second != null) {
            all.add(second);
        }
        if (method.get().third() && third != null) {
            all.add(third);
        }
        Map<String, Double> own = new LinkedHashMap<>();
        if (byBlock.get() && second != null) { // of A alone there is nothing to weigh
            blocks.forEach(block -> own.put(block.name(), block.amount().get()));
        }
        Order order = new Order(
                all,
                method.get(),
                amount.get(),
                own,
                precision.get(),
                safe(name.get()),
                baked(),
                addOns.vaeProperty().get());
        CancellationToken cancel = new CancellationToken();
        running = cancel;
        progress.set(new Progress(0, 0));
        models.notes().clear();
        background.execute(() -> make(order, cancel));
    }

    private List<Baked> baked() {
        return addOns.chosen().stream()
                .map(lora -> new Baked(lora.name(), lora.weightProperty().get()))
                .toList();
    }

    private void make(Order order, CancellationToken cancel) {
        boolean told = false;
        try {
            Merge.Made made = kitchen.make(order, new Heard(), cancel);
            told = true;
            window.run(() -> {
                ended();
                open.set(false);
                made.notices().forEach(notice -> models.notes().add(Note.notice(notice)));
                models.reveal(made.file());
            });
        } catch (CancelledException stopped) {
            told = true;
            window.run(this::ended);
        } catch (StudioException failed) {
            told = true;
            window.run(() -> {
                ended();
                models.notes().add(Note.of(failed));
            });
        } finally {
            if (!told) { // a mistake in the program: whoever runs this writes it down
                window.run(this::ended);
            }
        }
    }

    /// Tells the window what it can show.
    private final class Heard implements Merge.Progress {
        private long shown;

        @Override
        public void at(long done, long total) {
            if (done - shown > total / 200 || done == total) {
                shown = done;
                show(new Progress(done, total));
            }
        }

        @Override
        public void asking(ModelSource model) {
            show(new Progress(0, 0, model.name()));
        }

        private void show(Progress now) {
            window.run(() -> progress.set(progress.get() == null ? null : now));
        }
    }

    private void ended() {
        progress.set(null);
        running = null;
    }

    /// Stops what is being made; nothing of it is left.
    public void cancel() {
        if (running != null) {
            running.cancel();
        }
    }

    /// {@return a name that every file system takes}
    private static String safe(String typed) {
        String plain = typed.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]+", "-").strip();
        return plain.replaceAll("^\\.+|\\.+$", "")
                .replaceFirst("(?i)\\.safetensors$", "")
                .strip();
    }
}
