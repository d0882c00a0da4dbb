package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatherTest {
    @Test
    void isTheSumOverTheWholeKernelForEveryPixel() {
        Random random = new Random(8);
        int[] sides = {1, 2, 5, 33, 90};
        for (int width : sides) {
            for (int height : sides) {
                for (int sigma : new int[] {1, 4, 12, 48}) {
                    for (int kind = 0; kind < 5; kind++) {
                        Mask mask = mask(width, height, kind, random);
                        assertThat(mask.feathered(sigma))
                                .as("%d×%d by %d, kind %d", width, height, sigma, kind)
                                .isEqualTo(plain(mask, sigma));
                    }
                }
            }
        }
    }

    /// A rectangle, all but one, a band across, two dots, or noise.
    private static Mask mask(int width, int height, int kind, Random random) {
        byte[] levels = new byte[width * height];
        int left = kind == 2 ? 0 : random.nextInt(width);
        int right = kind == 2 ? width : left + random.nextInt(width - left) + 1;
        int top = random.nextInt(height);
        int bottom = top + random.nextInt(height - top) + 1;
        for (int y = top; y < bottom; y++) {
            Arrays.fill(levels, y * width + left, y * width + right, (byte) 255);
        }
        if (kind == 3) {
            Arrays.fill(levels, (byte) 0);
            levels[random.nextInt(levels.length)] = (byte) 255;
            levels[random.nextInt(levels.length)] = (byte) 90;
        } else if (kind == 4) {
            random.nextBytes(levels);
        }
        Mask mask = Mask.of(width, height, levels);
        return kind == 1 ? mask.inverted() : mask;
    }

    private static Mask plain(Mask mask, int sigma) {
        int[] kernel = kernel(sigma);
        int width = mask.width();
        int height = mask.height();
        byte[] across = new byte[width * height];
        byte[] all = new byte[width * height];
        for (int i = 0; i < across.length; i++) {
            int total = 128;
            for (int k = 0; k < kernel.length; k++) {
                total += kernel[k] * mask.at(mirrored(i % width + k - kernel.length / 2, width), i / width);
            }
            across[i] = (byte) Math.min(255, total / 256);
        }
        for (int i = 0; i < all.length; i++) {
            int total = 128;
            for (int k = 0; k < kernel.length; k++) {
                int y = mirrored(i / width + k - kernel.length / 2, height);
                total += kernel[k] * (across[y * width + i % width] & 0xFF);
            }
            all[i] = (byte) Math.min(255, total / 256);
        }
        return Mask.of(width, height, all);
    }

    /// Multiples of 1/256, as OpenCV has them.
    private static int[] kernel(int sigma) {
        int reach = (int) (2.5 * sigma + 0.5);
        double[] exact = new double[2 * reach + 1];
        Arrays.setAll(exact, i -> Math.exp(-(i - reach) * (i - reach) / (2.0 * sigma * sigma)));
        double sum = Arrays.stream(exact).sum();
        int[] kernel = new int[exact.length];
        double error = 0;
        for (int i = 0; i < reach; i++) {
            double wanted = exact[i] / sum * 256 + error;
            kernel[i] = (int) Math.rint(wanted);
            kernel[2 * reach - i] = kernel[i];
            error = wanted - kernel[i];
        }
        kernel[reach] = 256 - Arrays.stream(kernel).sum();
        return kernel;
    }

    private static int mirrored(int i, int size) {
        int at = i;
        while (size > 1 && (at < 0 || at >= size)) {
            at = at < 0 ? -at : 2 * (size - 1) - at;
        }
        return size > 1 ? at : 0;
    }
}
