package studio.sfumato.canvas.filter;

import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Surface;

/// An area's pixels in floats while filters work on them: colours 0…255, not premultiplied, and opacity
/// 0…255.
public final class Sheet {
    /// Red, green and blue.
    static final int COLOURS = 3;

    private final Area area;
    private final float[][] colours;
    private final float[] alpha;

    Sheet(Area area, float[][] colours, float... alpha) {
        this.area = area;
        this.colours = colours;
        this.alpha = alpha;
    }

    /// {@return the pixels of `area`}
    public static Sheet of(Surface surface, Area area) {
        int size = Math.multiplyExact(area.width(), area.height());
        Sheet sheet = new Sheet(area, new float[COLOURS][size], new float[size]);
        surface.scan(area, (x, y, argb, at, count) -> {
            int to = (y - area.y()) * area.width() + x - area.x();
            for (int i = 0; i < count; i++) {
                int pixel = argb[at + i];
                sheet.alpha[to + i] = pixel >>> 24;
                sheet.colours[0][to + i] = (pixel >> 16) & 0xFF;
                sheet.colours[1][to + i] = (pixel >> 8) & 0xFF;
                sheet.colours[2][to + i] = pixel & 0xFF;
            }
        });
        return sheet;
    }

    /// {@return it as pixels, rounded, with nothing outside of its area, its tiles lying as those of
    /// `like` do}
    public Surface surface(Surface like) {
        return like.blank().edited(area, (x, y, argb, at, count) -> {
            int from = (y - area.y()) * area.width() + x - area.x();
            for (int i = 0; i < count; i++) {
                int a = level(alpha[from + i]);
                argb[at + i] = a == 0
                        ? 0
                        : (a << 24)
                                | (level(colours[0][from + i]) << 16)
                                | (level(colours[1][from + i]) << 8)
                                | level(colours[2][from + i]);
            }
        });
    }

    private static int level(float value) {
        return Math.min(255, Math.max(0, (int) (value + 0.5f)));
    }

    Area area() {
        return area;
    }

    int width() {
        return area.width();
    }

    int height() {
        return area.height();
    }

    /// {@return red, green and blue, row by row}
    float[][] colours() {
        return colours;
    }

    float[] alpha() {
        return alpha;
    }

    /// {@return whether no pixel is transparent}
    boolean isOpaque() {
        for (float each : alpha) {
            if (each < 255) {
                return false;
            }
        }
        return true;
    }

    /// {@return it with the same opacity and other colours}
    Sheet with(float[][] others) {
        return new Sheet(area, others, alpha);
    }
}
