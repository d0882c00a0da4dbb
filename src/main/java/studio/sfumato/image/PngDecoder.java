package studio.sfumato.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Turns a PNG file's compressed pixels into a picture, whatever their format.
final class PngDecoder {
    /// The most that deflate can unpack one byte to.
    private static final long DEFLATE_LIMIT = 1032;

    /// Adam7: first column, first row, column step and row step of each pass (PNG specification §8.2).
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private final PngHeader header;
    private final PngPixels pixels;
    private final List<byte[]> data;
    private final PngChunks chunks;

    PngDecoder(
            PngHeader header,
            byte @Nullable [] palette,
            byte @Nullable [] transparency,
            List<byte[]> data,
            PngChunks chunks) {
        this.header = header;
        this.pixels = new PngPixels(header, palette, transparency);
        this.data = data;
        this.chunks = chunks;
    }

    Raster decode() {
        int[][] passes = header.interlaced() ? PASSES : WHOLE;
        long compressed = data.stream().mapToLong(part -> part.length).sum();
        if (unpackedSize(passes) > compressed * DEFLATE_LIMIT) {
            throw chunks.damaged("it is too short for its " + header.width() + "×" + header.height() + " pixels");
        }
        int[] argb = new int[header.width() * header.height()];
        List<ByteArrayInputStream> parts =
                data.stream().map(ByteArrayInputStream::new).toList();
        try (InputStream in = new InflaterInputStream(new SequenceInputStream(Collections.enumeration(parts)))) {
            for (int[] pass : passes) {
                decode(pass, in, argb);
            }
        } catch (IOException e) {
            throw chunks.damaged("its pixels are damaged");
        }
        return pixels.hasAlpha()
                ? Raster.translucent(header.width(), header.height(), argb)
                : Raster.opaque(header.width(), header.height(), argb);
    }

    private void decode(int[] pass, InputStream in, int[] argb) throws IOException {
        int columns = columns(pass);
        if (columns == 0) {
            return;
        }
        int length = header.rowBytes(columns);
        int distance = Math.max(1, header.samples() * header.bitDepth() / 8);
        byte[] row = new byte[length];
        byte[] above = new byte[length];
        for (int y = pass[1]; y < header.height(); y += pass[3]) {
            int type = in.read();
            if (type > 4) {
                throw chunks.damaged("it uses a row filter that PNG does not have");
            }
            if (type < 0 || in.readNBytes(row, 0, length) < length) {
                throw chunks.damaged("its pixels end early");
            }
            RowFilter.undo(type, row, length, above, distance);
            pixels.convert(row, columns, argb, y * header.width() + pass[0], pass[2]);
            byte[] spare = above;
            above = row;
            row = spare;
        }
    }

    private long unpackedSize(int[][] passes) {
        long size = 0;
        for (int[] pass : passes) {
            int columns = columns(pass);
            long rows = columns == 0 ? 0 : (header.height() - pass[1] + pass[3] - 1) / pass[3];
            size += rows * (1L + header.rowBytes(columns));
        }
        return size;
    }

    private int columns(int[] pass) {
        return (header.width() - pass[0] + pass[2] - 1) / pass[2];
    }
}
