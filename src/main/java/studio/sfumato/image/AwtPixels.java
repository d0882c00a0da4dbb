package studio.sfumato.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;

/// Takes the pixels out of Java's own pictures.
final class AwtPixels {
    private AwtPixels() {}

    static Raster raster(BufferedImage image) {
        ColorModel colours = image.getColorModel();
        boolean grey = colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        int[] argb = grey ? grey(image) : colour(image);
        return colours.hasAlpha()
                ? Raster.translucent(image.getWidth(), image.getHeight(), argb)
                : Raster.opaque(image.getWidth(), image.getHeight(), argb);
    }

    /// Java takes grey for linear and would brighten it; in files it is as in sRGB.
    private static int[] grey(BufferedImage image) {
        int width = image.getWidth();
        int[] argb = new int[width * image.getHeight()];
        int bits = image.getColorModel().getComponentSize(0);
        int most = (1 << Math.min(bits, 16)) - 1;
        int bands = image.getRaster().getNumBands();
        int[] row = new int[width * bands];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRaster().getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int level = level(row[x * bands], most);
                int alpha = bands > 1 ? level(row[x * bands + 1], most) : 255;
                argb[y * width + x] = (alpha << 24) | (level * 0x010101);
            }
        }
        return argb;
    }

    private static int level(int sample, int most) {
        return (sample * 255 + most / 2) / most;
    }

    private static int[] colour(BufferedImage image) {
        int width = image.getWidth();
        BufferedImage plain = image;
        if (image.getType() == BufferedImage.TYPE_CUSTOM
                && !image.getColorModel().getColorSpace().isCS_sRGB()) {
            plain = new BufferedImage(
                    width,
                    image.getHeight(),
                    image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
            new ColorConvertOp(null).filter(image, plain);
        }
        return plain.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    }
}
