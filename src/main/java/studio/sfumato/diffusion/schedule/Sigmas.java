package studio.sfumato.diffusion.schedule;

import java.util.Arrays;

/// The noise levels a sampler walks down: one more than its steps, mostly ending in 0.
public final class Sigmas {
    private final double[] values;

    private Sigmas(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no noise level");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i]) || values[i] < 0 || (i > 0 && values[i] > values[i - 1])) {
                throw new IllegalArgumentException("noise levels do not fall: " + Arrays.toString(values));
            }
        }
        this.values = values;
    }

    /// {@return these noise levels, which must not rise}
    public static Sigmas of(double... values) {
        return new Sigmas(values.clone());
    }

    /// {@return these noise levels in single precision, as the tools keep them, and 0 after them}
    static Sigmas endingInZero(double[] values) {
        double[] rounded = Arrays.stream(values).map(level -> (float) level).toArray();
        return new Sigmas(Arrays.copyOf(rounded, values.length + 1));
    }

    /// {@return how many steps lie between the levels}
    public int steps() {
        return values.length - 1;
    }

    /// {@return the level before step `i`, or after the last one for `i` = steps}
    public double at(int i) {
        return values[i];
    }

    /// {@return the level to start from}
    public double first() {
        return values[0];
    }

    /// {@return the level that is left at the end; mostly 0}
    public double last() {
        return values[values.length - 1];
    }

    /// {@return the lowest level above 0, or 0 if there is none}
    public double lowestNoise() {
        return Arrays.stream(values).filter(sigma -> sigma > 0).min().orElse(0);
    }

    /// {@return the levels from step `from` on: what image-to-image walks}
    public Sigmas from(int from) {
        return new Sigmas(Arrays.copyOfRange(values, from, values.length));
    }

    /// {@return the levels without the last but one: A1111's `discard_next_to_last_sigma`}
    public Sigmas withoutPenultimate() {
        double[] fewer = Arrays.copyOf(values, values.length - 1);
        fewer[fewer.length - 1] = last();
        return new Sigmas(fewer);
    }

    /// {@return a copy of the levels}
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sigmas sigmas && Arrays.equals(values, sigmas.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
