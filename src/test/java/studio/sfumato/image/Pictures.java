package studio.sfumato.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;

/// Pictures to test with, and the JDK's own decoder as a second opinion.
public final class Pictures {
    private Pictures() {}

    /// {@return the path of a fixture made by tools/golden/image.py}
    public static Path golden(String name) {
        URL url = Objects.requireNonNull(Pictures.class.getResource("/golden/image/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// {@return a picture with a gradient, flat parts and noise}
    public static Raster sample(int width, int height, boolean alpha, long seed) {
        Random random = new Random(seed);
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            int x = i % width;
            int y = i / width;
            boolean flat = x < width / 3;
            boolean noisy = y > height / 2;
            argb[i] = flat ? 0x7F336699 : noisy ? random.nextInt() : ((x * 5 & 255) << 16) + (y * 3 & 255) + (x << 26);
        }
        return alpha ? Raster.translucent(width, height, argb) : Raster.opaque(width, height, argb);
    }

    /// {@return what the JDK sees in the bytes of a file}
    public static Raster byImageIo(byte[] file) throws IOException {
        BufferedImage image = Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(file)));
        int[] argb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return image.getColorModel().hasAlpha()
                ? Raster.translucent(image.getWidth(), image.getHeight(), argb)
                : Raster.opaque(image.getWidth(), image.getHeight(), argb);
    }
}
