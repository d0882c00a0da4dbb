package studio.sfumato.canvas;

import java.util.HashMap;
import java.util.Map;
import studio.sfumato.error.RequestException;

/// A stroke that is being made. What is under it is kept, and each pixel takes the strongest dab that met
/// it: a stroke is as even where it crosses itself, and the same however often its way is told. One step
/// of undo.
public final class Stroke implements Gesture {
    private final CanvasDocument document;
    private final CanvasState before;
    private final Layer layer;
    private final Brush brush;
    private final Area clip;
    private final Surface selection;
    private final boolean selected;
    private final int colour;
    private final SurfaceEditor editor;
    private final Map<Long, Part> parts = new HashMap<>();
    private boolean begun;
    private boolean over;
    private double x;
    private double y;
    private double pressure;
    private double ahead;

    /// The stroke in a tile.
    private record Part(
            @SuppressWarnings("ArrayRecordComponent") byte[] coverage,
            @SuppressWarnings("ArrayRecordComponent") int[] before) {}

    Stroke(CanvasDocument document, Layer layer, Brush brush) {
        this.document = document;
        this.before = document.state();
        this.layer = layer;
        this.brush = brush;
        this.colour = Blend.opaque(layer.kind() == LayerKind.MASK ? 0 : brush.rgb());
        this.selection = before.selection();
        this.selected = before.hasSelection();
        this.clip = selected ? before.area().intersect(selection.bounds()) : before.area();
        this.editor = new SurfaceEditor(layer.pixels());
    }

    /// {@return what the brush is}
    public Brush brush() {
        return brush;
    }

    /// {@return the layer it is made on}
    public int layerId() {
        return layer.id();
    }

    /// Leads the brush on in a straight line, or puts it down if it is not.
    ///
    /// @param toX the document's coordinates; 0.5 is the middle of the first column
    /// @param toPressure 0…1; 1 for a mouse
    /// @return where the document looks different now
    public Area to(double toX, double toY, double toPressure) {
        if (over) {
            throw new IllegalStateException("the stroke is over");
        }
        if (!Double.isFinite(toX) || !Double.isFinite(toY) || Double.isNaN(toPressure)) {
            throw new RequestException("a stroke cannot go to " + toX + ", " + toY + " with pressure " + toPressure);
        }
        double force = Math.clamp(toPressure, 0, 1);
        Area dirty = begun ? line(toX, toY, force) : dab(brush.dab(toX, toY, force));
        if (!begun) {
            ahead = brush.step(force);
        }
        begun = true;
        x = toX;
        y = toY;
        pressure = force;
        if (!dirty.isEmpty()) {
            document.preview(live(), dirty);
        }
        return dirty;
    }

    private Area line(double toX, double toY, double toPressure) {
        double length = Math.hypot(toX - x, toY - y);
        Area dirty = Area.NONE;
        double at = ahead;
        while (at <= length) {
            double share = at / length;
            double force = pressure + (toPressure - pressure) * share;
            dirty = dirty.union(dab(brush.dab(x + (toX - x) * share, y + (toY - y) * share, force)));
            at += brush.step(force);
        }
        ahead = at - length;
        return dirty;
    }

    private Area dab(Dab dab) {
        Area area = dab.area().intersect(clip);
        if (area.isEmpty()) {
            return area;
        }
        editor.forTiles(area, (argb, tile) -> {
            long key = ((long) tile.x() << 32) | (tile.y() & 0xFFFFFFFFL);
            Part part = parts.computeIfAbsent(key, _ -> new Part(new byte[Tile.PIXELS], argb.clone()));
            Surface.runs(argb, tile, area, (fromX, row, pixels, at, count) -> {
                int from = inside(dab.x() - dab.reach(row), fromX, count);
                int to = inside(dab.x() + dab.reach(row) + 1, fromX, count);
                double core = dab.core(row);
                int coreFrom = core < 0 ? to : Math.clamp(inside(dab.x() - core + 0.5, fromX, count), from, to);
                int coreTo = core < 0 ? to : Math.clamp(inside(dab.x() + core - 0.5, fromX, count), coreFrom, to);
                edge(dab, part, pixels, fromX, row, at, from, coreFrom);
                core(dab.most(), part, pixels, fromX, row, at, coreFrom, coreTo);
                edge(dab, part, pixels, fromX, row, at, coreTo, to);
            });
        });
        return area;
    }

    private static int inside(double x, int from, int count) {
        return Math.min(count, Math.max(0, (int) Math.floor(x) - from));
    }

    private void edge(Dab dab, Part part, int[] pixels, int column, int row, int at, int from, int to) {
        byte[] coverage = part.coverage;
        int most = dab.most();
        for (int i = from; i < to; i++) {
            int before = coverage[at + i] & 0xFF;
            if (before < most) {
                int covered = dab.coverage(column + i, row);
                if (covered > before) {
                    coverage[at + i] = (byte) covered;
                    pixels[at + i] = painted(part.before[at + i], column + i, row, covered);
                }
            }
        }
    }

    /// Where the dab covers as much as it can.
    private void core(int most, Part part, int[] pixels, int column, int row, int at, int from, int to) {
        byte[] coverage = part.coverage;
        for (int i = at + from; i < at + to; i++) {
            if ((coverage[i] & 0xFF) < most) {
                coverage[i] = (byte) most;
                pixels[i] = painted(part.before[i], column + i - at, row, most);
            }
        }
    }

    private int painted(int before, int column, int row, int covered) {
        int coverage = selected ? Blend.product(covered, selection.argb(column, row) >>> 24) : covered;
        if (brush.eraser()) {
            return Blend.erase(before, coverage);
        }
        return coverage == 255 ? colour : Blend.over(before, colour, coverage);
    }

    private CanvasState live() {
        CanvasState state = document.state();
        Surface surface = editor.surface();
        return state.layer(layer.id()).pixels() == surface ? state : state.with(layer.painted(surface));
    }

    /// {@inheritDoc}
    @Override
    public void end() {
        if (!over) {
            over = true;
            EditKind kind = brush.eraser() ? EditKind.ERASE : EditKind.STROKE;
            document.ended(kind, layer.id(), parts.isEmpty() ? before : before.with(layer.painted(editor.done())));
        }
    }

    /// {@inheritDoc}
    @Override
    public void cancel() {
        if (!over) {
            over = true;
            document.ended(EditKind.STROKE, layer.id(), before);
        }
    }
}
