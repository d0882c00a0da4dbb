package studio.sfumato.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// A small fixed-width font of our own, five pixels by seven and two below the line: a bare machine has no fonts, and
/// captions need few letters.
final class BitmapFont {
    /// Pixels from one letter to the next.
    static final int ADVANCE = 6;

    /// Pixels from the top of a capital to the bottom of a `g`.
    static final int HEIGHT = 9;

    private static final String RESOURCE = "font-5x7.txt";

    private final Map<Integer, boolean[][]> glyphs = new HashMap<>();
    private final boolean[][] missing;

    BitmapFont() {
        String text;
        try (InputStream in = Objects.requireNonNull(BitmapFont.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean[][] box = new boolean[0][];
        for (String line : text.lines().toList()) {
            int end = line.indexOf(' ');
            String name = line.substring(0, end);
            boolean[][] glyph = glyph(line.substring(end + 1));
            switch (name) {
                case "space" -> glyphs.put((int) ' ', glyph);
                case "missing" -> box = glyph;
                default -> glyphs.put(name.codePointAt(0), glyph);
            }
        }
        missing = box;
    }

    private static boolean[][] glyph(String rows) {
        boolean[][] glyph = new boolean[(rows.length() + 1) / ADVANCE][ADVANCE - 1];
        for (int y = 0; y < glyph.length; y++) {
            for (int x = 0; x < ADVANCE - 1; x++) {
                glyph[y][x] = rows.charAt(y * ADVANCE + x) == '#';
            }
        }
        return glyph;
    }

    /// {@return the width of `text` in pixels at this scale}
    static int width(String text, int scale) {
        return Math.max(0, text.codePointCount(0, text.length()) * ADVANCE - 1) * scale;
    }

    /// {@return `text`, its end replaced by an ellipsis if it is wider than `width`}
    static String shorten(String text, int width, int scale) {
        int fitting = Math.max(1, (width / scale + 1) / ADVANCE);
        int letters = text.codePointCount(0, text.length());
        return letters <= fitting
                ? text
                : text.substring(0, text.offsetByCodePoints(0, fitting - 1)).stripTrailing() + "…";
    }

    /// Draws `text` with its top left corner at (`left`, `top`); what lies outside the picture is left out.
    void draw(String text, int[] argb, int width, int left, int top, int scale, int colour) {
        int x = left;
        for (int letter : text.codePoints().toArray()) {
            boolean[][] glyph = glyphs.getOrDefault(letter, missing);
            for (int row = 0; row < glyph.length * scale; row++) {
                for (int column = 0; column < (ADVANCE - 1) * scale; column++) {
                    int at = (top + row) * width + x + column;
                    if (glyph[row / scale][column / scale] && x + column < width && at < argb.length) {
                        argb[at] = colour;
                    }
                }
            }
            x += ADVANCE * scale;
        }
    }
}
