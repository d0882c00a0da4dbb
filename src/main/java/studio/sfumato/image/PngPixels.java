package studio.sfumato.image;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Turns rows of PNG samples of any depth and colour type into 0xAARRGGBB. 16-bit samples are rounded
/// to 8 bits.
final class PngPixels {
    private final PngHeader header;
    private final int depth;
    private final int @Nullable [] colours;
    private final int[] transparent;
    private final boolean alpha;

    /// @param palette the `PLTE` chunk, if any
    /// @param transparency the `tRNS` chunk, if any
    PngPixels(PngHeader header, byte @Nullable [] palette, byte @Nullable [] transparency) {
        this.header = header;
        this.depth = header.bitDepth();
        byte[] clear = transparency == null ? new byte[0] : transparency;
        boolean indexed = header.colourType() == 3;
        this.colours = indexed ? colours(palette == null ? new byte[0] : palette, clear) : null;
        this.transparent = indexed || clear.length < 2 * header.samples() ? new int[0] : words(clear, header.samples());
        this.alpha = switch (header.colourType()) {
            case 3 -> clear.length > 0;
            case 4, 6 -> true;
            default -> transparent.length > 0;
        };
    }

    boolean hasAlpha() {
        return alpha;
    }

    /// Writes the `count` pixels of `row` to `argb[at]`, `argb[at + step]`, …
    void convert(byte[] row, int count, int[] argb, int at, int step) {
        int samples = header.samples();
        for (int x = 0; x < count; x++) {
            argb[at + x * step] = colours != null ? colours[sample(row, x)] : colour(row, x * samples, samples);
        }
    }

    private int colour(byte[] row, int first, int samples) {
        int red = level(sample(row, first));
        int green = samples < 3 ? red : level(sample(row, first + 1));
        int blue = samples < 3 ? red : level(sample(row, first + 2));
        int opacity = switch (samples) {
            case 2, 4 -> level(sample(row, first + samples - 1));
            default -> isTransparent(row, first, samples) ? 0 : 255;
        };
        return opacity << 24 | red << 16 | green << 8 | blue;
    }

    private boolean isTransparent(byte[] row, int first, int samples) {
        if (transparent.length != samples) {
            return false;
        }
        for (int i = 0; i < samples; i++) {
            if (sample(row, first + i) != transparent[i]) {
                return false;
            }
        }
        return true;
    }

    private int sample(byte[] row, int i) {
        return switch (depth) {
            case 16 -> (row[2 * i] & 0xFF) << 8 | (row[2 * i + 1] & 0xFF);
            case 8 -> row[i] & 0xFF;
            default -> (row[i * depth / 8] >> (8 - depth - i * depth % 8)) & ((1 << depth) - 1);
        };
    }

    private int level(int sample) {
        return switch (depth) {
            case 16 -> (sample * 255 + 32895) >> 16;
            case 8 -> sample;
            default -> sample * 255 / ((1 << depth) - 1);
        };
    }

    /// {@return the colour of every possible index; those beyond the palette are black}
    private static int[] colours(byte[] palette, byte[] opacity) {
        int[] colours = new int[256];
        Arrays.fill(colours, 0xFF000000);
        for (int i = 0; i < Math.min(256, palette.length / 3); i++) {
            int alpha = i < opacity.length ? opacity[i] & 0xFF : 255;
            colours[i] = alpha << 24
                    | (palette[3 * i] & 0xFF) << 16
                    | (palette[3 * i + 1] & 0xFF) << 8
                    | (palette[3 * i + 2] & 0xFF);
        }
        return colours;
    }

    private static int[] words(byte[] bytes, int count) {
        int[] words = new int[count];
        for (int i = 0; i < count; i++) {
            words[i] = (bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF);
        }
        return words;
    }
}
