package studio.sfumato.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ImageFileException;

/// Writes WebP files with Google's libwebp, which a library brings for Linux, macOS and Windows.
public final class Webp {
    /// The most pixels on a side (RFC 9649, §2.6).
    private static final int LARGEST = 16_383;

    private static final int RIFF = 12;
    private static final int HEAD = 8;
    private static final int EXTENDED = 10;
    private static final int HAS_EXIF = 0x08;
    private static final int HAS_ALPHA = 0x10;

    private Webp() {}

    /// Writes `file` in one stroke, its folder made if need be.
    ///
    /// @param quality 0…1; at 1 nothing is lost
    /// @param comment what made the picture, put where A1111 puts it, into Exif's `UserComment`; empty for none
    /// @throws ImageFileException naming the file if it cannot be written, or if this machine cannot write any
    public static void write(Path file, Raster picture, double quality, String comment) {
        if (picture.width() > LARGEST || picture.height() > LARGEST) {
            throw new ImageFileException(
                    file + " cannot be written: a WebP has at most " + LARGEST + " pixels on a side, not "
                            + picture.width() + "×" + picture.height(),
                    "Choose PNG.",
                    null);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            PictureWriter.prepare(folder);
        }
        byte[] webp = encode(picture, quality, file);
        byte[] whole = comment.isEmpty() ? webp : with(webp, ExifComment.tiff(comment), picture);
        AtomicFiles.write(file, out -> out.write(whole));
    }

    private static byte[] encode(Raster picture, double quality, Path file) {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByMIMEType("image/webp");
        if (!writers.hasNext()) {
            throw missing(file, null);
        }
        ImageWriter writer = writers.next();
        BufferedImage image = new BufferedImage(
                picture.width(),
                picture.height(),
                picture.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, picture.width(), picture.height(), picture.toArgb(), 0, picture.width());
        ByteArrayOutputStream webp = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(webp)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionType(quality < 1 ? "Lossy" : "Lossless");
            how.setCompressionQuality((float) quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (LinkageError unable) {
            throw missing(file, unable);
        } catch (IOException unable) {
            throw new ImageFileException(file + " cannot be written: " + unable.getMessage(), null, unable);
        } finally {
            writer.dispose();
        }
        return webp.toByteArray();
    }

    private static ImageFileException missing(Path file, @Nullable Throwable unable) {
        return new ImageFileException(
                file + " cannot be written: there is no libwebp for this machine", "Choose PNG or JPEG.", unable);
    }

    /// {@return `webp` with Exif data at its end}; a file that has more than a picture begins with a chunk that says so
    /// (RFC 9649, §2.7).
    private static byte[] with(byte[] webp, byte[] tiff, Raster picture) {
        boolean extended = new String(webp, RIFF, 4, StandardCharsets.US_ASCII).equals("VP8X");
        int from = extended ? RIFF + HEAD + EXTENDED : RIFF;
        int size = RIFF + HEAD + EXTENDED + webp.length - from + HEAD + tiff.length + (tiff.length & 1);
        ByteBuffer out = ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(size - HEAD)
                .put(ascii("WEBP"))
                .put(ascii("VP8X"))
                .putInt(EXTENDED)
                .putInt((extended ? webp[RIFF + HEAD] : 0) | HAS_EXIF | (picture.hasAlpha() ? HAS_ALPHA : 0));
        side(out, picture.width());
        side(out, picture.height());
        return out.put(webp, from, webp.length - from)
                .put(ascii("EXIF"))
                .putInt(tiff.length)
                .put(Arrays.copyOf(tiff, tiff.length + (tiff.length & 1)))
                .array();
    }

    /// Three bytes, one less than it is.
    private static void side(ByteBuffer out, int pixels) {
        out.put((byte) (pixels - 1)).put((byte) ((pixels - 1) >> 8)).put((byte) ((pixels - 1) >> 16));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
