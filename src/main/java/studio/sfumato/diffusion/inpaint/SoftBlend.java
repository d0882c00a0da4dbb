package studio.sfumato.diffusion.inpaint;

import studio.sfumato.tensor.Tensor;

/// How the latents of a picture and those that were made mix in a step of soft inpainting: A1111's `latent_blend`. The
/// lengths of the latents are mixed apart from their directions, so that no contrast is lost.
///
/// @param how the settings
/// @param shares how much of each place is painted: [1, 1, height/8, width/8]
record SoftBlend(SoftInpainting how, Tensor shares) {
    private static final double NOT_ZERO = 1e-5;

    Tensor at(double sigma, Tensor picture, Tensor made) {
        double power = Math.pow(sigma, how.scheduleBias()) * how.preservation();
        double boost = how.contrastBoost();
        int plane = shares.shape().elements();
        int channels = picture.shape().at(1);
        float[] a = picture.toArray();
        float[] b = made.toArray();
        float[] out = new float[a.length];
        for (int row = 0; row < picture.shape().at(0); row++) {
            for (int i = 0; i < plane; i++) {
                double t = Math.pow(shares.at(i), power);
                int first = row * channels * plane + i;
                double squares = 0;
                double squaresA = 0;
                double squaresB = 0;
                for (int at = first; at < first + channels * plane; at += plane) {
                    double mixed = a[at] * (1 - t) + b[at] * t;
                    out[at] = (float) mixed;
                    squares += mixed * mixed;
                    squaresA += (double) a[at] * a[at];
                    squaresB += (double) b[at] * b[at];
                }
                double wanted = Math.pow(
                        Math.pow(Math.sqrt(squaresA), boost) * (1 - t) + Math.pow(Math.sqrt(squaresB), boost) * t,
                        1 / boost);
                double scale = wanted / (Math.sqrt(squares) + NOT_ZERO);
                for (int at = first; at < first + channels * plane; at += plane) {
                    out[at] = (float) (out[at] * scale);
                }
            }
        }
        return Tensor.wrap(picture.shape(), out);
    }
}
