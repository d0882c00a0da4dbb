package studio.sfumato.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import studio.sfumato.error.ImageFileException;

/// Reads pictures of every common kind: PNG, JPEG, WebP, GIF, BMP and TIFF, known by their content. Photos are turned
/// the right way up, 16 bits become 8, grey, palette and CMYK become colours, of an animation the first picture is
/// taken. Whatever is in a file, the only failures are an [ImageFileException] that names it and, where memory does not
/// suffice for its pixels, a [studio.sfumato.error.NotEnoughMemoryException] that does.
public final class PictureFile {
    private static final long LARGEST = 1L << 30;

    private PictureFile() {}

    /// {@return the picture in `file`}
    ///
    /// @throws ImageFileException if it cannot be read; the message names it
    /// @throws studio.sfumato.error.NotEnoughMemoryException if it is too large; the message names it
    public static Raster read(Path file) {
        if (Files.isDirectory(file)) {
            throw new ImageFileException(file + " is a folder, not a picture");
        }
        try {
            PictureKind kind = PictureKind.of(head(file)).orElseThrow(() -> unknown(file));
            if (kind == PictureKind.PNG) {
                return Png.read(file).raster();
            }
            long size = Files.size(file);
            if (size > LARGEST) {
                throw new ImageFileException(file + " cannot be read: it is larger than " + LARGEST + " bytes");
            }
            byte[] bytes = Files.readAllBytes(file);
            return kind.orientation(bytes).upright(decoded(bytes, kind, file));
        } catch (IOException unreadable) {
            throw FileProblem.reading(file.toString(), unreadable);
        } catch (OutOfMemoryError full) {
            throw FileProblem.tooLarge(file.toString(), full);
        }
    }

    private static byte[] head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(PictureKind.HEAD);
        }
    }

    private static ImageFileException unknown(Path file) {
        return new ImageFileException(
                file + " is not a picture that can be read here",
                "PNG, JPEG, WebP, GIF, BMP and TIFF can; others must be converted first.",
                null);
    }

    private static Raster decoded(byte[] bytes, PictureKind kind, Path file) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(kind.name());
        if (!readers.hasNext()) {
            throw new ImageFileException(file + " cannot be read: there is no " + kind + " reader on this machine");
        }
        ImageReader reader = readers.next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, false, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width < 1 || height < 1 || (long) width * height > Raster.MOST_PIXELS) {
                throw new ImageFileException(file + " cannot be read: it has " + width + "×" + height
                        + " pixels; at most " + Raster.MOST_PIXELS + " are read");
            }
            if (kind == PictureKind.JPEG && CmykJpeg.is(bytes)) {
                return CmykJpeg.raster(reader.readRaster(0, null), bytes);
            }
            BufferedImage image = reader.read(0);
            return AwtPixels.raster(image);
        } catch (LinkageError missing) {
            throw new ImageFileException(
                    file + " cannot be read: there is no library for " + kind + " on this machine", null, missing);
        } catch (IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | NegativeArraySizeException
                | NullPointerException
                | ArithmeticException damaged) { // what readers throw at bytes they did not expect
            throw new ImageFileException(file + " is damaged: it is no " + kind + " picture inside", null, damaged);
        } finally {
            reader.dispose();
        }
    }
}
