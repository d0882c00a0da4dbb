package studio.sfumato.canvas;

import java.util.List;
import java.util.function.IntBinaryOperator;
import studio.sfumato.canvas.select.Combine;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.Pose.Person;

/// What can be done to a layer's pixels beside painting, each one step of undo. Where something is
/// selected, nothing else is changed.
public final class LayerPixels {
    private final CanvasDocument document;
    private final int id;

    LayerPixels(CanvasDocument document, int id) {
        this.document = document;
        this.id = id;
    }

    /// Fills what `coverage` covers with a colour: the bucket, with what
    /// [studio.sfumato.canvas.select.Similar] found.
    ///
    /// @param rgb 0xRRGGBB; of no consequence on a mask
    /// @param opacity 0…1
    /// @throws RequestException if the layer is locked
    public void fill(Surface coverage, int rgb, double opacity) {
        CanvasState state = document.state();
        Layer layer = state.editable(id);
        int colour = Blend.opaque(layer.kind() == LayerKind.MASK ? 0 : rgb & 0xFFFFFF);
        int level = (int) Math.round(255 * Math.clamp(opacity, 0, 1));
        change(
                coverage.clipped(state.area()),
                (pixel, cover) -> Blend.over(pixel, colour, Blend.product(cover >>> 24, level)));
    }

    /// Empties what is selected, or all of the layer.
    ///
    /// @throws RequestException if the layer is locked
    public void clear() {
        CanvasState state = document.state();
        Layer layer = state.editable(id);
        if (state.hasSelection()) {
            change(state.selection(), (_, _) -> 0);
        } else if (!layer.pixels().isEmpty()) {
            document.edit(
                    EditKind.FILL, id, state.with(layer.with(Surface.EMPTY).unposed()));
        }
    }

    private void change(Surface coverage, IntBinaryOperator pixel) {
        CanvasState state = document.state();
        Layer layer = state.editable(id);
        Surface changed = layer.pixels().combined(coverage, coverage.bounds(), pixel);
        Surface after = state.limited(layer.pixels(), changed);
        if (after != layer.pixels()) {
            document.edit(EditKind.FILL, id, state.with(layer.painted(after)));
        }
    }

    /// Puts other pixels in place of the layer's: what a filter or an upscaler made of them.
    ///
    /// @throws RequestException if the layer is locked
    public void replace(Surface pixels) {
        replace(EditKind.FILL, pixels);
    }

    /// Puts a map of the picture in place of the layer's pixels; several in a row are one step of undo.
    ///
    /// @throws RequestException if the layer is locked
    public void map(Surface map) {
        replace(EditKind.MAP, map);
    }

    private void replace(EditKind kind, Surface pixels) {
        CanvasState state = document.state();
        Layer layer = state.editable(id);
        document.edit(
                kind,
                id,
                state.with(layer.with(state.limited(layer.pixels(), pixels)).unposed()));
    }

    /// Draws skeletons in place of the layer's pixels; they can be changed later on.
    ///
    /// @param typed whether this follows numbers being typed: several such in a row are one step of undo
    /// @throws RequestException if the layer is locked or is no control
    public void pose(List<Person> people, boolean typed) {
        CanvasState state = document.state();
        Layer after = posable(state).posed(people, state.area());
        document.edit(typed ? EditKind.POSE_NUMBER : EditKind.POSE, id, state.with(after));
    }

    /// Begins to change skeletons.
    ///
    /// @throws RequestException if the layer is locked or is no control
    public Posing beginPose() {
        return document.begin(new Posing(document, posable(document.state())));
    }

    private Layer posable(CanvasState state) {
        Layer layer = state.editable(id);
        if (layer.kind() != LayerKind.CONTROL) {
            throw new RequestException("the layer '" + layer.name() + "' guides nothing: a pose cannot be drawn on it");
        }
        return layer;
    }

    /// Puts what the layer's filters show in place of its pixels, and takes the filters off. Slow if they
    /// are not worked out.
    ///
    /// @throws RequestException if the layer is locked
    public void bakeFilters() {
        CanvasState state = document.state();
        Layer layer = state.editable(id);
        if (!layer.filters().isEmpty()) {
            document.edit(
                    EditKind.FILTER,
                    0,
                    state.with(layer.painted(layer.filtered()).through(List.of())));
        }
    }

    /// Begins to move what is selected of the layer, and the selection with it; all of it if nothing is
    /// selected.
    ///
    /// @throws RequestException if the layer is locked
    public Move beginMove() {
        return document.begin(new Move(document, document.state().editable(id)));
    }

    /// Moves it at once, in one step.
    ///
    /// @throws RequestException if the layer is locked
    public void move(int dx, int dy) {
        Move move = beginMove();
        move.to(dx, dy);
        move.end();
    }

    /// Merges the layer into the one right below it, which then looks as both did: opaque, with their
    /// opacities in its pixels. Of masks the stronger counts at each pixel.
    ///
    /// @throws RequestException if one of them is locked, none is below, or one is a mask or a control
    /// and the other not
    public void mergeDown() {
        CanvasState state = document.state();
        Layer upper = state.editable(id);
        int index = state.indexOf(id);
        if (index == 0) {
            throw new RequestException("there is no layer below '" + upper.name() + "' to merge it into");
        }
        Layer lower = state.editable(state.layers().get(index - 1).id());
        if (upper.kind() != lower.kind()
                && !(upper.kind().isPicture() && lower.kind().isPicture())) {
            throw new RequestException("the layers '" + upper.name() + "' and '" + lower.name()
                    + "' cannot be merged: one is part of the picture, the other is not, or they guide it differently");
        }
        Surface above = upper.filtered();
        Surface below = lower.filtered();
        Area area = above.bounds().union(lower.level() == 255 ? Area.NONE : below.bounds());
        IntBinaryOperator each = upper.kind() == LayerKind.MASK
                ? Combine::stronger
                : (one, other) -> Blend.over(faded(one, lower.level()), other, upper.level());
        Surface merged = below.combined(above, area, each);
        List<Layer> layers = state.layers().stream()
                .filter(layer -> layer.id() != upper.id())
                .map(layer -> layer.id() == lower.id() ? merged(lower, merged) : layer)
                .toList();
        document.edit(EditKind.MERGE_DOWN, lower.id(), state.with(layers));
    }

    private static Layer merged(Layer lower, Surface pixels) {
        Layer plain = lower.with(pixels).through(List.of()).unposed();
        return lower.kind() == LayerKind.MASK ? plain : plain.opaque(1);
    }

    private static int faded(int pixel, int level) {
        return level == 255 ? pixel : Blend.over(0, pixel, level);
    }
}
