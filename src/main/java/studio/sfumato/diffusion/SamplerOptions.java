package studio.sfumato.diffusion;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;

/// What was set about a sampler and its noise levels.
///
/// @param values the options that were set; what a value means says [SamplerOption#text]
/// @param sigmas noise levels to walk in place of any schedule's, falling to 0; empty for none
public record SamplerOptions(Map<SamplerOption, Double> values, List<Double> sigmas) {
    /// Nothing was set.
    public static final SamplerOptions NONE = new SamplerOptions(Map.of(), List.of());

    /// Copies both and refuses values out of range and noise levels that cannot be walked.
    public SamplerOptions {
        Map<SamplerOption, Double> copy = new EnumMap<>(SamplerOption.class);
        values.forEach((option, value) -> copy.put(option, option.checked(value)));
        values = Collections.unmodifiableMap(copy);
        sigmas = List.copyOf(sigmas);
        if (!sigmas.isEmpty()) {
            requireWalk(sigmas);
        }
    }

    private static void requireWalk(List<Double> sigmas) {
        for (int i = 0; i < sigmas.size(); i++) {
            double sigma = sigmas.get(i);
            if (!(sigma >= 0 && sigma <= Float.MAX_VALUE)) {
                throw new RequestException("sigmas must be numbers from 0 up, not " + sigma);
            }
            if (i > 0 && sigma >= sigmas.get(i - 1)) {
                throw new RequestException("sigmas must fall, but " + sigma + " comes after " + sigmas.get(i - 1));
            }
        }
        if (sigmas.getLast() != 0) {
            throw new RequestException("sigmas must end in 0, not in " + sigmas.getLast());
        }
        if (sigmas.size() < 2 || sigmas.size() > Sampling.MOST_STEPS + 1) {
            throw new RequestException(
                    "sigmas must be 2 to " + (Sampling.MOST_STEPS + 1) + " noise levels, not " + sigmas.size());
        }
    }

    /// {@return noise levels written with commas between them}
    ///
    /// @throws RequestException if one of them is no number
    public static List<Double> parseSigmas(String text) {
        return Stream.of(text.split(",", -1))
                .map(level -> {
                    try {
                        return Double.valueOf(level.strip());
                    } catch (NumberFormatException e) {
                        throw new RequestException("sigmas: '" + level.strip() + "' is not a number", null, e);
                    }
                })
                .toList();
    }

    /// {@return these options with one more set}
    ///
    /// @throws RequestException if the value is out of range
    public SamplerOptions with(SamplerOption option, double value) {
        Map<SamplerOption, Double> more = new EnumMap<>(SamplerOption.class);
        more.putAll(values);
        more.put(option, value);
        return new SamplerOptions(more, sigmas);
    }

    /// {@return these options with noise levels to walk}
    public SamplerOptions withSigmas(List<Double> levels) {
        return new SamplerOptions(values, levels);
    }

    /// {@return whether an option was set}
    public boolean has(SamplerOption option) {
        return values.containsKey(option);
    }

    /// {@return an option's value, or `usual` where it was not set}
    public double get(SamplerOption option, double usual) {
        return values.getOrDefault(option, usual);
    }

    /// {@return whether a switch was set to true, or is by itself}
    public boolean on(SamplerOption option, boolean usual) {
        return get(option, usual ? 1 : 0) != 0;
    }
}
