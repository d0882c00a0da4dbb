package studio.sfumato.diffusion.sampler;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.tensor.Tensor;

/// The last slopes of a solution, and the Adams–Bashforth mean of them for even steps: Hairer, Nørsett & Wanner,
/// "Solving ODEs I", III.1, of order 1 to 4 as slopes come in.
final class AdamsBashforth {
    private static final double[][] WEIGHTS = {
        {1}, {3 / 2.0, -1 / 2.0}, {23 / 12.0, -16 / 12.0, 5 / 12.0}, {55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0}
    };

    private final List<Tensor> slopes = new ArrayList<>(); // newest first

    /// Takes the slope of this step.
    void add(Tensor slope) {
        slopes.addFirst(slope);
        if (slopes.size() > WEIGHTS.length) {
            slopes.removeLast();
        }
    }

    /// {@return the slope to follow in this step}
    Tensor mean() {
        double[] weights = WEIGHTS[slopes.size() - 1];
        Tensor mean = slopes.getFirst().times(weights[0]);
        for (int j = 1; j < weights.length; j++) {
            mean = mean.combine(1, slopes.get(j), weights[j]);
        }
        return mean;
    }
}
