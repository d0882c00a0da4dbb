package studio.sfumato.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.image.Raster;

class RelayTest {
    private final Deque<Runnable> window = new ArrayDeque<>();
    private final List<GenerationEvent> heard = new ArrayList<>();
    private final Relay<GenerationEvent> relay = new Relay<>(
            window::add,
            heard::add,
            (newer, older) -> newer.getClass() == older.getClass()
                    && (newer instanceof GenerationEvent.Stepped || newer instanceof GenerationEvent.Previewed));

    private static GenerationEvent step(int step) {
        return new GenerationEvent.Stepped(List.of(0), step, 20, 0.1);
    }

    private static GenerationEvent preview(int step) {
        return new GenerationEvent.Previewed(0, step, 20, Raster.filled(8, 8, step));
    }

    private void windowFindsTime() {
        while (!window.isEmpty()) {
            window.remove().run();
        }
    }

    @Test
    void aBusyWindowGetsOnlyTheNewestStepAndPreview() {
        for (int step = 1; step <= 20; step++) {
            relay.accept(step(step));
            relay.accept(preview(step));
        }
        assertThat(window).hasSize(1);
        windowFindsTime();
        assertThat(heard).containsExactly(step(20), preview(20));
    }

    @Test
    void nothingElseIsEverLostAndTheOrderStays() {
        List<GenerationEvent> all = List.of(
                new GenerationEvent.Notice("one"),
                new GenerationEvent.LoadingModel("U-Net"),
                new GenerationEvent.Notice("two"),
                step(1),
                new GenerationEvent.Decoding(List.of(0)),
                new GenerationEvent.Finished(1));
        all.forEach(relay);
        windowFindsTime();
        assertThat(heard).containsExactlyElementsOf(all);
    }

    @Test
    void aQuickWindowGetsEverything() {
        for (int step = 1; step <= 3; step++) {
            relay.accept(step(step));
            windowFindsTime();
        }
        assertThat(heard).containsExactly(step(1), step(2), step(3));
    }
}
