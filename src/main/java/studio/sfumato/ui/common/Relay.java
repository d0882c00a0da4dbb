package studio.sfumato.ui.common;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/// Brings what is told on other threads to the window's, in order. What waits there and has been overtaken by something
/// newer never arrives: a busy window does not fall behind, and nobody waits for it.
///
/// @param <T> what is told
public final class Relay<T> implements Consumer<T> {
    private final FxThread window;
    private final Consumer<T> target;
    private final BiPredicate<T, T> overtakes;
    private final Deque<T> waiting = new ArrayDeque<>();
    private boolean called;

    /// A relay to `target`.
    ///
    /// @param overtakes whether the first, which is newer, makes the second needless
    public Relay(FxThread window, Consumer<T> target, BiPredicate<T, T> overtakes) {
        this.window = window;
        this.target = target;
        this.overtakes = overtakes;
    }

    /// {@return a relay of which only the newest arrives}
    public static <T> Relay<T> newest(FxThread window, Consumer<T> target) {
        return new Relay<>(window, target, (_, _) -> true);
    }

    @Override
    public void accept(T told) {
        boolean call;
        synchronized (this) {
            waiting.removeIf(older -> overtakes.test(told, older));
            waiting.addLast(told);
            call = !called;
            called = true;
        }
        if (call) {
            window.run(this::deliver);
        }
    }

    private void deliver() {
        List<T> due;
        synchronized (this) {
            due = List.copyOf(waiting);
            waiting.clear();
            called = false;
        }
        due.forEach(target);
    }
}
