package studio.sfumato.canvas.filter;

import studio.sfumato.error.CancellationToken;

/// Where a picture's lines go, at each pixel: the products of its derivatives after smoothing by σ,
/// smoothed by ρ (Weickert 1999, eq. 5), the mean of the three colours.
final class StructureTensor {
    private final float[] xx;
    private final float[] xy;
    private final float[] yy;

    private StructureTensor(int size) {
        xx = new float[size];
        xy = new float[size];
        yy = new float[size];
    }

    static StructureTensor of(Sheet sheet, double sigma, double rho, CancellationToken token) {
        int width = sheet.width();
        int height = sheet.height();
        StructureTensor tensor = new StructureTensor(width * height);
        Gaussian fine = new Gaussian(sigma, token);
        for (float[] colour : sheet.colours()) {
            float[] smooth = colour.clone();
            fine.smooth(smooth, width, height);
            for (int y = 0; y < height; y++) {
                int above = Math.max(y - 1, 0) * width;
                int below = Math.min(y + 1, height - 1) * width;
                for (int x = 0; x < width; x++) {
                    int left = y * width + Math.max(x - 1, 0);
                    int right = y * width + Math.min(x + 1, width - 1);
                    float dx = (smooth[right] - smooth[left]) / 2;
                    float dy = (smooth[below + x] - smooth[above + x]) / 2;
                    int i = y * width + x;
                    tensor.xx[i] += dx * dx / Sheet.COLOURS;
                    tensor.xy[i] += dx * dy / Sheet.COLOURS;
                    tensor.yy[i] += dy * dy / Sheet.COLOURS;
                }
            }
        }
        Gaussian coarse = new Gaussian(rho, token);
        coarse.smooth(tensor.xx, width, height);
        coarse.smooth(tensor.xy, width, height);
        coarse.smooth(tensor.yy, width, height);
        return tensor;
    }

    double xx(int i) {
        return xx[i];
    }

    double xy(int i) {
        return xy[i];
    }

    double yy(int i) {
        return yy[i];
    }
}
