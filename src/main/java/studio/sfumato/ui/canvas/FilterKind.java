package studio.sfumato.ui.canvas;

import java.util.List;
import java.util.Locale;
import studio.sfumato.canvas.filter.Blur;
import studio.sfumato.canvas.filter.Coherence;
import studio.sfumato.canvas.filter.Filter;
import studio.sfumato.canvas.filter.Levels;
import studio.sfumato.canvas.filter.PeronaMalik;
import studio.sfumato.canvas.filter.Sharpen;

/// A kind of filter, and what of it can be turned.
enum FilterKind {
    /// Perona and Malik's diffusion that keeps strong edges.
    SMOOTH_EDGES(new Knob("filter-strength", 1, 100, 20), new Knob("filter-edge", 1, 100, 20)),
    /// Perona and Malik's diffusion that keeps wide areas.
    SMOOTH_AREAS(new Knob("filter-strength", 1, 100, 20), new Knob("filter-edge", 1, 100, 12)),
    /// Weickert's coherence-enhancing diffusion.
    LINES(new Knob("filter-strength", 1, 50, 8), new Knob("filter-scale", 0.5, 15, 4)),
    /// A Gaussian blur.
    BLUR(new Knob("filter-radius", 0.1, 50, 4)),
    /// Unsharp masking.
    SHARPEN(new Knob("filter-radius", 0.1, 20, 1.5), new Knob("filter-amount", 0, 3, 0.8)),
    /// Levels.
    LEVELS(
            new Knob("filter-black", 0, 254, 0),
            new Knob("filter-white", 1, 255, 255),
            new Knob("filter-gamma", 0.1, 4, 1));

    private static final double STEP = 0.25;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is
    private final List<Knob> knobs;

    FilterKind(Knob... knobs) {
        this.knobs = List.of(knobs);
    }

    /// What can be turned.
    ///
    /// @param id names it in the program's texts
    /// @param usual what it is in the beginning
    record Knob(String id, double least, double most, double usual) {}

    /// {@return how the program's texts name it}
    String id() {
        return "filter-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<Knob> knobs() {
        return knobs;
    }

    /// {@return the kind of `filter`}
    static FilterKind of(Filter filter) {
        return switch (filter) {
            case PeronaMalik diffusion ->
                switch (diffusion.conductance()) {
                    case CONTRAST -> SMOOTH_EDGES;
                    case AREA -> SMOOTH_AREAS;
                };
            case Coherence _ -> LINES;
            case Blur _ -> BLUR;
            case Sharpen _ -> SHARPEN;
            case Levels _ -> LEVELS;
        };
    }

    /// {@return what the knobs of `filter` are turned to}
    static double[] values(Filter filter) {
        return switch (filter) {
            case PeronaMalik it -> new double[] {it.iterations(), it.contrast()};
            case Coherence it -> new double[] {it.time(), it.scale()};
            case Blur it -> new double[] {it.radius()};
            case Sharpen it -> new double[] {it.radius(), it.amount()};
            case Levels it -> new double[] {it.black(), it.white(), it.gamma()};
        };
    }

    /// {@return a filter of this kind}
    Filter made() {
        return made(knobs.stream().mapToDouble(Knob::usual).toArray());
    }

    /// {@return the filter whose knobs are turned to `values`; black stays below white}
    Filter made(double... values) {
        return switch (this) {
            case SMOOTH_EDGES -> smooth(PeronaMalik.Conductance.CONTRAST, values);
            case SMOOTH_AREAS -> smooth(PeronaMalik.Conductance.AREA, values);
            case LINES -> new Coherence(0.7, values[1], 0.001, 1, values[0]);
            case BLUR -> new Blur(values[0]);
            case SHARPEN -> new Sharpen(values[0], values[1], 0);
            case LEVELS -> {
                int black = (int) Math.round(values[0]);
                yield new Levels(black, Math.max(black + 1, (int) Math.round(values[1])), values[2], 0, 255);
            }
        };
    }

    private static Filter smooth(PeronaMalik.Conductance conductance, double... values) {
        return new PeronaMalik(conductance, values[1], (int) Math.round(values[0]), STEP);
    }
}
