package studio.sfumato.image;

/// PNG's five row filters (PNG specification §9.2). A row's first `distance` bytes have nothing to
/// their left, which counts as zero.
final class RowFilter {
    private final int distance;
    private final byte[][] tried;

    /// Filters rows of `length` bytes whose pixels are `distance` bytes apart.
    RowFilter(int length, int distance) {
        this.distance = distance;
        this.tried = new byte[5][length + 1];
        for (int type = 0; type < 5; type++) {
            tried[type][0] = (byte) type;
        }
    }

    /// {@return the filter's type followed by the filtered row; valid until the next call}
    byte[] best(byte[] row, byte[] above) {
        byte[] best = tried[0];
        long least = Long.MAX_VALUE;
        for (int type = 0; type < 5; type++) {
            apply(type, row, above, tried[type]);
            long magnitude = magnitude(tried[type]);
            if (magnitude < least) {
                least = magnitude;
                best = tried[type];
            }
        }
        return best;
    }

    private static long magnitude(byte[] filtered) {
        long sum = 0;
        for (int i = 1; i < filtered.length; i++) {
            sum += Math.abs(filtered[i]);
        }
        return sum;
    }

    private void apply(int type, byte[] row, byte[] above, byte[] out) {
        for (int i = 0; i < distance; i++) {
            out[i + 1] = (byte) (row[i] - predict(type, 0, above[i], 0));
        }
        int n = row.length;
        int d = distance;
        switch (type) {
            case 0 -> System.arraycopy(row, d, out, d + 1, n - d);
            case 1 -> {
                for (int i = d; i < n; i++) {
                    out[i + 1] = (byte) (row[i] - row[i - d]);
                }
            }
            case 2 -> {
                for (int i = d; i < n; i++) {
                    out[i + 1] = (byte) (row[i] - above[i]);
                }
            }
            case 3 -> {
                for (int i = d; i < n; i++) {
                    out[i + 1] = (byte) (row[i] - (((row[i - d] & 0xFF) + (above[i] & 0xFF)) >> 1));
                }
            }
            default -> {
                for (int i = d; i < n; i++) {
                    out[i + 1] = (byte) (row[i] - paeth(row[i - d], above[i], above[i - d]));
                }
            }
        }
    }

    /// Turns the filtered `row` back into what it was.
    static void undo(int type, byte[] row, int length, byte[] above, int distance) {
        if (type == 0) {
            return;
        }
        for (int i = 0; i < length; i++) {
            int left = i < distance ? 0 : row[i - distance];
            int corner = i < distance ? 0 : above[i - distance];
            row[i] += (byte) predict(type, left, above[i], corner);
        }
    }

    private static int predict(int type, int left, int above, int corner) {
        return switch (type) {
            case 0 -> 0;
            case 1 -> left;
            case 2 -> above;
            case 3 -> ((left & 0xFF) + (above & 0xFF)) >> 1;
            default -> paeth(left, above, corner);
        };
    }

    private static int paeth(int left, int above, int corner) {
        int a = left & 0xFF;
        int b = above & 0xFF;
        int c = corner & 0xFF;
        int pa = Math.abs(b - c);
        int pb = Math.abs(a - c);
        int pc = Math.abs(a + b - 2 * c);
        if (pa <= pb && pa <= pc) {
            return a;
        }
        return pb <= pc ? b : c;
    }
}
