package studio.sfumato.canvas;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.filter.Filter;
import studio.sfumato.canvas.filter.FilterStack;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;

/// A picture being worked on: layers, a selection, and every state it has been in. One thread at a time
/// may use it; a [#snapshot()] may go to any other.
///
/// Every edit is one step of undo and tells the listeners where the document looks different now. An edit
/// of a layer that does not exist or is locked is refused with a [RequestException], and while a
/// [Gesture] is being made every other
/// edit is, with an [IllegalStateException].
public final class CanvasDocument implements AutoCloseable {
    private static final long TILE_BYTES = 4L * Tile.PIXELS;

    private final History history;
    private final List<CanvasListener> listeners = new CopyOnWriteArrayList<>();
    private CanvasState state;
    private @Nullable Gesture gesture;

    /// @param history what the document has been
    CanvasDocument(History history) {
        this.history = history;
        this.state = history.present().state();
    }

    /// {@return a document that begins with `state`}
    public static CanvasDocument of(CanvasState state) {
        return of(state, mostResident(), TileFile::temporary);
    }

    private static int mostResident() {
        return Math.clamp(Runtime.getRuntime().maxMemory() / 8 / TILE_BYTES, 64, 2048);
    }

    /// {@return a document that has been what `past` says}
    ///
    /// @param tiles where its tiles are, and where others will go; whoever opened it closes it, after the
    /// document
    /// @throws ImageFileException naming the file if tiles of the present state are not there
    public static CanvasDocument restored(Past past, TileFile tiles) {
        past.steps().get(past.at()).state().tiles(Tile::argb);
        History history = new History(past.steps(), past.at(), mostResident(), () -> tiles);
        history.keepIn(tiles);
        return new CanvasDocument(history);
    }

    /// @param mostResident how many tiles may be in memory for undo alone
    static CanvasDocument of(CanvasState state, int mostResident, Supplier<TileFile> files) {
        Step first = new Step(EditKind.OPEN, 0, state);
        return new CanvasDocument(new History(List.of(first), 0, mostResident, files));
    }

    /// {@return a document of one picture, in a layer of that name}
    public static CanvasDocument of(Raster picture, String name) {
        CanvasState blank = CanvasState.blank(picture.width(), picture.height());
        return of(blank.adding(Layer.of(1, name, LayerKind.PICTURE, Surface.of(picture, 0, 0)), 0));
    }

    /// {@return a document without layers}
    public static CanvasDocument blank(int width, int height) {
        return of(CanvasState.blank(width, height));
    }

    // ---------------------------------------------------------------- looking at it

    /// {@return the document as it looks now, with the stroke that is being made}
    public CanvasState state() {
        return state;
    }

    /// {@return the document after the last edit that ended: may be read on any thread, now and later}
    public CanvasState snapshot() {
        return history.present().state();
    }

    /// {@return its width in pixels}
    public int width() {
        return state.width();
    }

    /// {@return its height in pixels}
    public int height() {
        return state.height();
    }

    /// {@return its layers, the lowest first}
    public List<Layer> layers() {
        return state.layers();
    }

    /// {@return the layer of that id}
    public Layer layer(int id) {
        return state.layer(id);
    }

    /// Writes what `area` shows to `into`, premultiplied, row by row, `stride` pixels apart; masks in
    /// their colour. What of `area` is outside the document becomes 0. Always fast: of layers whose
    /// filters are not worked out yet, see [#unfiltered()], what is known is shown, and their own pixels
    /// elsewhere.
    public void compose(Area area, int[] into, int stride) {
        new Compositor(state, Layer::preview).compose(area, into, stride);
    }

    /// {@return the picture its visible picture and paint layers make; slow for large ones: take a
    /// [#snapshot()] and a [Compositor] to another thread}
    public Raster flattened() {
        return new Compositor(state).flattened();
    }

    /// {@return its visible masks together as an opaque grey picture of its size, white where to repaint}
    public Raster mask() {
        return new Compositor(state).mask();
    }

    /// {@return what of a layer is within the document, as its filters show it; its opacity and whether
    /// it is visible make no difference}
    public Raster raster(int layerId) {
        return state.layer(layerId).filtered().raster(state.area());
    }

    /// {@return the visible layers whose filters are not worked out yet. On another thread:
    /// `layer.filters().of(layer.pixels(), token)`; then, on the document's, [#filtered(int)]}
    public List<Layer> unfiltered() {
        return state.layers().stream()
                .filter(layer ->
                        layer.visible() && layer.filters().ready(layer.pixels()).isEmpty())
                .toList();
    }

    /// Tells the listeners that a layer's filters have been worked out; nothing if the layer is gone.
    public void filtered(int layerId) {
        state.find(layerId)
                .ifPresent(layer -> tell(CanvasChange.stroke(layer.extent().intersect(state.area()))));
    }

    // ---------------------------------------------------------------- history

    /// {@return what [#undo()] would take back}
    public Optional<EditKind> undoable() {
        return history.undoable().map(Step::kind);
    }

    /// {@return what [#redo()] would do again}
    public Optional<EditKind> redoable() {
        return history.redoable().map(Step::kind);
    }

    /// {@return all that the document has been; for saving it}
    public Past past() {
        return new Past(history.steps(), history.at());
    }

    /// Puts what only undo needs into `tiles` from now on instead of into a temporary file.
    ///
    /// @param tiles whoever opened it closes it, after the document
    public void keepIn(TileFile tiles) {
        history.steps().forEach(step -> step.state().tiles(tile -> tile.moveTo(tiles)));
        history.keepIn(tiles);
    }

    /// Takes the last edit back, if there is one.
    ///
    /// @throws ImageFileException if it was on the disk and cannot be read; the document stays as it is
    /// then
    public void undo() {
        go(history.at() - 1);
    }

    /// Does the edit again that was taken back last, if there is one.
    ///
    /// @throws ImageFileException as above
    public void redo() {
        go(history.at() + 1);
    }

    private void go(int to) {
        idle();
        if (to >= 0 && to < history.steps().size()) {
            history.go(to);
            show(state, snapshot());
            trim();
        }
    }

    private void trim() {
        try {
            history.trim();
        } catch (ImageFileException notKept) {
            listeners.forEach(each -> each.trouble(notKept));
        }
    }

    // ---------------------------------------------------------------- strokes

    /// Begins a stroke. On a layer that is hidden it is as on any other. On a mask it covers, or uncovers.
    ///
    /// @throws RequestException if there is no such layer, or it is locked
    public Stroke begin(int layerId, Brush brush) {
        return begin(new Stroke(this, state.editable(layerId), brush));
    }

    <G extends Gesture> G begin(G begun) {
        idle();
        gesture = begun;
        return begun;
    }

    /// {@return whether a stroke or a move is being made}
    public boolean isBusy() {
        return gesture != null;
    }

    void preview(CanvasState live, Area dirty) {
        boolean selection = state.selection() != live.selection();
        state = live;
        tell(new CanvasChange(dirty, false, selection, false, false));
    }

    void ended(EditKind kind, int layer, CanvasState after) {
        gesture = null;
        if (after.equals(snapshot())) {
            show(state, after);
        } else {
            edit(kind, layer, after);
        }
    }

    // ---------------------------------------------------------------- layers

    /// Adds a picture as a new layer on top of the other pictures and paint, under masks and controls.
    ///
    /// @return the layer's id
    public int accept(Raster picture, int x, int y, String name) {
        return accept(picture, x, y, name, 1);
    }

    /// The same, blended with what is below.
    ///
    /// @param opacity 0…1
    /// @return the layer's id
    public int accept(Raster picture, int x, int y, String name, double opacity) {
        Layer layer = Layer.of(state.nextId(), name, LayerKind.PICTURE, Surface.of(picture, x, y));
        return add(EditKind.ACCEPT, layer.opaque(opacity));
    }

    /// Adds an empty layer: pictures and paint on top of the other pictures and paint, masks and controls
    /// on top of all.
    ///
    /// @return the layer's id
    public int addLayer(LayerKind kind, String name) {
        return addLayer(kind, name, Surface.EMPTY);
    }

    /// Adds a layer with `pixels`.
    ///
    /// @return the layer's id
    public int addLayer(LayerKind kind, String name, Surface pixels) {
        return add(EditKind.ADD_LAYER, Layer.of(state.nextId(), name, kind, pixels));
    }

    private int add(EditKind edit, Layer layer) {
        int index = state.layers().size();
        while (layer.kind().isPicture()
                && index > 0
                && !state.layers().get(index - 1).kind().isPicture()) {
            index--;
        }
        edit(edit, layer.id(), state.adding(layer, index));
        return layer.id();
    }

    /// Removes a layer that is not locked.
    public void removeLayer(int id) {
        edit(EditKind.REMOVE_LAYER, id, state.without(id));
    }

    /// Copies a layer; the copy is right above it.
    ///
    /// @return the copy's id
    public int duplicateLayer(int id, String name) {
        int copy = state.nextId();
        edit(EditKind.DUPLICATE_LAYER, copy, state.adding(state.layer(id).copy(copy, name), state.indexOf(id) + 1));
        return copy;
    }

    /// Names a layer; several in a row are one step of undo.
    public void rename(int id, String name) {
        change(EditKind.RENAME, state.layer(id).named(name));
    }

    /// Shows or hides a layer.
    public void setVisible(int id, boolean visible) {
        change(EditKind.VISIBILITY, state.layer(id).shown(visible));
    }

    /// Sets a layer's opacity, 0…1; several in a row are one step of undo.
    public void setOpacity(int id, double opacity) {
        change(EditKind.OPACITY, state.layer(id).opaque(opacity));
    }

    /// Shows a layer through `filters`, the first of which works on its own pixels; those stay as they
    /// are. Several in a row are one step of undo.
    ///
    /// @throws RequestException if the layer is a mask
    public void setFilters(int id, List<Filter> filters) {
        if (state.layer(id).kind() == LayerKind.MASK) {
            throw new RequestException("the mask '" + state.layer(id).name() + "' cannot have filters");
        }
        change(EditKind.FILTER, state.layer(id).through(filters));
    }

    /// Locks or unlocks a layer.
    public void setLocked(int id, boolean locked) {
        change(EditKind.LOCK, state.layer(id).locked(locked));
    }

    /// Puts a layer at `index` from the bottom, from 0; beyond the others means on top.
    public void reorder(int id, int index) {
        if (state.indexOf(id) != index) {
            edit(EditKind.ORDER, id, state.ordered(id, index));
        }
    }

    /// Shows masks in another way; several in a row are one step of undo.
    public void setMaskStyle(MaskStyle style) {
        if (!style.equals(state.maskStyle())) {
            edit(EditKind.MASK_STYLE, 0, state.with(style));
        }
    }

    /// {@return what can be done to the pixels of a layer: fill, clear, move, merge down}
    public LayerPixels pixels(int layerId) {
        return new LayerPixels(this, layerId);
    }

    // ---------------------------------------------------------------- selection, masks and size

    /// {@return what can be done to the selection}
    public CoverageEdits selection() {
        return new CoverageEdits(this, Optional.empty());
    }

    /// {@return what can be done to a mask: the same as to a selection}
    ///
    /// @throws RequestException if there is no such layer, or it is no mask
    public CoverageEdits mask(int layerId) {
        if (state.layer(layerId).kind() != LayerKind.MASK) {
            throw new RequestException("the layer '" + state.layer(layerId).name() + "' is no mask");
        }
        return new CoverageEdits(this, Optional.of(layerId));
    }

    /// Makes `area` all of the document; layers keep what is outside.
    ///
    /// @throws RequestException if a document cannot have that size
    public void crop(Area area) {
        reframe(EditKind.CROP, area);
    }

    /// Adds so many pixels at each side, or takes them away if negative; layers keep what is outside.
    ///
    /// @throws RequestException if a document cannot have that size
    public void resize(int left, int top, int right, int bottom) {
        long width = (long) width() + left + right;
        long height = (long) height() + top + bottom;
        if (width < 1 || height < 1 || width > CanvasState.LONGEST_SIDE || height > CanvasState.LONGEST_SIDE) {
            throw CanvasState.refused(width, height);
        }
        reframe(EditKind.RESIZE, new Area(-left, -top, (int) width, (int) height));
    }

    /// Takes what a [Scaling] made of the present state.
    public void scale(CanvasState scaled) {
        edit(EditKind.SCALE, 0, scaled);
    }

    private void reframe(EditKind kind, Area area) {
        if (!area.equals(state.area())) {
            edit(kind, 0, state.within(area));
        }
    }

    private void change(EditKind kind, Layer layer) {
        if (!layer.equals(state.layer(layer.id()))) {
            edit(kind, layer.id(), state.with(layer));
        }
    }

    // ---------------------------------------------------------------- edits

    /// Makes `after` the present state, in one step of undo.
    void edit(EditKind kind, int layer, CanvasState after) {
        idle();
        CanvasState before = state;
        history.add(new Step(kind, layer, after));
        show(before, after);
        trim();
    }

    private void show(CanvasState before, CanvasState after) {
        state = after;
        tell(CanvasChange.between(before, after));
        Set<FilterStack> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        after.layers().forEach(layer -> seen.add(layer.filters()));
        before.layers().stream()
                .map(Layer::filters)
                .filter(old -> !seen.contains(old))
                .forEach(FilterStack::forget);
    }

    private void idle() {
        if (gesture != null) {
            throw new IllegalStateException("a stroke or a move is being made");
        }
    }

    /// Tells `listener` of every change from now on.
    public void addListener(CanvasListener listener) {
        listeners.add(listener);
    }

    /// Tells `listener` nothing more.
    public void removeListener(CanvasListener listener) {
        listeners.remove(listener);
    }

    private void tell(CanvasChange change) {
        listeners.forEach(each -> each.changed(change));
    }

    /// Gives up what undo has on the disk. Snapshots that only undo could reach cannot be read any more.
    @Override
    public void close() {
        history.close();
    }
}
