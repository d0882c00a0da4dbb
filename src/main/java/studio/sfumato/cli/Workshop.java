package studio.sfumato.cli;

import java.io.Console;
import java.util.Optional;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelLocations;
import studio.sfumato.weights.ModelSource;

/// What the commands work with.
///
/// @param models the models on this machine
/// @param hashes knows a model's hash
/// @param locations where models and caches are
/// @param version this program's version
/// @param interactive whether error output is a terminal, where a line can be redrawn
public record Workshop(
        ModelCatalogue models, ModelHash hashes, ModelLocations locations, String version, boolean interactive) {
    /// {@return the tools for this user on this machine}
    public static Workshop standard(String version) {
        ModelLocations locations = ModelLocations.standard();
        return new Workshop(
                new ModelCatalogue(locations.folders()),
                new ModelHash(locations.cache()),
                locations,
                version,
                terminal());
    }

    /// The launcher knows whether error output is a terminal; Java only knows of input and output together.
    private static boolean terminal() {
        String told = System.getProperty("sfumato.tty");
        return told == null
                ? Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
                : Boolean.parseBoolean(told);
    }

    Engine engine(EngineSettings settings) {
        return new Engine(OrtRuntime.start(locations.cache()), models::open, settings);
    }

    String modelHash(ModelSource model) {
        return hashes.of(model, CancellationToken.none());
    }
}
