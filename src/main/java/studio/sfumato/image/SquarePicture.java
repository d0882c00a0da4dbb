package studio.sfumato.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import studio.sfumato.error.ImageFileException;

/// The middle of a PNG or JPEG picture as a small square, for cards. What kind it is tells the file itself: previews
/// from model sites often have the wrong ending.
public final class SquarePicture {
    private static final long MOST_BYTES = 64L << 20;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final int SPARE = 2; // pixels read for each that is shown, so that shrinking stays smooth

    private SquarePicture() {}

    /// {@return the largest square in the middle of the picture in `file`, `side` pixels wide}
    ///
    /// @throws ImageFileException if it is no PNG or JPEG file that can be read
    public static Raster read(Path file, int side) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ImageFileException(file + " is too large for a preview");
            }
            boolean png;
            try (InputStream in = Files.newInputStream(file)) {
                png = Arrays.equals(in.readNBytes(PNG.length), PNG);
            }
            return Resampler.BILINEAR.resize(middle(png ? Png.read(file).raster() : other(file, side)), side, side);
        } catch (IOException unreadable) {
            throw FileProblem.reading(file.toString(), unreadable);
        }
    }

    private static Raster other(Path file, int side) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new ImageFileException(file + " is not a PNG or JPEG picture");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if ((long) width * height > Raster.MOST_PIXELS) {
                    throw new ImageFileException(file + " is too large for a preview");
                }
                int step = Math.max(1, Math.min(width, height) / (SPARE * side));
                ImageReadParam how = reader.getDefaultReadParam();
                how.setSourceSubsampling(step, step, 0, 0);
                BufferedImage image = reader.read(0, how);
                int across = image.getWidth();
                int down = image.getHeight();
                return Raster.opaque(across, down, image.getRGB(0, 0, across, down, null, 0, across));
            } catch (IllegalArgumentException odd) { // colours that Java's codec does not know
                throw FileProblem.reading(file.toString(), new IOException(odd));
            } finally {
                reader.dispose();
            }
        }
    }

    private static Raster middle(Raster picture) {
        int side = Math.min(picture.width(), picture.height());
        if (side == picture.width() && side == picture.height()) {
            return picture;
        }
        int left = (picture.width() - side) / 2;
        int top = (picture.height() - side) / 2;
        int[] all = picture.toArgb();
        int[] square = new int[side * side];
        for (int y = 0; y < side; y++) {
            System.arraycopy(all, (top + y) * picture.width() + left, square, y * side, side);
        }
        return picture.hasAlpha() ? Raster.translucent(side, side, square) : Raster.opaque(side, side, square);
    }
}
