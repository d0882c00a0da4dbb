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
    private long lap = begin;
    private final Stage stage;
    private final MemoryProbe memory;
    private final Consumer<GenerationEvent> events;

    StageClock(Stage stage, MemoryProbe memory, Consumer<GenerationEvent> events) {
        this.stage = stage;
        this.memory = memory;
        this.events = events;
    }

    /// Reports the stage's time and the memory in use.
    ///
    /// @return what it has reported
    GenerationEvent.StageDone stop() {
        GenerationEvent.StageDone done = since(begin);
        LOG.debug(
                "{} took {} s; {} MiB resident, {} MiB at most",
                stage.label(),
                done.seconds(),
                done.residentBytes() >> 20,
                done.peakBytes() >> 20);
        events.accept(done);
        return done;
    }

    /// {@return what the stage took since the lap before, or since its beginning}; nobody is told of it.
    GenerationEvent.StageDone lap() {
        GenerationEvent.StageDone part = since(lap);
        lap = System.nanoTime();
        return part;
    }

    private GenerationEvent.StageDone since(long start) {
        double seconds = (System.nanoTime() - start) / NANOS;
        MemoryUse use = memory.use();
        return new GenerationEvent.StageDone(stage, seconds, use.residentBytes(), use.peakBytes());
    }
}
