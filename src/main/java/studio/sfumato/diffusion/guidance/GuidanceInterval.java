package studio.sfumato.diffusion.guidance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;

/// Where on the way from noise to picture guidance is given: Kynkäänniemi et al. 2024 (arXiv:2404.07724).
public sealed interface GuidanceInterval {
    /// {@return whether guidance is given}
    ///
    /// @param call the number of the denoiser's call, from 0
    /// @param calls how many there will be
    boolean holds(int call, int calls, double sigma);

    /// Everywhere.
    record Everywhere() implements GuidanceInterval {
        @Override
        public boolean holds(int call, int calls, double sigma) {
            return true;
        }

        @Override
        public String toString() {
            return "";
        }
    }

    /// At noise levels above `low` and up to `high`, as in the paper's eq. 5.
    record Levels(double low, double high) implements GuidanceInterval {
        /// Refuses what is no interval.
        public Levels {
            if (!(low >= 0 && low < high && high < Double.POSITIVE_INFINITY)) {
                throw new RequestException(
                        "guidance interval must be two noise levels of which the first is lower, not " + low + ".."
                                + high);
            }
        }

        @Override
        public boolean holds(int call, int calls, double sigma) {
            return sigma > low && sigma <= high;
        }

        @Override
        public String toString() {
            return NamedValues.plain(low) + ".." + NamedValues.plain(high);
        }
    }

    /// From one percentage of the calls to another: calls ⌊from·n⌋ to ⌊to·n⌋ − 1, as in diffusers' guiders; up to 100 %
    /// there may be more calls than were expected.
    record Steps(double from, double to) implements GuidanceInterval {
        private static final double ALL = 100;

        /// Refuses what is no interval.
        public Steps {
            if (!(from >= 0 && from < to && to <= ALL)) {
                throw new RequestException("guidance interval must be two shares of the steps between 0% and 100% of"
                        + " which the first is lower, not " + from + "%.." + to + "%");
            }
        }

        @Override
        public boolean holds(int call, int calls, double sigma) {
            return call >= Math.floor(from / ALL * calls) && (to == ALL || call < Math.floor(to / ALL * calls));
        }

        @Override
        public String toString() {
            return NamedValues.plain(from) + "%.." + NamedValues.plain(to) + "%";
        }
    }

    /// {@return the interval written as `0.28..5.42` (noise levels) or `20%..80%` (steps); everywhere if blank}
    ///
    /// @throws RequestException if it is neither
    static GuidanceInterval parse(String text) {
        if (text.isBlank()) {
            return new Everywhere();
        }
        Matcher levels = Forms.LEVELS.matcher(text.strip());
        if (levels.matches()) {
            return new Levels(Double.parseDouble(levels.group(1)), Double.parseDouble(levels.group(2)));
        }
        Matcher steps = Forms.STEPS.matcher(text.strip());
        if (steps.matches()) {
            return new Steps(Double.parseDouble(steps.group(1)), Double.parseDouble(steps.group(2)));
        }
        throw new RequestException(
                "guidance interval must look like 0.28..5.42 (noise levels) or 20%..80% (steps), not '" + text + "'");
    }

    /// How intervals are written.
    final class Forms {
        private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,40})?)";
        private static final Pattern LEVELS = Pattern.compile(NUMBER + "\\.\\." + NUMBER);
        private static final Pattern STEPS = Pattern.compile(NUMBER + "%\\.\\." + NUMBER + "%");

        private Forms() {}
    }
}
