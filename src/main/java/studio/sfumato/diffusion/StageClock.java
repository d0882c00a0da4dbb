package studio.sfumato.diffusion;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.runtime.MemoryProbe;
import studio.sfumato.runtime.MemoryUse;

/// Measures one stage from its making to [#stop()].
final class StageClock {
    private static final Logger LOG = LoggerFactory.getLogger(StageClock.class);
    private static final double NANOS = 1e9;

    private final long begin = System.nanoTime();
    private final Stage stage;
    private final MemoryProbe memory;
    private final Consumer<GenerationEvent> events;

    StageClock(Stage stage, MemoryProbe memory, Consumer<GenerationEvent> events) {
        this.stage = stage;
        this.memory = memory;
        this.events = events;
    }

    /// Reports the stage's time and the memory in use.
    void stop() {
        double seconds = (System.nanoTime() - begin) / NANOS;
        MemoryUse use = memory.use();
        LOG.debug(
                "{} took {} s; {} MiB resident, {} MiB at most",
                stage.label(),
                seconds,
                use.residentBytes() >> 20,
                use.peakBytes() >> 20);
        events.accept(new GenerationEvent.StageDone(stage, seconds, use.residentBytes(), use.peakBytes()));
    }
}
