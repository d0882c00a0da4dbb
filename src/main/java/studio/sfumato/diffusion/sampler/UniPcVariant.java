package studio.sfumato.diffusion.sampler;

import java.util.Arrays;

/// How much the slopes of the past estimates count in a step of UniPC: Zhao et al. 2023, eq. 3, 7 and
/// Appendix D.4 (arXiv:2302.04867), as in the authors' code. r says where the estimates lie in units of h,
/// the last one being 1; slopes are differences to the newest estimate divided by r.
public enum UniPcVariant {
    /// B(h) = h.
    BH1 {
        @Override
        double scale(double h) {
            return h;
        }
    },
    /// B(h) = eʰ − 1, of −h.
    BH2 {
        @Override
        double scale(double h) {
            return -Math.expm1(-h);
        }
    },
    /// Coefficients that depend on all r (Appendix C).
    VARY_COEFF {
        @Override
        double scale(double h) {
            return 1;
        }

        @Override
        double[] predictor(double[] r, double h) {
            int count = r.length - 1;
            return count == 0 ? new double[0] : varied(Arrays.copyOf(r, count), h);
        }

        // The last weight is taken from the last row but one, as the authors' code has it.
        @Override
        double[] corrector(double[] r, double h) {
            int count = r.length;
            double[] weights = new double[count];
            for (int k = 0; k < count - 1; k++) {
                double[] row = inverseRow(r, k);
                for (int j = 0; j < count - 1; j++) {
                    weights[j] += phi(k + 2, h) * row[j];
                }
            }
            weights[count - 1] = phi(count + 1, h) * inverseRow(r, Math.max(0, count - 2))[count - 1];
            return weights;
        }
    };

    abstract double scale(double h);

    /// {@return the weights of the slopes without the one to come}
    double[] predictor(double[] r, double h) {
        int count = r.length - 1;
        return switch (count) {
            case 0 -> new double[0];
            case 1 -> new double[] {scale(h) / 2}; // as the authors have it
            default -> solved(r, h, count);
        };
    }

    /// {@return the weights of the slopes, last that to the estimate to come}
    double[] corrector(double[] r, double h) {
        return r.length == 1 ? new double[] {scale(h) / 2} : solved(r, h, r.length);
    }

    /// R·ρ = b, times B(h).
    private double[] solved(double[] r, double h, int count) {
        double[][] matrix = new double[count][count];
        double[] b = new double[count];
        double factorial = 1;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                matrix[i][j] = Math.pow(r[j], i);
            }
            factorial *= i + 1;
            b[i] = phi(i + 2, h) * factorial;
        }
        return LinearSystem.solve(matrix, b);
    }

    private static double[] varied(double[] r, double h) {
        double[] weights = new double[r.length];
        for (int k = 0; k < r.length; k++) {
            double[] row = inverseRow(r, k);
            for (int j = 0; j < r.length; j++) {
                weights[j] += phi(k + 2, h) * row[j];
            }
        }
        return weights;
    }

    /// Row k of the inverse of C, Cᵢⱼ = rᵢʲ/(j + 1)!.
    private static double[] inverseRow(double[] r, int k) {
        double[][] transposed = new double[r.length][r.length];
        double factorial = 1;
        for (int j = 0; j < r.length; j++) {
            factorial *= j + 1;
            for (int i = 0; i < r.length; i++) {
                transposed[j][i] = Math.pow(r[i], j) / factorial;
            }
        }
        double[] unit = new double[r.length];
        unit[k] = 1;
        return LinearSystem.solve(transposed, unit);
    }

    /// −h·φₖ(−h), φ₁ = (eᶻ − 1)/z, φₖ₊₁ = (φₖ − 1/k!)/z: positive weights of an estimate and its slopes.
    private static double phi(int k, double h) {
        double value = Math.expm1(-h);
        double factorial = 1;
        for (int i = 1; i < k; i++) {
            value = value / -h - 1 / factorial;
            factorial *= i + 1;
        }
        return -value;
    }
}
