package studio.sfumato.diffusion.noise;

import studio.sfumato.tensor.Tensor;

/// Turns one noise towards another, so that what lies between them is noise as strong as both: spherical interpolation,
/// Shoemake 1985, "Animating rotation with quaternion curves". Each column of each channel is turned by itself, since
/// A1111 takes norms along the height.
///
/// @param strength 0 leaves the first noise, 1 gives the second
record Turn(double strength) {
    private static final double ALIKE = 0.9995;

    /// {@return what lies between two noises of shape [1, channels, height, width]}
    Tensor between(Tensor own, Tensor other) {
        int height = own.shape().at(2);
        int width = own.shape().at(3);
        int columns = own.shape().elements() / height;
        double[] cosines = new double[columns];
        double sum = 0;
        for (int c = 0; c < columns; c++) {
            cosines[c] = cosine(own, other, start(c, height, width), height, width);
            sum += cosines[c];
        }
        if (sum / columns > ALIKE) {
            return own.combine(strength, other, 1 - strength); // this way round in A1111
        }
        float[] out = new float[own.shape().elements()];
        for (int c = 0; c < columns; c++) {
            double angle = Math.acos(Math.clamp(cosines[c], -1.0, 1.0));
            double sine = Math.sin(angle);
            double a = sine == 0 ? 1 - strength : Math.sin((1 - strength) * angle) / sine; // A1111 gives NaN for 0
            double b = sine == 0 ? strength : Math.sin(strength * angle) / sine;
            for (int y = 0, at = start(c, height, width); y < height; y++, at += width) {
                out[at] = (float) (a * own.at(at) + b * other.at(at));
            }
        }
        return Tensor.wrap(own.shape(), out);
    }

    /// Where column `c` begins, counted through all channels.
    private static int start(int c, int height, int width) {
        return c / width * height * width + c % width;
    }

    private static double cosine(Tensor own, Tensor other, int start, int height, int width) {
        double product = 0;
        double ownSquares = 0;
        double otherSquares = 0;
        for (int y = 0, at = start; y < height; y++, at += width) {
            product += (double) own.at(at) * other.at(at);
            ownSquares += (double) own.at(at) * own.at(at);
            otherSquares += (double) other.at(at) * other.at(at);
        }
        return product / Math.sqrt(ownSquares * otherSquares);
    }
}
