package studio.sfumato.weights.embedding;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/// The pixels of a PNG picture, row by row, so that whoever has seen enough may stop: 8 bits a channel, colours with or
/// without opacity, not interlaced, as programs write what they hide in pixels. (`image` has a decoder for every kind;
/// weights know nothing of pictures.)
final class PixelRows implements AutoCloseable {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
    private static final int HEADER = 0x49484452;
    private static final int DATA = 0x49444154;
    private static final int HEADER_BYTES = 13;
    private static final int RGB = 2;
    private static final int RGBA = 6;
    private static final int MOST_PIXELS = 1 << 24;
    private static final int CHECK_BYTES = 4;

    /// The most that deflate can unpack one byte to.
    private static final long DEFLATE_LIMIT = 1032;

    private final RandomAccessFile file;
    private final int width;
    private final int height;
    private final int samples;
    private final InputStream pixels;
    private byte[] above;

    private PixelRows(RandomAccessFile file, int width, int height, int samples) {
        this.file = file;
        this.width = width;
        this.height = height;
        this.samples = samples;
        pixels = new InflaterInputStream(new Data());
        above = new byte[width * samples];
    }

    /// {@return the rows of `picture`; empty if it is no such picture}
    static Optional<PixelRows> open(Path picture) throws IOException {
        RandomAccessFile file = new RandomAccessFile(picture.toFile(), "r");
        boolean taken = false;
        try {
            Optional<PixelRows> rows = header(file);
            taken = rows.isPresent();
            return rows;
        } finally {
            if (!taken) {
                file.close();
            }
        }
    }

    private static Optional<PixelRows> header(RandomAccessFile file) throws IOException {
        byte[] start = new byte[SIGNATURE.length];
        if (file.length() < SIGNATURE.length + HEADER_BYTES + 3 * Integer.BYTES) {
            return Optional.empty();
        }
        file.readFully(start);
        if (!Arrays.equals(start, SIGNATURE) || file.readInt() != HEADER_BYTES || file.readInt() != HEADER) {
            return Optional.empty();
        }
        int width = file.readInt();
        int height = file.readInt();
        int bits = file.readUnsignedByte();
        int colour = file.readUnsignedByte();
        byte[] rest = new byte[3]; // how it is packed, filtered and interlaced
        file.readFully(rest);
        file.seek(file.getFilePointer() + CHECK_BYTES);
        int samples = colour == RGB ? 3 : 4;
        boolean fits = width > 0 && height > 0 && (long) width * height <= MOST_PIXELS;
        boolean plain = bits == 8 && (colour == RGB || colour == RGBA) && Arrays.equals(rest, new byte[3]);
        boolean whole = (long) width * height * samples / DEFLATE_LIMIT <= file.length();
        return fits && plain && whole ? Optional.of(new PixelRows(file, width, height, samples)) : Optional.empty();
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /// {@return the next row, three bytes a pixel}; there are [#height()]
    ///
    /// @throws IOException if the picture ends before or is damaged
    byte[] next() throws IOException {
        int filter = pixels.read();
        byte[] row = new byte[width * samples];
        if (filter < 0 || filter > 4 || pixels.readNBytes(row, 0, row.length) < row.length) {
            throw new IOException("the pixels are damaged");
        }
        for (int i = 0; i < row.length; i++) {
            int left = i < samples ? 0 : row[i - samples] & 0xFF;
            int up = above[i] & 0xFF;
            int corner = i < samples ? 0 : above[i - samples] & 0xFF;
            row[i] += (byte)
                    switch (filter) {
                        case 1 -> left;
                        case 2 -> up;
                        case 3 -> (left + up) / 2;
                        case 4 -> paeth(left, up, corner);
                        default -> 0;
                    };
        }
        above = row;
        return samples == 3 ? row : withoutOpacity(row);
    }

    /// PNG specification §9.4.
    private static int paeth(int left, int up, int corner) {
        int guess = left + up - corner;
        int byLeft = Math.abs(guess - left);
        int byUp = Math.abs(guess - up);
        int byCorner = Math.abs(guess - corner);
        if (byLeft <= byUp && byLeft <= byCorner) {
            return left;
        }
        return byUp <= byCorner ? up : corner;
    }

    private byte[] withoutOpacity(byte[] row) {
        byte[] colours = new byte[width * 3];
        for (int x = 0; x < width; x++) {
            System.arraycopy(row, 4 * x, colours, 3 * x, 3);
        }
        return colours;
    }

    @Override
    public void close() throws IOException {
        pixels.close();
        file.close();
    }

    /// What the chunks of data hold, one after the other.
    private final class Data extends InputStream {
        private long left;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int at, int most) throws IOException {
            while (left == 0) {
                if (!nextChunk()) {
                    return -1;
                }
            }
            int some = file.read(into, at, (int) Math.min(most, left));
            if (some > 0) {
                left -= some;
                if (left == 0) {
                    file.seek(file.getFilePointer() + CHECK_BYTES);
                }
            }
            return some;
        }

        /// Goes to the next chunk of data, past others; a chunk without any bytes is one, too.
        private boolean nextChunk() throws IOException {
            while (file.length() - file.getFilePointer() >= 2 * Integer.BYTES) {
                long length = file.readInt() & 0xFFFFFFFFL;
                if (file.readInt() == DATA && length > 0) {
                    left = length;
                    return true;
                }
                file.seek(file.getFilePointer() + length + CHECK_BYTES);
            }
            return false;
        }
    }
}
