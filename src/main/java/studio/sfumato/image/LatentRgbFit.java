package studio.sfumato.image;

import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Finds the line from latents to colours of any VAE by least squares, from latents and the pictures they decode to.
/// One decoded picture is enough to get its colours right; more make it general. Not safe for several threads at once.
public final class LatentRgbFit {
    private static final int COLOURS = 3;

    /// Keeps channels that never vary at a factor of zero, and changes nothing else that can be seen.
    private static final double RIDGE = 1e-4;

    private final int channels;
    private final double[][] normal;
    private int samples;

    /// Starts a fit for a VAE with this many latent channels.
    public LatentRgbFit(int channels) {
        this.channels = channels;
        this.normal = new double[channels + 1][channels + 1 + COLOURS];
    }

    /// Learns from one decoded picture.
    ///
    /// @param latents what went into the VAE, scaled as the U-Net sees it: [1, channels, height, width]
    /// @param picture what came out; each latent is taken to make the mean of the pixels it covers
    public void add(Tensor latents, Raster picture) {
        Shape shape = latents.shape();
        if (shape.rank() != 4 || shape.at(0) != 1 || shape.at(1) != channels) {
            throw new IllegalArgumentException("a fit of " + channels + " channels cannot use latents " + shape);
        }
        Raster small = Resampler.BOX.resize(picture, shape.at(3), shape.at(2));
        int plane = shape.at(2) * shape.at(3);
        double[] row = new double[channels + 1 + COLOURS];
        for (int i = 0; i < plane; i++) {
            for (int channel = 0; channel < channels; channel++) {
                row[channel] = latents.at(channel * plane + i);
            }
            row[channels] = 1;
            int pixel = small.argb(i % shape.at(3), i / shape.at(3));
            for (int colour = 0; colour < COLOURS; colour++) {
                row[channels + 1 + colour] = ((pixel >> (16 - 8 * colour)) & 0xFF) / 127.5 - 1;
            }
            for (int j = 0; j <= channels; j++) {
                for (int k = 0; k < row.length; k++) {
                    normal[j][k] += row[j] * row[k];
                }
            }
        }
        samples += plane;
    }

    /// {@return the line that fits everything learnt so far best}
    ///
    /// @throws IllegalStateException if nothing was learnt yet
    public LatentRgb solve() {
        if (samples == 0) {
            throw new IllegalStateException("nothing to fit");
        }
        double[][] rows = new double[channels + 1][];
        for (int i = 0; i <= channels; i++) {
            rows[i] = normal[i].clone();
            rows[i][i] += RIDGE * samples;
        }
        eliminate(rows);
        double[][] factors = new double[channels][COLOURS];
        double[] bias = new double[COLOURS];
        for (int i = 0; i <= channels; i++) {
            System.arraycopy(rows[i], channels + 1, i < channels ? factors[i] : bias, 0, COLOURS);
        }
        return LatentRgb.of(factors, bias);
    }

    /// Gauss–Jordan; the ridge makes the matrix positive definite, so no pivoting is needed.
    private static void eliminate(double[][] rows) {
        for (int pivot = 0; pivot < rows.length; pivot++) {
            double head = rows[pivot][pivot];
            for (int k = pivot; k < rows[pivot].length; k++) {
                rows[pivot][k] /= head;
            }
            for (int i = 0; i < rows.length; i++) {
                double factor = rows[i][pivot];
                if (i != pivot && factor != 0) {
                    for (int k = pivot; k < rows[i].length; k++) {
                        rows[i][k] -= factor * rows[pivot][k];
                    }
                }
            }
        }
    }
}
