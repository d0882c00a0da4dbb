package studio.sfumato.cli;

import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.error.RequestException;

/// The models beside the request's own, as they were typed.
final class EnsembleArgs {
    private static final Pattern WEIGHTED = Pattern.compile("(.+?):(\\d+\\.?\\d*|\\.\\d+)");

    @Option(
            names = "--refiner",
            paramLabel = "NAME|PATH",
            description = "A model that takes over part-way: SDXL's refiner, or any of the same family.")
    @Nullable
    String refiner;

    @Option(
            names = "--refiner-switch",
            paramLabel = "SHARE",
            description = "After which share of the noise it takes over, 0 to 1 (default: 0.8).")
    @Nullable
    Double from;

    @Option(
            names = "--with",
            paramLabel = "NAME|PATH[:SHARE]",
            description =
                    "Average every step with another model of the same family; its share is 0 to 1 (default: 0.5).")
    @Nullable
    String with;

    /// {@return what was typed}
    ///
    /// @param lasting gives what finds a model again from another folder
    /// @throws RequestException if it cannot be
    Ensemble ensemble(UnaryOperator<String> lasting) {
        if (refiner == null && from != null) {
            throw new RequestException("--refiner-switch says when --refiner takes over: name that model too");
        }
        Optional<Ensemble.Refiner> next = Optional.ofNullable(refiner)
                .map(model -> new Ensemble.Refiner(lasting.apply(model), from == null ? Ensemble.Refiner.USUAL : from));
        return new Ensemble(next, Optional.ofNullable(with).map(typed -> partner(typed, lasting)));
    }

    private static Ensemble.Partner partner(String typed, UnaryOperator<String> lasting) {
        Matcher weighted = WEIGHTED.matcher(typed);
        return weighted.matches()
                ? new Ensemble.Partner(lasting.apply(weighted.group(1)), Double.parseDouble(weighted.group(2)))
                : new Ensemble.Partner(lasting.apply(typed), Ensemble.Partner.USUAL);
    }
}
