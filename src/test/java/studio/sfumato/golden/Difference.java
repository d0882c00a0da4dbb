package studio.sfumato.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Tensor;

/// How far two results are apart.
final class Difference {
    /// From how many decibels on two pictures are the same.
    static final double SAME_PICTURE_DB = 60;

    private static final double PEAK = 255;

    private Difference() {}

    /// {@return the peak signal-to-noise ratio over the three colours in dB; infinite for equal pictures}
    static double psnr(Raster a, Raster b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new AssertionError("the pictures differ in size: " + a + " and " + b);
        }
        int[] left = a.toArgb();
        int[] right = b.toArgb();
        double squares = 0;
        for (int i = 0; i < left.length; i++) {
            for (int shift = 0; shift < 24; shift += 8) {
                double error = (left[i] >> shift & 0xff) - (right[i] >> shift & 0xff);
                squares += error * error;
            }
        }
        return 10 * Math.log10(PEAK * PEAK * 3 * left.length / squares);
    }

    /// Fails unless there are as many pictures as expected and each is the same.
    static void requireSamePictures(List<Raster> made, List<Raster> expected) {
        assertThat(made).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(psnr(made.get(i), expected.get(i)))
                    .as("PSNR of picture %d in dB", i)
                    .isGreaterThanOrEqualTo(SAME_PICTURE_DB);
        }
    }

    /// {@return the largest difference, as a share of the largest expected value}
    static double relative(Tensor actual, Tensor expected) {
        if (!actual.shape().equals(expected.shape())) {
            throw new AssertionError("the shapes differ: " + actual.shape() + " and " + expected.shape());
        }
        double largest = 0;
        double furthest = 0;
        float[] left = actual.toArray();
        float[] right = expected.toArray();
        for (int i = 0; i < left.length; i++) {
            furthest = Math.max(furthest, Math.abs(left[i] - right[i]));
            largest = Math.max(largest, Math.abs(right[i]));
        }
        return furthest / largest;
    }
}
