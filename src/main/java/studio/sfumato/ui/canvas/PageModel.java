package studio.sfumato.ui.canvas;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.CanvasChange;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasListener;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.canvas.tool.Ground;
import studio.sfumato.ui.common.Note;

/// The document on the canvas, which of its layers is worked on, and what there is to say about it. All of it belongs
/// to
/// the window's thread.
public final class PageModel implements Ground {
    /// No layer.
    public static final int NOBODY = 0;

    private final ReadOnlyObjectWrapper<@Nullable CanvasDocument> document = new ReadOnlyObjectWrapper<>(null);
    private final ReadOnlyBooleanWrapper undoable = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper redoable = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper masked = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyIntegerWrapper revision = new ReadOnlyIntegerWrapper(0);
    private final IntegerProperty chosen = new SimpleIntegerProperty(NOBODY);
    private final BooleanProperty quick = new SimpleBooleanProperty(false);
    private final ObservableList<Note> notes = FXCollections.observableArrayList();
    private final List<Consumer<CanvasChange>> watchers = new CopyOnWriteArrayList<>();
    private final CanvasListener ear = new CanvasListener() {
        @Override
        public void changed(CanvasChange change) {
            hear(change);
        }

        @Override
        public void trouble(StudioException problem) {
            notes.add(Note.of(problem));
        }
    };
    private int before = NOBODY;
    private UnaryOperator<String> names = UnaryOperator.identity();
    private BiFunction<String, Object[], String> says = (key, about) -> key + " " + Arrays.toString(about);

    /// {@return the document; `null` while none is open}
    public ReadOnlyObjectProperty<@Nullable CanvasDocument> documentProperty() {
        return document.getReadOnlyProperty();
    }

    /// {@return the document, if one is open}
    @Override
    public Optional<CanvasDocument> document() {
        return Optional.ofNullable(document.get());
    }

    /// {@return the layer that is worked on, [#NOBODY] for none}
    public IntegerProperty chosenProperty() {
        return chosen;
    }

    /// {@return whether the mask is painted for the moment, whatever layer was worked on}
    public BooleanProperty quickProperty() {
        return quick;
    }

    /// {@return whether something can be undone}
    public ReadOnlyBooleanProperty undoableProperty() {
        return undoable.getReadOnlyProperty();
    }

    /// {@return whether something can be done again}
    public ReadOnlyBooleanProperty redoableProperty() {
        return redoable.getReadOnlyProperty();
    }

    /// {@return whether a visible mask has anything in it}
    public ReadOnlyBooleanProperty maskedProperty() {
        return masked.getReadOnlyProperty();
    }

    /// {@return a number that grows with every edit}
    public ReadOnlyIntegerProperty revisionProperty() {
        return revision.getReadOnlyProperty();
    }

    /// {@return what the artist should know}
    public ObservableList<Note> notes() {
        return notes;
    }

    /// Tells `watcher` where the document looks different, from now on.
    ///
    /// @return what ends that
    public Subscription watch(Consumer<CanvasChange> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /// Works on `next` from now on. Whoever opened the document before it closes it.
    public void open(@Nullable CanvasDocument next) {
        CanvasDocument last = document.get();
        if (last != null) {
            last.removeListener(ear);
        }
        quick.set(false);
        before = NOBODY;
        document.set(next);
        chosen.set(NOBODY);
        if (next != null) {
            next.addListener(ear);
            chooseSomething(next);
            settle(next);
        }
    }

    /// Names new layers from now on.
    ///
    /// @param words the name of what a kind of layer is called: `mask`, `paint`, `picture`, `control`, `result`
    public void nameWith(UnaryOperator<String> words) {
        names = words;
    }

    /// Says everything that is told here in the language of `words` from now on.
    ///
    /// @param words what a key's text is with what it is about
    public void sayWith(BiFunction<String, Object[], String> words) {
        says = words;
    }

    /// {@return the text of `key`, in the window's language}
    String say(String key, Object... about) {
        return says.apply(key, about);
    }

    /// {@return what a new layer is called}
    ///
    /// @param kind `mask`, `paint`, `picture`, `control` or `result`
    public String name(String kind) {
        return names.apply(kind);
    }

    /// {@return the layer that is worked on, if there is one}
    @Override
    public Optional<Layer> layer() {
        return document().flatMap(open -> open.state().find(chosen.get()));
    }

    /// {@return the mask that is worked on: the chosen one, or else the uppermost that is seen}
    public Optional<Layer> mask() {
        return layer().filter(each -> each.kind() == LayerKind.MASK)
                .or(() -> document().stream()
                        .flatMap(open -> open.layers().reversed().stream())
                        .filter(each -> each.kind() == LayerKind.MASK && each.visible())
                        .findFirst());
    }

    /// Changes the document; what it refuses is told.
    ///
    /// @return whether it was done
    @Override
    public boolean edit(Consumer<CanvasDocument> change) {
        CanvasDocument open = document.get();
        if (open == null || open.isBusy()) {
            return false;
        }
        try {
            change.accept(open);
            return true;
        } catch (StudioException refused) {
            tell(Note.of(refused));
            return false;
        }
    }

    /// Tells the artist something, once.
    public void tell(Note note) {
        notes.removeIf(each -> each.message().equals(note.message()));
        notes.add(note);
    }

    /// Takes the last edit back.
    public void undo() {
        edit(CanvasDocument::undo);
    }

    /// Does again what was taken back last.
    public void redo() {
        edit(CanvasDocument::redo);
    }

    /// Paints the mask for the moment, or goes back to the layer before; a document without a mask gets one.
    public void quickMask() {
        boolean on = !quick.get();
        if (on) {
            int here = chosen.get();
            boolean was = layer().filter(each -> each.kind() == LayerKind.MASK).isPresent();
            chosen.set(maskOrNew());
            before = was ? NOBODY : here;
        } else if (document().flatMap(open -> open.state().find(before)).isPresent()) {
            chosen.set(before);
        }
        quick.set(on && chosen.get() != NOBODY);
    }

    @Override
    public int maskOrNew() {
        Optional<Layer> there = mask();
        if (there.isPresent()) {
            return there.get().id();
        }
        int[] made = {NOBODY};
        if (edit(open -> made[0] = open.addLayer(LayerKind.MASK, name("mask")))) {
            chosen.set(made[0]);
        }
        return made[0];
    }

    private void hear(CanvasChange change) {
        CanvasDocument open = document.get();
        if (open == null) {
            return;
        }
        watchers.forEach(each -> each.accept(change));
        if (change.history()) {
            settle(open);
        }
    }

    private void settle(CanvasDocument open) {
        undoable.set(open.undoable().isPresent());
        redoable.set(open.redoable().isPresent());
        masked.set(open.layers().stream()
                .anyMatch(each -> each.kind() == LayerKind.MASK
                        && each.visible()
                        && !each.pixels().bounds().isEmpty()));
        if (open.state().find(chosen.get()).isEmpty()) {
            chooseSomething(open);
        }
        revision.set(revision.get() + 1);
    }

    private void chooseSomething(CanvasDocument open) {
        List<Layer> layers = open.layers();
        chosen.set(layers.isEmpty() ? NOBODY : layers.getLast().id());
    }
}
