package studio.sfumato.cli;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.BatchPlace;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Variation;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.error.RequestException;

/// The chance in a picture, as it was typed.
final class NoiseArgs {
    private static final long RANDOM = -1;

    @Option(names = "--seed", paramLabel = "N", description = "The first picture's seed; -1 picks one (the default).")
    String seed = "-1";

    @Option(names = "--rng", paramLabel = "NAME", description = "Whose random numbers: nv, A1111's (default), or cpu.")
    @Nullable
    String rng;

    @Option(
            names = "--variation-seed",
            paramLabel = "N",
            description = "Turn the noise towards this seed's; -1 picks one (the default). Picture i has N + i.")
    @Nullable
    String variationSeed;

    @Option(
            names = "--variation-strength",
            paramLabel = "X",
            description = "How far to turn it, 0 to 1. Above 0 all pictures share --seed.")
    @Nullable
    Double variationStrength;

    @Option(
            names = "--variation-path",
            paramLabel = "SEED:X,…",
            split = ",",
            description = "Turn it towards these seeds before, one after the other: a variation of a variation.")
    List<String> variationPath = List.of();

    @Option(
            names = "--seed-resize-from",
            paramLabel = "WxH",
            description = "Lay the noise of this size on the middle: roughly the picture that size gave.")
    @Nullable
    String seedResizeFrom;

    @Option(
            names = "--ensd",
            paramLabel = "N",
            description = "Eta noise seed delta: added to the seed for noise the sampler adds.")
    int ensd;

    @Option(
            names = "--batch-place",
            paramLabel = "K/N",
            description = "Make picture K of a batch of N again: with --compat comfy or diffusers.")
    @Nullable
    String batchPlace;

    /// {@return the settings of the first picture; each call with seed −1 picks another}
    NoiseSettings noise(Compatibility compat) {
        return new NoiseSettings(
                seed(seed),
                rng == null ? compat.rng() : RandomSource.get(rng),
                variation(),
                Optional.ofNullable(seedResizeFrom).map(ImageSize::parse),
                ensd,
                batchPlace == null ? BatchPlace.ALONE : BatchPlace.parse(batchPlace));
    }

    private Variation variation() {
        if (variationStrength == null) {
            if (variationSeed != null || !variationPath.isEmpty()) {
                throw new RequestException(
                        "--variation-seed and --variation-path do nothing without --variation-strength");
            }
            return Variation.NONE;
        }
        return new Variation(seed(variationSeed == null ? Long.toString(RANDOM) : variationSeed), variationStrength)
                .after(String.join(" ", variationPath));
    }

    /// {@return the seed that `text` names; −1 picks one}
    static Seed seed(String text) {
        return text.strip().equals(Long.toString(RANDOM)) ? Seed.random(new SecureRandom()) : Seed.parse(text);
    }
}
