package studio.sfumato.ui.gallery;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.common.FxThread;

/// Where the gallery's work is done, so that the window waits for none of it. Tests do all of it where they are.
///
/// @param reading looks for pictures
/// @param counting counts what they have in common, while the next search may be under way
/// @param loading reads what the index says about those in sight
/// @param writing changes what the user thinks of pictures, and moves files, in order
/// @param scanning looks through the folders
/// @param pixels reads pictures and their small copies; may do several things at once
/// @param window the window's own thread
public record Desks(
        Executor reading,
        Executor counting,
        Executor loading,
        Executor writing,
        Executor scanning,
        Executor pixels,
        FxThread window) {
    private static final Logger LOG = LoggerFactory.getLogger(Desks.class);

    /// Does `work` on the thread it is called on; what fails is told to `failed` on the window's. While the gallery
    /// closes, nothing is.
    void attempt(Runnable work, Consumer<StudioException> failed) {
        try {
            work.run();
        } catch (StudioException fault) {
            window.run(() -> failed.accept(fault));
        } catch (CancelledException closing) {
            LOG.debug("the gallery closes", closing);
        }
    }

    /// Everything at once, on the thread that asks.
    static Desks here() {
        Executor now = Runnable::run;
        return new Desks(now, now, now, now, now, now, Runnable::run);
    }
}
