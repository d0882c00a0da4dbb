package studio.sfumato.ui.canvas.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CoverageEdits;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.Surface;
import studio.sfumato.canvas.select.Combine;
import studio.sfumato.canvas.select.Point;
import studio.sfumato.canvas.select.Shape;
import studio.sfumato.canvas.select.Similar;
import studio.sfumato.image.Raster;

/// What shapes do: on a layer of paint they select, anywhere else they mask.
final class ShapeWork {
    private static final double LEAST = 2;

    private final Ground ground;
    private final ToolModel tools;

    ShapeWork(Ground ground, ToolModel tools) {
        this.ground = ground;
        this.tools = tools;
    }

    private static Combine how(boolean add, boolean take) {
        if (take) {
            return Combine.SUBTRACT;
        }
        return add ? Combine.ADD : Combine.REPLACE;
    }

    private boolean selects() {
        return ground.layer().filter(each -> each.kind() == LayerKind.PAINT).isPresent();
    }

    private CoverageEdits target(CanvasDocument open, int mask) {
        return mask == 0 ? open.selection() : open.mask(mask);
    }

    private void draw(Shape shape, boolean add, boolean take) {
        int mask = selects() ? 0 : ground.maskOrNew();
        ground.edit(open -> target(open, mask).draw(shape, how(add, take)));
    }

    void rectangle(Pointer from, Pointer to) {
        Area area = area(from, to);
        if (area.isEmpty()) {
            if (selects()) {
                ground.edit(open -> open.selection().clear());
            }
        } else {
            draw(new Shape.Rectangle(area), from.shift(), from.alt());
        }
    }

    private static Area area(Pointer from, Pointer to) {
        return Area.between(
                (int) Math.rint(Math.min(from.x(), to.x())),
                (int) Math.rint(Math.min(from.y(), to.y())),
                (int) Math.rint(Math.max(from.x(), to.x())),
                (int) Math.rint(Math.max(from.y(), to.y())));
    }

    void polygon(Outline outline, boolean add, boolean take) {
        List<Point> corners = new ArrayList<>();
        for (int i = 0; i < outline.size(); i++) {
            corners.add(new Point(outline.x(i), outline.y(i)));
        }
        draw(new Shape.Polygon(corners), add, take);
    }

    /// The bucket: on paint and on a map it paints, the latter where the map has one colour; else it masks.
    void fill(Pointer at) {
        ground.edit(open -> {
            int x = (int) Math.floor(at.x());
            int y = (int) Math.floor(at.y());
            Optional<Layer> painted =
                    ground.layer().filter(each -> each.kind() == LayerKind.PAINT || each.kind() == LayerKind.CONTROL);
            Raster seen = painted.filter(each -> each.kind() == LayerKind.CONTROL)
                    .map(each -> open.raster(each.id()))
                    .orElseGet(open::flattened);
            Surface found = similar().connected(seen, x, y);
            if (painted.isPresent()) {
                open.pixels(painted.get().id())
                        .fill(
                                found,
                                tools.colourProperty().get(),
                                tools.flowProperty().get());
            } else if (ground.layer().isPresent()) {
                int mask = ground.maskOrNew();
                open.mask(mask).combine(found, at.alt() ? Combine.SUBTRACT : Combine.ADD);
            }
        });
    }

    private Similar similar() {
        return new Similar((int) Math.rint(tools.toleranceProperty().get()));
    }

    void colour(Pointer at) {
        int mask = selects() ? 0 : ground.maskOrNew();
        ground.edit(open -> {
            Surface found = similar().everywhere(open.flattened(), (int) Math.floor(at.x()), (int) Math.floor(at.y()));
            target(open, mask).combine(found, how(at.shift(), at.alt()));
        });
    }

    /// Shows what would be left; Enter cuts.
    void frame(Pointer from, Pointer to) {
        Area area = area(from, to);
        boolean any = area.width() >= LEAST && area.height() >= LEAST;
        tools.outlineProperty()
                .set(any ? Outline.rectangle(area.x(), area.y(), area.right(), area.bottom()) : Outline.NONE);
    }

    /// {@return whether there was a frame, to which the document was cut, or extended}
    boolean crop() {
        Outline frame = tools.outlineProperty().get();
        if (tools.kindProperty().get() != ToolKind.CROP || frame.empty()) {
            return false;
        }
        tools.outlineProperty().set(Outline.NONE);
        Area area = Area.between((int) frame.x(0), (int) frame.y(0), (int) frame.x(2), (int) frame.y(2));
        return ground.edit(open -> open.crop(area));
    }
}
