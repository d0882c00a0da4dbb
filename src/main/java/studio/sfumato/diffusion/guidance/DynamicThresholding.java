package studio.sfumato.diffusion.guidance;

import java.util.Arrays;
import java.util.List;
import studio.sfumato.error.RequestException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Strong guidance whose values are brought back to the range of a weaker one, the mimic scale: mcmonkey's
/// sd-dynamic-thresholding, after Saharia et al. 2022, section 2.3 (arXiv:2205.11487).
///
/// @param mimicScale the guidance whose range of values is kept
/// @param percentile which of the guided values counts as their largest: 1 is the largest itself
/// @param mimicMode how the mimic scale changes on the way
/// @param mimicLowest what the mode leaves of it
/// @param cfgMode how the guidance itself changes on the way
/// @param cfgLowest what the mode leaves of it
/// @param schedulerValue the power, or the number of repeats, of the modes that have one
/// @param separateChannels whether each channel has a range of its own, not each picture
/// @param startpoint what values are scaled around
/// @param variability how a range is measured
/// @param phi how much of the result is taken, beside plain guidance
public record DynamicThresholding(
        double mimicScale,
        double percentile,
        ScaleMode mimicMode,
        double mimicLowest,
        ScaleMode cfgMode,
        double cfgLowest,
        double schedulerValue,
        boolean separateChannels,
        Startpoint startpoint,
        Variability variability,
        double phi) {
    private static final double MOST = 100;
    private static final String NAME = "dynamic thresholding";
    private static final DynamicThresholding USUAL = new DynamicThresholding(7, 1);

    private static final List<String> NAMES = List.of(
            "mimic",
            "percentile",
            "mimic-mode",
            "mimic-min",
            "cfg-mode",
            "cfg-min",
            "value",
            "channels",
            "around",
            "by",
            "phi");

    /// What values are scaled around.
    public enum Startpoint {
        /// The mean of each channel.
        MEAN,
        /// Zero.
        ZERO
    }

    /// How a range is measured.
    public enum Variability {
        /// By the largest distance from the mean.
        AD,
        /// By the standard deviation.
        STD
    }

    /// How `separateChannels` is written.
    private enum Channels {
        SEPARATE,
        TOGETHER;

        static Channels of(DynamicThresholding settings) {
            return settings.separateChannels ? SEPARATE : TOGETHER;
        }
    }

    /// Refuses what is out of range, by name.
    public DynamicThresholding {
        require("mimic scale", mimicScale, MOST);
        require("mimic scale minimum", mimicLowest, MOST);
        require("CFG scale minimum", cfgLowest, MOST);
        require("scheduler value", schedulerValue, MOST);
        require("interpolate phi", phi, 1);
        if (!(percentile > 0 && percentile <= 1)) {
            throw new RequestException(NAME + ": percentile must be above 0 and at most 1, not " + percentile);
        }
    }

    /// The usual settings: constant scales, each channel by itself, around its mean, by its largest value.
    public DynamicThresholding(double mimicScale, double percentile) {
        this(
                mimicScale,
                percentile,
                ScaleMode.CONSTANT,
                0,
                ScaleMode.CONSTANT,
                0,
                4,
                true,
                Startpoint.MEAN,
                Variability.AD,
                1);
    }

    /// {@return the settings written as `7` or `mimic=7, percentile=0.995, mimic-mode=Cosine Down`; what is left out
    /// is as usual}
    ///
    /// @throws RequestException if a setting is unknown or out of range
    public static DynamicThresholding parse(String text) {
        NamedValues values = new NamedValues(NAME, text, NAMES);
        return new DynamicThresholding(
                values.number("mimic", USUAL.mimicScale),
                values.number("percentile", USUAL.percentile),
                ScaleMode.parse(values.text("mimic-mode", USUAL.mimicMode.label())),
                values.number("mimic-min", USUAL.mimicLowest),
                ScaleMode.parse(values.text("cfg-mode", USUAL.cfgMode.label())),
                values.number("cfg-min", USUAL.cfgLowest),
                values.number("value", USUAL.schedulerValue),
                values.constant("channels", Channels.class, Channels.of(USUAL)) == Channels.SEPARATE,
                values.constant("around", Startpoint.class, USUAL.startpoint),
                values.constant("by", Variability.class, USUAL.variability),
                values.number("phi", USUAL.phi));
    }

    /// {@return these settings as [#parse] reads them}
    public String text() {
        return new NamedValues.Writer()
                .always("mimic", mimicScale)
                .unless("percentile", percentile, USUAL.percentile)
                .unless("mimic-mode", mimicMode.label(), USUAL.mimicMode.label())
                .unless("mimic-min", mimicLowest, USUAL.mimicLowest)
                .unless("cfg-mode", cfgMode.label(), USUAL.cfgMode.label())
                .unless("cfg-min", cfgLowest, USUAL.cfgLowest)
                .unless("value", schedulerValue, USUAL.schedulerValue)
                .unless("channels", Channels.of(this), Channels.of(USUAL))
                .unless("around", startpoint, USUAL.startpoint)
                .unless("by", variability, USUAL.variability)
                .unless("phi", phi, USUAL.phi)
                .toString();
    }

    private static void require(String field, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new RequestException(NAME + ": " + field + " must be between 0 and " + (int) most + ", not " + value);
        }
    }

    /// {@return the guided estimate}
    ///
    /// @param scale the guidance
    /// @param progress 0 at the start, 1 at the end
    Tensor guided(Tensor prompted, Tensor unprompted, double scale, double progress) {
        double mimicked = mimicMode.at(mimicScale, mimicLowest, schedulerValue, progress);
        double strong = cfgMode.at(scale, cfgLowest, schedulerValue, progress);
        Tensor mimic = unprompted.combine(1 - mimicked, prompted, mimicked);
        Tensor target = unprompted.combine(1 - strong, prompted, strong);
        Shape shape = prompted.shape();
        int channel = shape.at(2) * shape.at(3);
        int group = separateChannels ? channel : channel * shape.at(1);
        float[] out = new float[shape.elements()];
        for (int from = 0; from < out.length; from += group) {
            rescale(centred(mimic, from, group, channel), centred(target, from, group, channel), target, from, out);
        }
        return Tensor.wrap(shape, out);
    }

    /// @param mimic the weaker guidance around its means
    /// @param strong the stronger
    /// @param target the stronger itself
    private void rescale(double[] mimic, double[] strong, Tensor target, int from, float[] out) {
        double wanted = variability == Variability.STD ? deviation(mimic) : quantile(mimic, 1);
        double found = variability == Variability.STD ? deviation(strong) : quantile(strong, percentile);
        for (int i = 0; i < strong.length; i++) {
            double plain = target.at(from + i);
            double mean = plain - strong[i];
            double changed;
            if (found == 0 && wanted == 0) {
                changed = plain;
            } else if (startpoint == Startpoint.ZERO) {
                changed = found == 0 ? plain : plain * wanted / found;
            } else if (variability == Variability.STD) {
                changed = mean + (found == 0 ? 0 : strong[i] / found * wanted);
            } else {
                double most = Math.max(wanted, found);
                changed = mean + Math.clamp(strong[i], -most, most) / most * wanted;
            }
            out[from + i] = (float) (phi * changed + (1 - phi) * plain);
        }
    }

    /// {@return values `from` to `from + count` of `tensor`, each less the mean of its channel}
    private static double[] centred(Tensor tensor, int from, int count, int channel) {
        double[] centred = new double[count];
        for (int start = 0; start < count; start += channel) {
            double sum = 0;
            for (int i = start; i < start + channel; i++) {
                sum += tensor.at(from + i);
            }
            for (int i = start; i < start + channel; i++) {
                centred[i] = tensor.at(from + i) - sum / channel;
            }
        }
        return centred;
    }

    /// {@return the standard deviation of values whose mean is 0, as torch estimates it}
    private static double deviation(double[] centred) {
        double squares = Arrays.stream(centred).map(value -> value * value).sum();
        return Math.sqrt(squares / Math.max(1, centred.length - 1));
    }

    /// {@return the quantile of the values' sizes, interpolated as torch does}
    private static double quantile(double[] values, double share) {
        double[] sizes = Arrays.stream(values).map(Math::abs).sorted().toArray();
        double place = share * (sizes.length - 1);
        int low = (int) place;
        int high = Math.min(low + 1, sizes.length - 1);
        return sizes[low] + (sizes[high] - sizes[low]) * (place - low);
    }
}
