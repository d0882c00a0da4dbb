package studio.sfumato.golden;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.image.Raster;
import studio.sfumato.job.Engine;
import studio.sfumato.job.EngineSettings;
import studio.sfumato.job.SourceStore;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.OnnxFolder;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.SingleFile;

/// The program's engine on the CPU, as tests use it.
final class Studio implements AutoCloseable {
    private final Engine engine;

    Studio(WeightMode weights) {
        this(weights, AddOnShelf.none());
    }

    Studio(WeightMode weights, AddOnShelf shelf) {
        engine = new Engine(
                OrtRuntime.start(),
                folder -> OnnxFolder.isModel(Path.of(folder))
                        ? OnnxFolder.open(Path.of(folder))
                        : ModelFolder.open(Path.of(folder)),
                shelf,
                () -> new EngineSettings(ProviderChoice.parse("cpu"), 1, Optional.of(weights)));
    }

    /// The same with pictures to start from, and with models in one file.
    Studio(SourceStore sources) {
        engine = new Engine(
                OrtRuntime.start(),
                place -> place.endsWith(".safetensors")
                        ? SingleFile.open(Path.of(place))
                        : ModelFolder.open(Path.of(place)),
                AddOnShelf.none(),
                () -> new EngineSettings(ProviderChoice.parse("cpu"), 1, Optional.of(WeightMode.FOLDED)),
                sources::open);
    }

    /// What came of a request.
    ///
    /// @param latents [count, 4, height/8, width/8]
    record Made(List<Raster> pictures, Tensor latents, List<GenerationEvent> events) {}

    Made make(GenerationRequest request) {
        List<GenerationEvent> events = Collections.synchronizedList(new ArrayList<>());
        GenerationEvent end = engine.submit(request, events::add).end().join();
        if (!(end instanceof GenerationEvent.Finished)) {
            throw new AssertionError("it ended with " + end);
        }
        List<GenerationEvent.ImageReady> ready = events.stream()
                .filter(GenerationEvent.ImageReady.class::isInstance)
                .map(GenerationEvent.ImageReady.class::cast)
                .toList();
        return new Made(
                ready.stream().map(GenerationEvent.ImageReady::image).toList(),
                Tensor.concat(
                        ready.stream().map(GenerationEvent.ImageReady::latents).toList()),
                List.copyOf(events));
    }

    @Override
    public void close() {
        engine.close();
    }
}
