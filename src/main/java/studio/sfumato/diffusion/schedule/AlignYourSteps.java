package studio.sfumato.diffusion.schedule;

import java.util.List;
import java.util.stream.IntStream;

/// Noise levels found by optimisation for each family of models, interpolated in log σ for other step counts: Sabour et
/// al. 2024 (arXiv:2404.14507) with its tables, or any other search's. As in A1111 SD 2.x takes the table of SD 1.x.
///
/// @param sd the levels of SD 1.x and 2.x, falling
/// @param sdxl the levels of SDXL, falling
public record AlignYourSteps(List<Double> sd, List<Double> sdxl) implements Schedule {
    /// The ten steps of the paper.
    static final AlignYourSteps TEN = new AlignYourSteps(
            List.of(14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029),
            List.of(14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029));

    /// The levels of geometry-inspired time scheduling: Chen et al. 2024 (arXiv:2405.11326); the tables are Forge's.
    static final AlignYourSteps GITS = new AlignYourSteps(
            List.of(14.615, 4.617, 2.507, 1.236, 0.702, 0.402, 0.240, 0.156, 0.104, 0.094, 0.029),
            List.of(14.615, 4.734, 2.567, 1.529, 0.987, 0.652, 0.418, 0.268, 0.179, 0.127, 0.029));

    /// The finer table of Forge's `Align Your Steps 32`, with a lower end.
    static final AlignYourSteps THIRTY_TWO = new AlignYourSteps(
            List.of(
                    14.615,
                    11.23951352,
                    8.64363081,
                    6.64729424,
                    5.57250862,
                    4.71648546,
                    3.99196065,
                    3.5195609,
                    3.13490466,
                    2.79228788,
                    2.48773628,
                    2.21663865,
                    1.97508351,
                    1.7793172,
                    1.61475335,
                    1.46540953,
                    1.314849,
                    1.16642497,
                    1.03475547,
                    0.91573744,
                    0.80748169,
                    0.71202361,
                    0.621739,
                    0.53065202,
                    0.4529096,
                    0.37491455,
                    0.27461819,
                    0.2011529,
                    0.14105873,
                    0.06682881,
                    0.03166121,
                    0.015),
            List.of(
                    14.615,
                    11.1491618,
                    8.50522127,
                    6.48827151,
                    5.43707402,
                    4.60398619,
                    3.89854704,
                    3.27407457,
                    2.74396527,
                    2.29968659,
                    1.95448514,
                    1.67108715,
                    1.42878152,
                    1.23181009,
                    1.06789649,
                    0.92579443,
                    0.80290886,
                    0.69660121,
                    0.60436903,
                    0.52852552,
                    0.46773344,
                    0.41393379,
                    0.36258186,
                    0.31008517,
                    0.26518925,
                    0.22326461,
                    0.17653877,
                    0.13959192,
                    0.10587381,
                    0.05519369,
                    0.02877334,
                    0.015));

    /// Copies the tables.
    public AlignYourSteps {
        sd = List.copyOf(sd);
        sdxl = List.copyOf(sdxl);
    }

    @Override
    public Sigmas sigmas(NoiseSchedule training, int steps) {
        List<Double> table = switch (training.family()) {
            case SD1, SD2 -> sd;
            case SDXL -> sdxl;
        };
        return Sigmas.endingInZero(IntStream.range(0, steps)
                .mapToDouble(i -> at(table, steps == 1 ? 0 : i * (table.size() - 1.0) / (steps - 1)))
                .toArray());
    }

    private static double at(List<Double> table, double place) {
        int before = Math.min((int) place, table.size() - 2);
        double w = place - before;
        return Math.exp((1 - w) * Math.log(table.get(before)) + w * Math.log(table.get(before + 1)));
    }
}
