package studio.sfumato.image;

import java.util.Arrays;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// The straight line from latents to colours: rgb = bias + Σ factorᵢ · latentᵢ, with −1 black and 1 white. A guess at
/// what the VAE would decode, at a thousandth of the cost.
///
/// Latents are those the U-Net sees, already scaled by the VAE's scaling factor.
public final class LatentRgb {
    private static final int COLOURS = 3;

    private final double[][] factors;
    private final double[] bias;

    private LatentRgb(double[][] factors, double[] bias) {
        this.factors = factors;
        this.bias = bias;
    }

    /// {@return a line with these coefficients}
    ///
    /// @param factors red, green and blue for each latent channel
    /// @param bias red, green and blue
    public static LatentRgb of(double[][] factors, double[] bias) {
        if (factors.length == 0
                || bias.length != COLOURS
                || Arrays.stream(factors).anyMatch(f -> f.length != COLOURS)) {
            throw new IllegalArgumentException("latent colours need three factors a channel and three biases");
        }
        return new LatentRgb(copy(factors), bias.clone());
    }

    /// {@return the line for SD 1.x and 2.x, which share a latent space; coefficients as in ComfyUI}
    public static LatentRgb sd() {
        double[][] factors = {
            {0.3512, 0.2297, 0.3227}, {0.3250, 0.4974, 0.2350}, {-0.2829, 0.1762, 0.2721}, {-0.2120, -0.2616, -0.7177}
        };
        return new LatentRgb(factors, new double[COLOURS]);
    }

    /// {@return the line for SDXL; coefficients as in ComfyUI}
    public static LatentRgb sdxl() {
        double[][] factors = {
            {0.3651, 0.4232, 0.4341}, {-0.2533, -0.0042, 0.1068}, {0.1076, 0.1111, -0.0362}, {-0.3165, -0.2492, -0.2188}
        };
        return new LatentRgb(factors, new double[] {0.1084, -0.0175, -0.0011});
    }

    /// {@return the number of latent channels}
    public int channels() {
        return factors.length;
    }

    /// {@return a copy of the factors: red, green and blue for each latent channel}
    public double[][] factors() {
        return copy(factors);
    }

    /// {@return a copy of the bias}
    public double[] bias() {
        return bias.clone();
    }

    /// {@return the picture that `latents` stand for, one pixel for each latent}
    ///
    /// @param latents of shape [1, channels, height, width] or [channels, height, width]
    public Raster render(Tensor latents) {
        return render(latents, 0);
    }

    /// {@return the picture that the latents at `index` of a batch stand for}
    ///
    /// @param latents of shape [batch, channels, height, width]
    public Raster render(Tensor latents, int index) {
        Shape shape = latents.shape();
        if (shape.rank() < 3 || shape.rank() > 4 || shape.at(-3) != channels()) {
            throw new IllegalArgumentException("latents need " + channels() + " channels, not the shape " + shape);
        }
        int plane = shape.at(-2) * shape.at(-1);
        int first = index * channels() * plane;
        int[] argb = new int[plane];
        float[] sum = new float[plane];
        for (int colour = 0; colour < COLOURS; colour++) {
            Arrays.fill(sum, (float) ((bias[colour] + 1) * 127.5));
            for (int channel = 0; channel < channels(); channel++) {
                float factor = (float) (factors[channel][colour] * 127.5);
                int from = first + channel * plane;
                for (int i = 0; i < plane; i++) {
                    sum[i] += factor * latents.at(from + i);
                }
            }
            int shift = 16 - 8 * colour;
            for (int i = 0; i < plane; i++) {
                argb[i] |= (int) Math.clamp(sum[i] + 0.5f, 0f, 255f) << shift;
            }
        }
        return Raster.opaque(shape.at(-1), shape.at(-2), argb);
    }

    private static double[][] copy(double[][] rows) {
        return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
    }
}
