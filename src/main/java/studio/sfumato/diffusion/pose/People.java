package studio.sfumato.diffusion.pose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import studio.sfumato.error.InferenceException;
import studio.sfumato.tensor.Tensor;

/// Frames around people, as YOLOX says where they are: Ge et al. 2021, section 2.1; a frame that another one of them
/// covers by 0.45 or more is left out.
final class People {
    private static final int[] STRIDES = {8, 16, 32};
    private static final double LEAST = 0.3;
    private static final double COVERED = 0.45;
    private static final int MOST = 100;

    private People() {}

    /// A frame, in the network's pixels.
    record Found(double left, double top, double right, double bottom, double score) {
        private double covers(Found other) {
            double width = Math.max(0, Math.min(right, other.right) - Math.max(left, other.left) + 1);
            double height = Math.max(0, Math.min(bottom, other.bottom) - Math.max(top, other.top) + 1);
            double both = width * height;
            return both / (area() + other.area() - both);
        }

        private double area() {
            return (right - left + 1) * (bottom - top + 1);
        }
    }

    /// {@return the frames around people, the surest first}
    ///
    /// @param given [1, places, 85]: middle and size of a frame from where the place is, how sure, classes
    /// @throws InferenceException if these are not the places of a picture of that size
    static List<Found> in(Tensor given, int width, int height) {
        int places = 0;
        for (int stride : STRIDES) {
            places += (width / stride) * (height / stride);
        }
        if (given.shape().elements() != (long) places * PoseForm.YOLOX_NUMBERS) {
            throw new InferenceException("the network that finds people gives " + given.shape() + ", not "
                    + PoseForm.YOLOX_NUMBERS + " numbers for each of " + places + " places");
        }
        float[] values = given.toArray();
        List<Found> all = new ArrayList<>();
        int at = 0;
        for (int stride : STRIDES) {
            for (int y = 0; y < height / stride; y++) {
                for (int x = 0; x < width / stride; x++) {
                    double score = values[at + 4] * values[at + 5]; // people are COCO's first class
                    if (score > LEAST) {
                        double middleX = (values[at] + x) * stride;
                        double middleY = (values[at + 1] + y) * stride;
                        double halfWidth = Math.exp(values[at + 2]) * stride / 2;
                        double halfHeight = Math.exp(values[at + 3]) * stride / 2;
                        all.add(new Found(
                                middleX - halfWidth,
                                middleY - halfHeight,
                                middleX + halfWidth,
                                middleY + halfHeight,
                                score));
                    }
                    at += PoseForm.YOLOX_NUMBERS;
                }
            }
        }
        return apart(all);
    }

    private static List<Found> apart(List<Found> all) {
        List<Found> kept = new ArrayList<>();
        all.stream().sorted(Comparator.comparingDouble(Found::score).reversed()).forEach(each -> {
            if (kept.size() < MOST && kept.stream().noneMatch(better -> better.covers(each) > COVERED)) {
                kept.add(each);
            }
        });
        return kept;
    }
}
