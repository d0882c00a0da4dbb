package studio.sfumato.job;

import java.util.Optional;
import studio.sfumato.diffusion.NetworkRoom;
import studio.sfumato.image.PreviewKind;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;

/// How the engine runs networks.
///
/// @param provider the hardware to run on
/// @param threads how many threads one operator may use
/// @param weights how weights are held; empty lets the networks' sizes and the free memory decide
/// @param previews what previews are drawn with
public record EngineSettings(ProviderChoice provider, int threads, Optional<WeightMode> weights, PreviewKind previews) {
    /// With whatever previews suit.
    public EngineSettings(ProviderChoice provider, int threads, Optional<WeightMode> weights) {
        this(provider, threads, weights, PreviewKind.AUTO);
    }

    /// {@return the settings for the sessions of `model`}
    SessionSettings sessions(ModelSource model) {
        return new SessionSettings(
                provider, threads, weights.orElseGet(() -> fitting(model, new MemoryProbe().availableBytes())));
    }

    /// {@return the quickest way to hold the weights that fits into free memory}
    static WeightMode fitting(ModelSource model, long freeBytes) {
        long needed = 0;
        for (ModelPart part : model.parts()) {
            needed += NetworkRoom.bytes(model.weights(part), WeightMode.BY_SIZE);
        }
        return needed < freeBytes ? WeightMode.BY_SIZE : WeightMode.MAPPED;
    }
}
