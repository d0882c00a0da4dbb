package studio.sfumato.weights.embedding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// What A1111 hides in a picture's pixels (`modules/textual_inversion/image_embedding.py`): two blocks at the sides,
/// each
/// parted from the picture by a black column. Their low half bytes, each turned over by a fixed sequence, are the lower
/// and upper halves of deflated JSON.
final class HiddenData {
    private static final int COLOURS = 3;
    private static final int LOW = 0x0F;
    private static final int PIECE = 1 << 13;

    private HiddenData() {}

    /// The sequence `seed = 1664525 · seed + 1013904223` modulo 2³², from 0 on, each modulo 255.
    static final class Chance {
        private int seed;

        int next() {
            seed = 1664525 * seed + 1013904223;
            return Integer.remainderUnsigned(seed, 255);
        }
    }

    /// {@return what is hidden in a picture; empty if nothing is}
    ///
    /// @param most how many bytes of it are wanted
    /// @throws IOException if the picture cannot be read, or is damaged
    static Optional<byte[]> find(Path picture, int most) throws IOException {
        Optional<PixelRows> opened = PixelRows.open(picture);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (PixelRows rows = opened.get()) {
            Optional<byte[][]> all = rows(rows);
            return all.isEmpty() ? Optional.empty() : inflated(all.get(), rows.width(), most);
        }
    }

    /// {@return all rows; empty as soon as there are no two columns left that may be black}: of a photograph hardly
    /// more
    /// than a few rows are read
    private static Optional<byte[][]> rows(PixelRows rows) throws IOException {
        byte[][] all = new byte[rows.height()][];
        boolean[] clear = new boolean[rows.width()];
        Arrays.fill(clear, true);
        for (int y = 0; y < all.length; y++) {
            byte[] row = rows.next();
            all[y] = row;
            int left = 0;
            boolean bright = false;
            for (int x = 0; x < clear.length; x++) {
                bright |= bright(row, x);
            }
            for (int x = 0; x < clear.length; x++) {
                clear[x] &= !bright || low(row, x) == 0;
                left += clear[x] ? 1 : 0;
            }
            if (left < 2) {
                return Optional.empty();
            }
        }
        return Optional.of(all);
    }

    private static boolean bright(byte[] row, int x) {
        return row[COLOURS * x] != 0 && row[COLOURS * x + 1] != 0 && row[COLOURS * x + 2] != 0;
    }

    private static int low(byte[] row, int x) {
        return (row[COLOURS * x] | row[COLOURS * x + 1] | row[COLOURS * x + 2]) & LOW;
    }

    private static Optional<byte[]> inflated(byte[][] rows, int width, int most) throws IOException {
        // Black edges are no part of it.
        int top = 0;
        int bottom = rows.length;
        while (top < bottom && dark(rows[top], width)) {
            top++;
        }
        while (top < bottom && dark(rows[bottom - 1], width)) {
            bottom--;
        }
        byte[][] inside = Arrays.copyOfRange(rows, top, bottom);
        int left = 0;
        int right = width;
        while (left < right && dark(inside, left)) {
            left++;
        }
        while (left < right && dark(inside, right - 1)) {
            right--;
        }
        int first = left;
        while (first < right && !black(inside, first)) {
            first++;
        }
        int last = right - 1;
        while (last > first && !black(inside, last)) {
            last--;
        }
        int columns = first - left;
        if (last <= first || columns == 0 || right - 1 - last != columns) {
            return Optional.empty();
        }
        byte[] data = new byte[inside.length * columns * COLOURS];
        Chance chance = new Chance();
        int at = 0;
        for (byte[] row : inside) {
            for (int i = 0; i < columns * COLOURS; i++) {
                int turned = chance.next() & LOW;
                int lower = (row[left * COLOURS + i] & LOW) ^ turned;
                int upper = (row[(last + 1) * COLOURS + i] & LOW) ^ turned;
                data[at++] = (byte) ((upper << 4) | lower);
            }
        }
        return Optional.of(inflated(data, most));
    }

    private static boolean dark(byte[] row, int width) {
        for (int x = 0; x < width; x++) {
            if (bright(row, x)) {
                return false;
            }
        }
        return true;
    }

    private static boolean dark(byte[][] rows, int x) {
        return Arrays.stream(rows).noneMatch(row -> bright(row, x));
    }

    private static boolean black(byte[][] rows, int x) {
        return Arrays.stream(rows).allMatch(row -> low(row, x) == 0);
    }

    private static byte[] inflated(byte[] data, int most) throws IOException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[Math.min(PIECE, most)];
            while (!inflater.finished() && out.size() < most) {
                int some = inflater.inflate(piece, 0, Math.min(piece.length, most - out.size()));
                if (some == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new IOException("what is hidden in it ends early");
                }
                out.write(piece, 0, some);
            }
            return out.toByteArray();
        } catch (DataFormatException none) {
            throw new IOException("what is hidden in it is damaged", none);
        } finally {
            inflater.end();
        }
    }
}
