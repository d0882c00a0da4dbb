package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.job.PictureBatch;
import studio.sfumato.job.SourceStore;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.NumberField;

/// The pictures of a folder, or several that were dropped: each becomes a job with what the form says. Those that
/// cannot
/// be read are told and passed over.
public final class BatchModel {
    private final Executor background;
    private final FxThread window;
    private final Hands hands;
    private final ObservableList<Entry> entries = FXCollections.observableArrayList();
    private final BooleanProperty open = new SimpleBooleanProperty(false);
    private final ReadOnlyBooleanWrapper working = new ReadOnlyBooleanWrapper(false);
    private final FormField<Number> strength = FormField.figure(
            "several-strength", new SimpleDoubleProperty(Task.USUAL_STRENGTH), new NumberField.Range(0, 1, 0.05, 2));
    private final FormField<ResizeMode> resize = FormField.choice(
            "several-resize",
            new SimpleObjectProperty<>(ResizeMode.STRETCH),
            List.of(ResizeMode.values()),
            ResizeMode::label);
    private final FormField<Boolean> own = FormField.flag("several-own", new SimpleBooleanProperty(true));
    private Function<String, Optional<Path>> picker = _ -> Optional.empty();
    private Optional<SourceStore> store = Optional.empty();

    /// What has become of a picture.
    public enum State {
        /// Nothing yet.
        WAITS,
        /// It is in the queue.
        QUEUED,
        /// It cannot be read.
        REFUSED
    }

    /// A picture of the batch.
    ///
    /// @param problem why it was refused; empty where it was not
    public record Entry(Path file, State state, String problem) {}

    /// What the rest of the workspace does for it, on the window's thread.
    ///
    /// @param asked what the form asks for now
    /// @param add puts a request into the queue whose pictures have a name
    /// @param usual the size the model likes best
    /// @param failed hears what cannot be
    record Hands(
            Supplier<GenerationRequest> asked,
            BiConsumer<GenerationRequest, String> add,
            Supplier<ImageSize> usual,
            Consumer<StudioException> failed) {}

    BatchModel(Executor background, FxThread window, Hands hands) {
        this.background = background;
        this.window = window;
        this.hands = hands;
    }

    /// Keeps pictures in `sources` from now on.
    public void keepIn(SourceStore sources) {
        store = Optional.of(sources);
    }

    /// Asks `chooser`, which is given a title, for folders from now on.
    public void pickWith(Function<String, Optional<Path>> chooser) {
        picker = chooser;
    }

    /// {@return the pictures}
    public ObservableList<Entry> entries() {
        return entries;
    }

    /// {@return whether it is seen}
    public BooleanProperty openProperty() {
        return open;
    }

    /// {@return whether pictures are being read}
    public ReadOnlyBooleanProperty workingProperty() {
        return working.getReadOnlyProperty();
    }

    /// {@return how far pictures are changed}
    public FormField<Number> strength() {
        return strength;
    }

    /// {@return what becomes of pictures of another size than is asked for}
    public FormField<ResizeMode> resize() {
        return resize;
    }

    /// {@return whether each keeps its own size, as far as the model can make it}
    public FormField<Boolean> own() {
        return own;
    }

    /// {@return how many pictures wait}
    public long waiting() {
        return entries.stream().filter(each -> each.state == State.WAITS).count();
    }

    /// Lets the user choose a folder.
    ///
    /// @param title what the dialogue is called
    void choose(String title) {
        picker.apply(title).ifPresent(folder -> offer(List.of(folder)));
    }

    /// Takes pictures, and those in folders, beside the ones that are there.
    public void offer(List<Path> paths) {
        open.set(true);
        background.execute(() -> {
            try {
                List<Path> found = PictureBatch.among(paths);
                window.run(() -> add(found));
            } catch (ImageFileException none) {
                window.run(() -> hands.failed.accept(none));
            }
        });
    }

    private void add(List<Path> found) {
        Set<Path> there = entries.stream()
                .filter(each -> each.state == State.WAITS)
                .map(Entry::file)
                .collect(Collectors.toSet());
        entries.addAll(found.stream()
                .distinct()
                .filter(file -> !there.contains(file))
                .map(file -> new Entry(file, State.WAITS, ""))
                .toList());
    }

    /// Takes all pictures off the list; those that are in the queue stay there.
    public void clear() {
        entries.clear();
    }

    /// Puts a job into the queue for each picture that waits, one after the other as they are read.
    public void start() {
        if (working.get() || store.isEmpty() || waiting() == 0) {
            return;
        }
        try {
            var _ = hands.asked.get(); // what is wrong with the form is said before anything is read
        } catch (RequestException wrong) {
            hands.failed.accept(wrong);
            return;
        }
        working.set(true);
        next(store.get());
    }

    private void next(SourceStore sources) {
        Optional<Entry> waits =
                entries.stream().filter(each -> each.state == State.WAITS).findFirst();
        if (waits.isEmpty()) {
            working.set(false);
            return;
        }
        Entry entry = waits.get();
        ImageSize usual = hands.usual.get();
        background.execute(() -> {
            Entry[] done = {new Entry(entry.file, State.REFUSED, "")};
            Optional<PictureBatch.Source> source = Optional.empty();
            try {
                source = Optional.of(PictureBatch.keep(entry.file, sources, usual));
            } catch (StudioException unreadable) {
                done[0] = new Entry(entry.file, State.REFUSED, String.valueOf(unreadable.getMessage()));
            } finally {
                Optional<PictureBatch.Source> read = source;
                window.run(() -> {
                    put(entry, read.map(this::ask).orElse(done[0]));
                    next(sources);
                });
            }
        });
    }

    private Entry ask(PictureBatch.Source source) {
        try {
            GenerationRequest written = hands.asked.get();
            Task task = new Task.ImageToImage(source.picture(), strength.value().doubleValue(), resize.value());
            hands.add.accept(
                    written.withTask(task).withSize(own.value() ? source.size() : written.size()),
                    PictureBatch.name(source.file()));
            return new Entry(source.file(), State.QUEUED, "");
        } catch (RequestException wrong) {
            return new Entry(source.file(), State.REFUSED, String.valueOf(wrong.getMessage()));
        }
    }

    private void put(Entry before, Entry now) {
        IntStream.range(0, entries.size())
                .filter(i -> entries.get(i).equals(before))
                .findFirst()
                .ifPresent(i -> entries.set(i, now));
    }
}
