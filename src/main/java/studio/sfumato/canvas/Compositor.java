package studio.sfumato.canvas;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import studio.sfumato.image.Raster;

/// Lays the visible layers of a document over each other.
public final class Compositor {
    private final CanvasState state;
    private final Function<Layer, Surface> pixels;

    /// Composes `state`. Filters whose result is not known yet are worked out, which takes long.
    public Compositor(CanvasState state) {
        this(state, Layer::filtered);
    }

    Compositor(CanvasState state, Function<Layer, Surface> pixels) {
        this.state = state;
        this.pixels = pixels;
    }

    /// Writes what `area` shows, masks in their colour, to `into` as premultiplied 0xAARRGGBB: row by
    /// row, `stride` pixels apart, the first at index 0.
    public void compose(Area area, int[] into, int stride) {
        for (int y = 0; y < area.height(); y++) {
            Arrays.fill(into, y * stride, y * stride + area.width(), 0);
        }
        for (Layer layer : state.layers()) {
            boolean mask = layer.kind() == LayerKind.MASK;
            double opacity = mask ? layer.opacity() * state.maskStyle().opacity() : layer.opacity();
            int level = (int) Math.round(opacity * 255);
            if (layer.visible() && level > 0) {
                int tint = mask ? state.maskStyle().rgb() : 0;
                pixels.apply(layer).scan(area.intersect(state.area()), (x, y, argb, at, count) -> {
                    int to = (y - area.y()) * stride + x - area.x();
                    lay(argb, at, count, level, tint, into, to);
                });
            }
        }
    }

    /// Masks have the colour 0, so that `tint` can be added to every pixel's.
    private static void lay(int[] argb, int at, int count, int level, int tint, int[] into, int to) {
        for (int i = 0; i < count; i++) {
            int above = argb[at + i];
            int a = above >>> 24;
            if (level != 255) {
                a = Blend.product(a, level);
            }
            if (a == 255) {
                into[to + i] = 0xFF000000 | above | tint;
            } else if (a != 0) {
                into[to + i] = Blend.overPremultiplied(into[to + i], above | tint, a);
            }
        }
    }

    /// {@return the picture that the document makes: its visible picture and paint layers, without
    /// transparency if every pixel is opaque. Where a single layer shows, its pixels to the last bit}
    public Raster flattened() {
        return flattened(layer -> layer.visible() && layer.kind().isPicture());
    }

    /// {@return the picture that some layers make}
    Raster flattened(Predicate<Layer> which) {
        Area area = state.area();
        int[] into = new int[area.width() * area.height()];
        for (Layer layer : state.layers()) {
            if (which.test(layer)) {
                int level = layer.level();
                pixels.apply(layer).scan(area, (x, y, argb, at, count) -> {
                    int to = y * area.width() + x;
                    for (int i = 0; i < count; i++) {
                        into[to + i] = exact(into[to + i], argb[at + i], level);
                    }
                });
            }
        }
        return Surface.picture(area, into);
    }

    /// A transparent pixel over nothing keeps its colour, so that a picture comes back as it was.
    private static int exact(int below, int above, int level) {
        return below == 0 && level == 255 ? above : Blend.over(below, above, level);
    }

    /// {@return the visible masks together, the strongest counts: an opaque grey picture of the
    /// document's size, white where the picture is to be repainted}
    public Raster mask() {
        Area area = state.area();
        int[] into = new int[area.width() * area.height()];
        for (Layer layer : state.layers()) {
            if (layer.visible() && layer.kind() == LayerKind.MASK) {
                pixels.apply(layer).scan(area, (x, y, argb, at, count) -> {
                    int to = y * area.width() + x;
                    for (int i = 0; i < count; i++) {
                        into[to + i] = Math.max(into[to + i], argb[at + i] >>> 24);
                    }
                });
            }
        }
        for (int i = 0; i < into.length; i++) {
            into[i] *= 0x10101;
        }
        return Raster.opaque(area.width(), area.height(), into);
    }
}
