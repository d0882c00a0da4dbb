package studio.sfumato.job;

import java.util.Optional;
import studio.sfumato.image.PreviewKind;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.WeightSource;

/// How the engine runs networks.
///
/// @param provider the hardware to run on
/// @param threads how many threads one operator may use
/// @param weights how weights are held; empty lets the free memory decide
/// @param previews what previews are drawn with
public record EngineSettings(ProviderChoice provider, int threads, Optional<WeightMode> weights, PreviewKind previews) {
    /// What a folded U-Net needs beyond its 32-bit weights, for 512×512 with guidance: measured in docs/figures.md.
    private static final double ROOM = 1.4;

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
        long values = 0;
        for (ModelPart part : model.parts()) {
            values += values(model.weights(part));
        }
        return values * DType.F32.bytes() * ROOM < freeBytes ? WeightMode.FOLDED : WeightMode.MAPPED;
    }

    private static long values(WeightSource source) {
        return source.keys().stream()
                .map(source::get)
                .mapToLong(weight -> weight.length() / weight.type().bytes())
                .sum();
    }
}
