package studio.sfumato.canvas.filter;

import studio.sfumato.error.CancellationToken;

/// Smooths along lines and closes gaps in them, as in hair, grain and brush strokes: coherence-enhancing
/// diffusion by Weickert, Coherence-Enhancing Diffusion Filtering, International Journal of Computer
/// Vision 31 (1999). The structure tensor (eq. 5, of all three colours together, as in his paper on
/// colour images of the same year) tells the direction of lines; the diffusion tensor has the eigenvalues
/// of eq. 13 and 14 with m = 1.
///
/// The tensor is taken apart into three positive weights of neighbours, however thin the lines are
/// (Fehrenbach and Mirebeau, Sparse Non-negative Stencils for Anisotropic Diffusion, Journal of
/// Mathematical Imaging and Vision 49 (2014), §2), and a step of time is never longer than one over the
/// largest sum of weights. So each new value is a mean of old ones: no level is ever below the least or
/// above the greatest of the source.
///
/// @param detail σ: what is smaller in pixels is noise, 0.3…10
/// @param scale ρ: over how many pixels a direction is looked for, 0.5…30
/// @param regularity α: how much is smoothed across lines, 0.001…1
/// @param contrast C: how strong a line has to be, in squares of squares of levels, 10⁻¹⁰…10⁶
/// @param time how long it goes on, 0.1…200
public record Coherence(double detail, double scale, double regularity, double contrast, double time)
        implements Filter {
    private static final double LONGEST_STEP = 0.5;
    private static final double EPSILON = 1e-12;

    /// Names the value it refuses.
    public Coherence {
        Filter.within("detail", detail, 0.3, 10);
        Filter.within("scale", scale, 0.5, 30);
        Filter.within("regularity", regularity, 0.001, 1);
        Filter.within("contrast", contrast, 1e-10, 1e6);
        Filter.within("time", time, 0.1, 200);
    }

    /// {@return it with Weickert's own values but for how long}
    public static Coherence of(double time) {
        return new Coherence(0.7, 4, 0.001, 1, time);
    }

    @Override
    public Sheet of(Sheet in, CancellationToken token) {
        float[][] now = in.colours();
        Flows flows = new Flows(in.width(), in.height(), in.alpha());
        double left = time;
        while (left > 1e-9) {
            StructureTensor tensor = StructureTensor.of(in.with(now), detail, scale, token);
            flows.clear();
            for (int y = 0; y < in.height(); y++) {
                token.throwIfCancelled();
                for (int i = y * in.width(); i < (y + 1) * in.width(); i++) {
                    if (in.alpha()[i] > 0) {
                        stencil(tensor, i, now, flows);
                    }
                }
            }
            double step = Math.min(Math.min(LONGEST_STEP, left), 1 / flows.most());
            flows.apply(now, (float) step);
            left -= step;
        }
        return in.with(now);
    }

    /// Takes the diffusion tensor of a pixel apart by Selling's algorithm: three vectors of the lattice
    /// whose sum is 0 and no two of which are at an acute angle, as the tensor sees it.
    private void stencil(StructureTensor tensor, int i, float[][] now, Flows flows) {
        double xx = tensor.xx(i);
        double xy = tensor.xy(i);
        double yy = tensor.yy(i);
        double half = (xx - yy) / 2;
        double apart = 2 * Math.hypot(half, xy); // µ1 − µ2
        double along = regularity;
        if (apart > 0) {
            along += (1 - regularity) * Math.exp(-contrast / (apart * apart));
        }
        // the direction across lines: (c, s) with c² = (1 + half·2÷apart)÷2
        double cc = apart > 0 ? 0.5 + half / apart : 0.5;
        double cs = apart > 0 ? xy / apart : 0;
        double dxx = along + (regularity - along) * cc;
        double dyy = along + (regularity - along) * (1 - cc);
        double dxy = (regularity - along) * cs;
        int ax = 1;
        int ay = 0;
        int bx = 0;
        int by = 1;
        while (true) {
            int cx = -ax - bx;
            int cy = -ay - by;
            double ab = dxx * ax * bx + dxy * (ax * by + ay * bx) + dyy * ay * by;
            double ac = dxx * ax * cx + dxy * (ax * cy + ay * cx) + dyy * ay * cy;
            double bc = dxx * bx * cx + dxy * (bx * cy + by * cx) + dyy * by * cy;
            if (ab > EPSILON) {
                bx = -bx;
                by = -by; // (a, −b, b − a)
            } else if (ac > EPSILON) {
                bx = -cx;
                by = -cy; // (a, −c, c − a)
            } else if (bc > EPSILON) {
                ax = -cx;
                ay = -cy; // (−c, b, c − b)
            } else {
                flows.add(now, i, -cy, cx, -ab);
                flows.add(now, i, -by, bx, -ac);
                flows.add(now, i, -ay, ax, -bc);
                return;
            }
        }
    }
}
