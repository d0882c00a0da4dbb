package studio.sfumato.canvas;

import java.util.List;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.image.Resampler.Span;
import studio.sfumato.image.control.Pose.Person;

/// Makes all of a document larger or smaller: pictures and paint by Lanczos' kernel, masks, the selection and maps by a
/// tent, which makes nothing darker or lighter than it was. Skeletons are drawn anew. What lies outside the document
/// goes
/// along, filters stay what they are.
public final class Scaling {
    private final CanvasState before;
    private final int width;
    private final int height;

    /// @param before what is made larger or smaller
    /// @throws RequestException if a document cannot have that size
    public Scaling(CanvasState before, int width, int height) {
        this.before = before;
        this.width = width;
        this.height = height;
        CanvasState.blank(width, height);
    }

    /// {@return the document at its new size}; slow
    ///
    /// @throws RequestException naming the layer of which too much lies outside to be made that large
    /// @throws studio.sfumato.error.CancelledException if `token` is cancelled
    public CanvasState scaled(CancellationToken token) {
        List<Layer> layers = before.layers().stream()
                .map(layer -> {
                    token.throwIfCancelled();
                    return scaled(layer);
                })
                .toList();
        Area area = new Area(0, 0, width, height);
        Surface selected = scaled(before.selection(), Resampler.BILINEAR, "selection")
                .coverage()
                .clipped(area);
        return new CanvasState(width, height, layers, selected, before.maskStyle(), before.nextId());
    }

    private Layer scaled(Layer layer) {
        if (!layer.people().isEmpty()) {
            double across = (double) width / before.width();
            double down = (double) height / before.height();
            List<Person> people = layer.people().stream()
                    .map(person -> person.stretched(across, down))
                    .toList();
            return layer.posed(people, new Area(0, 0, width, height));
        }
        Resampler how = layer.kind().isPicture() ? Resampler.LANCZOS : Resampler.BILINEAR;
        Surface made = scaled(layer.pixels(), how, layer.name());
        return layer.with(layer.kind() == LayerKind.MASK ? made.coverage() : made);
    }

    private Surface scaled(Surface surface, Resampler how, String name) {
        Area content = surface.content();
        if (content.isEmpty()) {
            return Surface.EMPTY;
        }
        long left = Math.floorDiv((long) content.x() * width, before.width());
        long top = Math.floorDiv((long) content.y() * height, before.height());
        long right = Math.ceilDiv((long) content.right() * width, before.width());
        long bottom = Math.ceilDiv((long) content.bottom() * height, before.height());
        if ((right - left) * (bottom - top) > Raster.MOST_PIXELS) {
            throw new RequestException(
                    "the layer '" + name + "' goes so far beyond the canvas that it would be " + (right - left) + "×"
                            + (bottom - top) + ": at most " + Raster.MOST_PIXELS + " pixels can be",
                    "Crop the layer, or merge it into another.",
                    null);
        }
        Span across = new Span((double) left * before.width() / width, (double) right * before.width() / width);
        Span down = new Span((double) top * before.height() / height, (double) bottom * before.height() / height);
        Area from = Area.between(
                (int) Math.floor(across.from()), (int) Math.floor(down.from()), (int) Math.ceil(across.to()), (int)
                        Math.ceil(down.to()));
        Raster made = how.resize(
                surface.raster(from), moved(across, -from.x()), moved(down, -from.y()), (int) (right - left), (int)
                        (bottom - top));
        return Surface.of(made, (int) left, (int) top);
    }

    private static Span moved(Span span, int by) {
        return new Span(span.from() + by, span.to() + by);
    }
}
