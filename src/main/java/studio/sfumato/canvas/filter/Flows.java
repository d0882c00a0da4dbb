package studio.sfumato.canvas.filter;

import java.util.Arrays;

/// What flows between pixels in a step of diffusion. Whatever flows out of one flows into the other, so
/// that the mean of all stays as it is.
final class Flows {
    private final int width;
    private final int height;
    private final float[] alpha;
    private final float[][] change;
    private final float[] weights;

    Flows(int width, int height, float... alpha) {
        this.width = width;
        this.height = height;
        this.alpha = alpha;
        this.change = new float[Sheet.COLOURS][width * height];
        this.weights = new float[width * height];
    }

    void clear() {
        Arrays.fill(weights, 0);
        for (float[] colour : change) {
            Arrays.fill(colour, 0);
        }
    }

    /// Adds what flows between pixel `i` and the two that are (dx, dy) away from it on both sides. Those
    /// outside or transparent have nothing to do with it.
    void add(float[][] now, int i, int dx, int dy, double weight) {
        if (weight <= 0) {
            return;
        }
        int x = i % width;
        int y = i / width;
        float half = (float) (weight / 2);
        for (int side = -1; side <= 1; side += 2) {
            int toX = x + side * dx;
            int toY = y + side * dy;
            if (toX >= 0 && toY >= 0 && toX < width && toY < height && alpha[toY * width + toX] > 0) {
                int to = toY * width + toX;
                for (int c = 0; c < change.length; c++) {
                    float flow = half * (now[c][to] - now[c][i]);
                    change[c][i] += flow;
                    change[c][to] -= flow;
                }
                weights[i] += half;
                weights[to] += half;
            }
        }
    }

    /// {@return the largest sum of a pixel's weights}
    double most() {
        float most = 1e-6f;
        for (float weight : weights) {
            most = Math.max(most, weight);
        }
        return most * 1.0001; // floats are rounded
    }

    void apply(float[][] now, float step) {
        for (int c = 0; c < change.length; c++) {
            for (int i = 0; i < now[c].length; i++) {
                now[c][i] += step * change[c][i];
            }
        }
    }
}
