package studio.sfumato.diffusion.sampler;

/// Small systems of linear equations.
final class LinearSystem {
    private LinearSystem() {}

    /// {@return x with a·x = b}, by Gauss's elimination with row pivots
    static double[] solve(double[][] a, double[] b) {
        int n = b.length;
        double[][] rows = new double[n][];
        double[] x = b.clone();
        for (int i = 0; i < n; i++) {
            rows[i] = a[i].clone();
        }
        for (int column = 0; column < n; column++) {
            int pivot = column;
            for (int row = column + 1; row < n; row++) {
                if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) {
                    pivot = row;
                }
            }
            double[] upper = rows[pivot];
            rows[pivot] = rows[column];
            rows[column] = upper;
            double value = x[pivot];
            x[pivot] = x[column];
            x[column] = value;
            for (int row = column + 1; row < n; row++) {
                double factor = rows[row][column] / upper[column];
                for (int k = column; k < n; k++) {
                    rows[row][k] -= factor * upper[k];
                }
                x[row] -= factor * value;
            }
        }
        for (int row = n - 1; row >= 0; row--) {
            for (int k = row + 1; k < n; k++) {
                x[row] -= rows[row][k] * x[k];
            }
            x[row] /= rows[row][row];
        }
        return x;
    }
}
