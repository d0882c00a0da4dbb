package studio.sfumato.canvas;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;

/// A document as it is at one moment: immutable and cheap, for states share their tiles. Undo keeps
/// states, other threads are given them.
///
/// @param width in pixels
/// @param height in pixels
/// @param layers the lowest first
/// @param selection what is selected, in its alpha; empty where nothing is, and then everything can be
/// edited
/// @param maskStyle how masks are shown
/// @param nextId the id that the next new layer gets
public record CanvasState(
        int width, int height, List<Layer> layers, Surface selection, MaskStyle maskStyle, int nextId) {
    /// The most pixels on a side.
    public static final int LONGEST_SIDE = 32_768;

    /// The most layers.
    public static final int MOST_LAYERS = 999;

    /// Copies the list; refuses sizes that cannot be.
    public CanvasState {
        layers = List.copyOf(layers);
        if (width < 1
                || height < 1
                || width > LONGEST_SIDE
                || height > LONGEST_SIDE
                || (long) width * height > Raster.MOST_PIXELS) {
            throw refused(width, height);
        }
        if (layers.size() > MOST_LAYERS) {
            throw new RequestException("a canvas has at most " + MOST_LAYERS + " layers");
        }
    }

    static RequestException refused(long width, long height) {
        return new RequestException("a canvas cannot be " + width + "×" + height + ": each side has 1 to "
                + LONGEST_SIDE + " pixels, and all together at most " + Raster.MOST_PIXELS);
    }

    /// {@return a document without layers}
    public static CanvasState blank(int width, int height) {
        return new CanvasState(width, height, List.of(), Surface.EMPTY, MaskStyle.USUAL, 1);
    }

    /// {@return all of the document}
    public Area area() {
        return new Area(0, 0, width, height);
    }

    /// {@return whether something is selected}
    public boolean hasSelection() {
        return !selection.bounds().isEmpty();
    }

    /// {@return the layer of that id}
    public Optional<Layer> find(int id) {
        return layers.stream().filter(layer -> layer.id() == id).findFirst();
    }

    /// {@return the layer of that id}
    ///
    /// @throws RequestException if there is none
    public Layer layer(int id) {
        return find(id).orElseThrow(() -> new RequestException("there is no layer " + id + " on the canvas"));
    }

    /// {@return the layer of that id, whose pixels may be changed}
    ///
    /// @throws RequestException if there is none, or it is locked
    Layer editable(int id) {
        Layer layer = layer(id);
        if (layer.locked()) {
            throw new RequestException("the layer '" + layer.name() + "' is locked", "Unlock it first.", null);
        }
        return layer;
    }

    /// {@return the place of a layer from the bottom, from 0}
    public int indexOf(int id) {
        return layers.indexOf(layer(id));
    }

    /// {@return it with `layer` in place of the one of the same id}
    CanvasState with(Layer layer) {
        return with(layers.stream()
                .map(each -> each.id() == layer.id() ? layer : each)
                .toList());
    }

    CanvasState with(List<Layer> others) {
        return new CanvasState(width, height, others, selection, maskStyle, nextId);
    }

    CanvasState with(MaskStyle style) {
        return new CanvasState(width, height, layers, selection, style, nextId);
    }

    CanvasState selecting(Surface coverage) {
        return new CanvasState(width, height, layers, coverage, maskStyle, nextId);
    }

    /// {@return it with `layer`, whose id must be [#nextId()], at `index` from the bottom}
    CanvasState adding(Layer layer, int index) {
        List<Layer> more = new ArrayList<>(layers);
        more.add(index, layer);
        return new CanvasState(width, height, more, selection, maskStyle, nextId + 1);
    }

    CanvasState without(int id) {
        Layer gone = editable(id);
        return with(layers.stream().filter(each -> each.id() != gone.id()).toList());
    }

    /// {@return it with the layer `id` at `index` from the bottom}
    CanvasState ordered(int id, int index) {
        List<Layer> others = new ArrayList<>(layers);
        Layer moved = others.remove(indexOf(id));
        others.add(Math.clamp(index, 0, others.size()), moved);
        return with(others);
    }

    /// {@return the document cut or extended to `area`; layers keep what is outside}
    CanvasState within(Area area) {
        List<Layer> moved =
                layers.stream().map(each -> each.moved(-area.x(), -area.y())).toList();
        Surface selected = selection.moved(-area.x(), -area.y()).clipped(new Area(0, 0, area.width(), area.height()));
        return new CanvasState(area.width(), area.height(), moved, selected, maskStyle, nextId);
    }

    /// {@return `after` where something is selected, or nothing is anywhere; else `before`}
    Surface limited(Surface before, Surface after) {
        if (!hasSelection()) {
            return after;
        }
        Surface marked = after.clipped(selection.bounds());
        return before.edited(selection.bounds(), (x, y, argb, at, count) -> {
            Area run = new Area(x, y, count, 1);
            int[] selected = selection.read(run);
            int[] others = marked.read(run);
            for (int i = 0; i < count; i++) {
                argb[at + i] = Blend.between(argb[at + i], others[i], selected[i] >>> 24);
            }
        });
    }

    /// Hands every tile to `action`, also several times.
    void tiles(Consumer<Tile> action) {
        layers.forEach(layer -> layer.pixels().tiles(action));
        selection.tiles(action);
    }

    /// {@return an area outside of which both look the same}
    Area difference(CanvasState other) {
        if (width != other.width || height != other.height) {
            return area().union(other.area());
        }
        Area changed = Area.NONE;
        Set<Integer> both = new HashSet<>();
        for (Layer layer : layers) {
            Optional<Layer> before = other.find(layer.id());
            before.ifPresent(same -> both.add(same.id()));
            changed = changed.union(before.map(same -> difference(layer, same)).orElseGet(() -> layer.extent()));
        }
        for (Layer layer : other.layers) {
            if (!both.contains(layer.id())) {
                changed = changed.union(layer.extent());
            }
        }
        changed = changed.union(orderDifference(other, both)).union(selection.difference(other.selection));
        if (!maskStyle.equals(other.maskStyle)) {
            for (Layer layer : layers) {
                changed = layer.kind() == LayerKind.MASK ? changed.union(layer.extent()) : changed;
            }
        }
        return changed.intersect(area());
    }

    private static Area difference(Layer layer, Layer other) {
        if (!layer.visible() && !other.visible()) {
            return Area.NONE;
        }
        return layer.looksLike(other)
                ? layer.pixels()
                        .difference(other.pixels())
                        .grown(layer.filters().margin())
                : layer.extent().union(other.extent());
    }

    private Area orderDifference(CanvasState other, Set<Integer> both) {
        List<Layer> here =
                layers.stream().filter(each -> both.contains(each.id())).toList();
        List<Layer> there =
                other.layers.stream().filter(each -> both.contains(each.id())).toList();
        Area changed = Area.NONE;
        for (int i = 0; i < here.size(); i++) {
            if (here.get(i).id() != there.get(i).id()) {
                changed = changed.union(here.get(i).extent());
            }
        }
        return changed;
    }
}
