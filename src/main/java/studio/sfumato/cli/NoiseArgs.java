package studio.sfumato.cli;

import java.security.SecureRandom;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.noise.RandomSource;

/// The chance in a picture, as it was typed.
final class NoiseArgs {
    private static final long RANDOM = -1;

    @Option(names = "--seed", paramLabel = "N", description = "The first picture's seed; -1 picks one (the default).")
    String seed = "-1";

    @Option(names = "--rng", paramLabel = "NAME", description = "Whose random numbers: nv, A1111's (default), or cpu.")
    String rng = "nv";

    /// {@return the settings of the first picture; each call with seed −1 picks another}
    NoiseSettings noise() {
        return new NoiseSettings(seed(seed), RandomSource.get(rng));
    }

    /// {@return the seed that `text` names; −1 picks one}
    static Seed seed(String text) {
        return text.strip().equals(Long.toString(RANDOM)) ? Seed.random(new SecureRandom()) : Seed.parse(text);
    }
}
