package studio.sfumato.diffusion;

import studio.sfumato.error.RequestException;

/// How far the noise a picture starts from is turned towards that of another seed: A1111's variation seed.
///
/// @param seed the other seed, of the first picture; picture i uses seed + i, while the picture's own seed stays
/// @param strength 0…1; 0 is no variation, 1 the other seed's noise
public record Variation(Seed seed, double strength) {
    /// No variation.
    public static final Variation NONE = new Variation(new Seed(0), 0);

    /// Refuses a strength outside 0…1.
    public Variation {
        if (!(strength >= 0 && strength <= 1)) {
            throw new RequestException("variation strength must be between 0 and 1, not " + strength);
        }
    }

    /// {@return whether anything is varied}
    public boolean varies() {
        return strength > 0;
    }

    /// {@return the variation of the picture `i` places on}
    public Variation plus(long i) {
        return new Variation(seed.plus(i), strength);
    }
}
