package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import studio.sfumato.error.RequestException;

/// How far the noise a picture starts from is turned towards that of another seed: A1111's variation seed. A variation
/// of a variation is a walk: its noise is turned from where the one before had turned it to, as InvokeAI's
/// `with_variations` does.
///
/// @param seed the other seed, of the first picture; picture i uses seed + i, while the picture's own seed stays
/// @param strength 0…1; 0 is no variation, 1 the other seed's noise
/// @param of what it is a variation of; empty for the picture's own seed
public record Variation(Seed seed, double strength, Optional<Variation> of) {
    /// The longest walk.
    public static final int MOST_STEPS = 64;

    /// No variation.
    public static final Variation NONE = new Variation(new Seed(0), 0);

    private static final String STEP = ":";
    private static final Pattern GAPS = Pattern.compile("[\\s;]+");

    /// Refuses a strength outside 0…1 and a walk that is too long.
    public Variation {
        if (!(strength >= 0 && strength <= 1)) {
            throw new RequestException("variation strength must be between 0 and 1, not " + strength);
        }
        int steps = 1;
        for (Optional<Variation> at = of; at.isPresent(); at = at.get().of) {
            steps++;
        }
        if (steps > MOST_STEPS) {
            throw new RequestException("variations of variations end after " + MOST_STEPS);
        }
    }

    /// A variation of a picture that is none.
    public Variation(Seed seed, double strength) {
        this(seed, strength, Optional.empty());
    }

    /// {@return whether anything is varied}
    public boolean varies() {
        return strength > 0 || of.filter(Variation::varies).isPresent();
    }

    /// {@return the variation of the picture `i` places on}
    public Variation plus(long i) {
        return new Variation(seed.plus(i), strength, of);
    }

    /// {@return a variation of this one}
    ///
    /// @throws RequestException if the walk is long enough
    public Variation onward(Seed other, double far) {
        return new Variation(other, far, varies() ? Optional.of(this) : Optional.empty());
    }

    /// {@return the turns before this one, the first first, as in `12:0.25 7:0.1`; empty for none}
    public String path() {
        List<Variation> before = new ArrayList<>();
        for (Optional<Variation> at = of; at.isPresent(); at = at.get().of) {
            before.addFirst(at.get());
        }
        return before.stream().map(each -> each.seed + STEP + each.strength).collect(Collectors.joining(" "));
    }

    /// {@return what `path`, as [#path()] writes it, makes of a variation}
    ///
    /// @throws RequestException if it is no path; the message has the part that is wrong
    public Variation after(String path) {
        Optional<Variation> walked = Optional.empty();
        for (String turn : GAPS.split(path.strip(), -1)) {
            if (!turn.isEmpty()) {
                walked = Optional.of(turn(turn, walked));
            }
        }
        return new Variation(seed, strength, walked);
    }

    private static Variation turn(String text, Optional<Variation> before) {
        int colon = text.indexOf(STEP);
        try {
            if (colon > 0) {
                return new Variation(
                        Seed.parse(text.substring(0, colon)), Double.parseDouble(text.substring(colon + 1)), before);
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new RequestException("a walk is written SEED:STRENGTH SEED:STRENGTH …, not '" + text + "'");
    }
}
