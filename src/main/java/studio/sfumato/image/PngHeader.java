package studio.sfumato.image;

import java.nio.ByteBuffer;

/// The `IHDR` chunk: how a PNG file stores its pixels (PNG specification, third edition, §11.2.1).
///
/// @param width pixels across
/// @param height pixels down
/// @param bitDepth bits per sample or palette index: 1, 2, 4, 8 or 16
/// @param colourType 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGBA
/// @param interlaced whether the rows come in Adam7's seven passes
public record PngHeader(int width, int height, int bitDepth, int colourType, boolean interlaced) {
    static PngHeader parse(PngChunks chunks) {
        if (!chunks.next().equals("IHDR") || chunks.length() != 13) {
            throw chunks.damaged("it does not begin with a header");
        }
        ByteBuffer data = ByteBuffer.wrap(chunks.data());
        PngHeader header = new PngHeader(data.getInt(), data.getInt(), data.get(), data.get(), data.get(12) == 1);
        boolean known = data.get(10) == 0 && data.get(11) == 0 && (data.get(12) & ~1) == 0;
        if (!known || !header.isAllowed()) {
            throw chunks.damaged("its header asks for a pixel format that PNG does not have");
        }
        if (header.width < 1 || header.height < 1 || (long) header.width * header.height > Raster.MOST_PIXELS) {
            throw chunks.damaged("its header claims " + (header.width & 0xFFFFFFFFL) + "×"
                    + (header.height & 0xFFFFFFFFL) + " pixels; at most " + Raster.MOST_PIXELS + " are read");
        }
        return header;
    }

    private boolean isAllowed() {
        return switch (colourType) {
            case 0 -> Integer.bitCount(bitDepth) == 1 && bitDepth >= 1 && bitDepth <= 16;
            case 3 -> Integer.bitCount(bitDepth) == 1 && bitDepth >= 1 && bitDepth <= 8;
            case 2, 4, 6 -> bitDepth == 8 || bitDepth == 16;
            default -> false;
        };
    }

    /// {@return samples per pixel; a palette index is one}
    int samples() {
        return switch (colourType) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    /// {@return bytes of a row of `pixels`, without its filter byte}
    int rowBytes(int pixels) {
        return Math.toIntExact(((long) pixels * samples() * bitDepth + 7) / 8);
    }

    /// {@return the format in words, as in `8-bit RGB`}
    public String format() {
        String colour = switch (colourType) {
            case 0 -> "grey";
            case 2 -> "RGB";
            case 3 -> "palette";
            case 4 -> "grey with alpha";
            default -> "RGBA";
        };
        return bitDepth + "-bit " + colour + (interlaced ? ", interlaced" : "");
    }
}
