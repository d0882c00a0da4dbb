package studio.sfumato.canvas.filter;

import studio.sfumato.error.CancellationToken;

/// Unsharp masking: the difference to a blurred copy is added. Opacity stays as it is.
///
/// @param radius the blur's standard deviation in pixels, 0.1…100
/// @param amount how much of the difference is added, 0…10
/// @param threshold differences below so many levels, 0…255, are left out
public record Sharpen(double radius, double amount, double threshold) implements Filter {
    /// Names the value it refuses.
    public Sharpen {
        Filter.within("radius", radius, 0.1, 100);
        Filter.within("amount", amount, 0, 10);
        Filter.within("threshold", threshold, 0, 255);
    }

    @Override
    public Sheet of(Sheet in, CancellationToken token) {
        float[][] copies = new float[Sheet.COLOURS][];
        for (int c = 0; c < copies.length; c++) {
            copies[c] = in.colours()[c].clone();
        }
        Sheet soft = new Blur(radius).of(new Sheet(in.area(), copies, in.alpha().clone()), token);
        for (int c = 0; c < copies.length; c++) {
            float[] sharp = in.colours()[c];
            float[] blurred = soft.colours()[c];
            for (int i = 0; i < sharp.length; i++) {
                float difference = sharp[i] - blurred[i];
                if (Math.abs(difference) >= threshold) {
                    sharp[i] = Math.min(255, Math.max(0, (float) (sharp[i] + amount * difference)));
                }
            }
        }
        return in;
    }
}
