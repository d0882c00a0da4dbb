package studio.sfumato.ui.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.ui.common.FxThread;

/// Brings events to the window's thread in order. Of the steps and previews that wait there for it, only the newest of
/// each arrives: a busy window never falls behind, and the engine never waits for it.
final class EventRelay implements Consumer<GenerationEvent> {
    private final FxThread window;
    private final Consumer<GenerationEvent> target;
    private final Deque<GenerationEvent> waiting = new ArrayDeque<>();
    private boolean called;

    EventRelay(FxThread window, Consumer<GenerationEvent> target) {
        this.window = window;
        this.target = target;
    }

    @Override
    public void accept(GenerationEvent event) {
        boolean call;
        synchronized (this) {
            switch (event) {
                case GenerationEvent.Stepped _ -> waiting.removeIf(GenerationEvent.Stepped.class::isInstance);
                case GenerationEvent.Previewed _ -> waiting.removeIf(GenerationEvent.Previewed.class::isInstance);
                default -> {}
            }
            waiting.addLast(event);
            call = !called;
            called = true;
        }
        if (call) {
            window.run(this::deliver);
        }
    }

    private void deliver() {
        List<GenerationEvent> due;
        synchronized (this) {
            due = List.copyOf(waiting);
            waiting.clear();
            called = false;
        }
        due.forEach(target);
    }
}
