package studio.sfumato.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import studio.sfumato.error.ImageFileException;

/// Reads and writes JPEG files with Java's own codec, which needs no display.
public final class Jpeg {
    private static final int BACKGROUND = 0xFF0F1115;

    private Jpeg() {}

    /// Writes `file` in one stroke, its folder made if need be. What is transparent becomes dark.
    ///
    /// @param quality 0…1
    /// @throws ImageFileException naming the file if it cannot be written
    public static void write(Path file, Raster picture, double quality) {
        prepare(file);
        AtomicFiles.write(file, out -> encode(picture, quality, out));
    }

    /// Writes `file` as [#write(Path, Raster, double)] does, but does not wait for the disk: for what can be made
    /// again, as a power cut may leave an empty file.
    public static void writeSoon(Path file, Raster picture, double quality) {
        prepare(file);
        AtomicFiles.writeSoon(file, out -> encode(picture, quality, out));
    }

    private static void prepare(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            PictureWriter.prepare(folder);
        }
    }

    /// Writes `file` as [#write(Path, Raster, double)] does, with a text in its Exif data.
    ///
    /// @param comment what made the picture; one of more than some 32,000 letters is left out
    public static void write(Path file, Raster picture, double quality, String comment) {
        prepare(file);
        AtomicFiles.write(file, out -> {
            ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
            encode(picture, quality, jpeg);
            out.write(ExifComment.in(jpeg.toByteArray(), comment));
        });
    }

    private static void encode(Raster picture, double quality, OutputStream out) throws IOException {
        int[] argb = picture.toArgb();
        if (picture.hasAlpha()) {
            for (int i = 0; i < argb.length; i++) {
                argb[i] = Opacity.over(argb[i], BACKGROUND);
            }
        }
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, picture.width(), picture.height(), argb, 0, picture.width());
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality((float) quality);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
    }

    /// {@return the picture in `file`}
    ///
    /// @throws ImageFileException if it is no JPEG file that can be read
    public static Raster read(Path file) {
        try {
            // ImageIO closes what it has read from
            BufferedImage image =
                    ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(Files.readAllBytes(file))));
            if (image == null) {
                throw new ImageFileException(file + " is not a JPEG picture");
            }
            int width = image.getWidth();
            int height = image.getHeight();
            return Raster.opaque(
                    width,
                    height,
                    image.getType() == BufferedImage.TYPE_3BYTE_BGR
                            ? colours(((DataBufferByte) image.getRaster().getDataBuffer()).getData())
                            : image.getRGB(0, 0, width, height, null, 0, width));
        } catch (IOException unreadable) {
            throw FileProblem.reading(file.toString(), unreadable);
        }
    }

    /// What almost every file has inside: asking Java for each pixel's colour takes longer than decoding.
    private static int[] colours(byte... bgr) {
        int[] rgb = new int[bgr.length / 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = ((bgr[3 * i + 2] & 0xFF) << 16) | ((bgr[3 * i + 1] & 0xFF) << 8) | (bgr[3 * i] & 0xFF);
        }
        return rgb;
    }
}
