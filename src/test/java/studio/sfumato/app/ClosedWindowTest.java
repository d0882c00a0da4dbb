package studio.sfumato.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.fx.StudioRig;

class ClosedWindowTest {
    @TempDir
    Path folder;

    @Test
    void nothingHoldsAWindowThatWasClosed() throws TimeoutException {
        WeakReference<Wiring> closed = openAndClose();
        try (StudioRig next = StudioRig.open(folder.resolve("next"), 1280, 800)) { // the toolkit holds the last stage
            next.await("the first window's end", () -> {
                System.gc();
                return closed.refersTo(null);
            });
        }
        assertThat(closed.refersTo(null)).isTrue();
    }

    private WeakReference<Wiring> openAndClose() throws TimeoutException {
        StudioRig rig = StudioRig.open(folder.resolve("first"), 1280, 800);
        WeakReference<Wiring> held = new WeakReference<>(rig.wiring());
        rig.close();
        return held;
    }
}
