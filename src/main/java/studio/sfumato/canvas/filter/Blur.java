package studio.sfumato.canvas.filter;

import studio.sfumato.error.CancellationToken;

/// A Gaussian blur. What is opaque up to its edge stays so; else the edge fades, too.
///
/// @param radius the standard deviation in pixels, 0.1…250
public record Blur(double radius) implements Filter {
    /// Refuses a radius that is none.
    public Blur {
        Filter.within("radius", radius, 0.1, 250);
    }

    @Override
    public int margin() {
        return Gaussian.reach(radius);
    }

    @Override
    public Sheet of(Sheet in, CancellationToken token) {
        float[] alpha = in.alpha();
        float[][] colours = in.colours();
        Gaussian gaussian = new Gaussian(radius, token);
        boolean opaque = in.isOpaque();
        for (float[] colour : colours) {
            for (int i = 0; i < colour.length && !opaque; i++) {
                colour[i] *= alpha[i];
            }
            gaussian.smooth(colour, in.width(), in.height());
        }
        if (!opaque) {
            gaussian.smooth(alpha, in.width(), in.height());
            for (float[] colour : colours) {
                for (int i = 0; i < colour.length; i++) {
                    colour[i] = alpha[i] > 0 ? colour[i] / alpha[i] : 0;
                }
            }
        }
        return in;
    }
}
