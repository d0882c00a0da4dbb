package studio.sfumato.ui.canvas;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// Asks for pictures of what is on the canvas, with its words and what guides them. Its layers are put together in the
/// background, for one request at a time.
final class Asking {
    private static final int WHITE = 0xFFFFFF;

    private final PageModel page;
    private final RepaintModel repaint;
    private final CandidatesModel candidates;
    private final ControlModel control;
    private final Atelier atelier;
    private final Executor background;
    private final FxThread window;
    private boolean preparing;

    /// What is to be made of the canvas; it is called in the background.
    @FunctionalInterface
    interface Wanted {
        /// {@return what is asked for}
        ///
        /// @param written what Create would make of the words
        /// @param state what is on the canvas
        /// @param picture what its visible layers make
        /// @throws StudioException if it cannot be
        GenerationRequest of(GenerationRequest written, CanvasState state, Raster picture);
    }

    Asking(
            PageModel page,
            RepaintModel repaint,
            CandidatesModel candidates,
            ControlModel control,
            Atelier atelier,
            Executor background,
            FxThread window) {
        this.page = page;
        this.repaint = repaint;
        this.candidates = candidates;
        this.control = control;
        this.atelier = atelier;
        this.background = background;
        this.window = window;
    }

    /// {@return the document, if something can be asked for it now}
    Optional<CanvasDocument> ready() {
        return page.document().filter(open -> !preparing && !open.isBusy());
    }

    /// Asks for pictures of the document as it is now; what cannot be is told.
    void ask(int count, Wanted wanted) {
        ready().ifPresent(open -> {
            try {
                GenerationRequest written = atelier.asked(
                        repaint.prompt().textProperty().get(),
                        repaint.negative().textProperty().get(),
                        repaint.seedProperty().get(),
                        count);
                CanvasState state = open.snapshot();
                List<ControlModel.Guides> guides = control.guides(state);
                preparing = true;
                background.execute(() -> prepare(written, state, guides, wanted));
            } catch (RequestException wrong) {
                page.tell(Note.of(wrong));
            }
        });
    }

    private void prepare(
            GenerationRequest written, CanvasState state, List<ControlModel.Guides> guides, Wanted wanted) {
        Runnable then = () -> {};
        try {
            then = Roomy.of(state, () -> {
                Raster picture = Framing.on(new Compositor(state).flattened(), WHITE);
                GenerationRequest asked = wanted.of(written, state, picture);
                List<ControlUnit> units = guides.stream()
                        .map(each -> each.of(state, atelier, () -> InpaintMap.of(asked, state, picture)))
                        .toList();
                GenerationRequest guided = asked.withControls(units);
                return () -> put(guided, picture);
            });
        } catch (StudioException failed) {
            then = () -> page.tell(Note.of(failed));
        } finally {
            Runnable last = then;
            window.run(() -> {
                preparing = false;
                last.run();
            });
        }
    }

    private void put(GenerationRequest asked, Raster source) {
        repaint.prompt().remember();
        repaint.negative().remember();
        atelier.ask(asked, requests -> candidates.expect(requests, source));
    }
}
