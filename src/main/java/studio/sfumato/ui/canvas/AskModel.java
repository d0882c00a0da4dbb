package studio.sfumato.ui.canvas;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// Asks for candidates: what the visible layers make is the picture, what the visible masks cover is painted anew, and
/// without a mask all of it.
public final class AskModel {
    private static final int WHITE = 0xFFFFFF;
    /// How far variations are from what they are variations of.
    private static final double NEAR = 0.25;

    private final PageModel page;
    private final RepaintModel repaint;
    private final CandidatesModel candidates;
    private final Atelier atelier;
    private final Executor background;
    private final FxThread window;
    private final ExtendModel extend;
    private final ControlModel control;
    private final SecureRandom chance = new SecureRandom();
    private boolean preparing;

    /// A picture, its mask, and how both are given to the model.
    private record Prepared(Raster source, Plan plan, Task task) {}

    AskModel(
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
        this.atelier = atelier;
        this.background = background;
        this.window = window;
        this.control = control;
        extend = new ExtendModel(page, background, window, chance);
    }

    /// {@return how far the picture is to go on beyond its edges}
    public ExtendModel extend() {
        return extend;
    }

    /// {@return the size the model was trained at}
    ImageSize usualSize() {
        return atelier.usualSize();
    }

    /// Asks for candidates of the document as it is now.
    public void generate() {
        Optional<CanvasDocument> open = page.document();
        if (preparing
                || extend.busyProperty().get()
                || open.isEmpty()
                || open.get().isBusy()) {
            return;
        }
        page.notes().clear();
        if (repaint.intentProperty().get() == Intent.EXTEND && extend.any()) {
            extend.extend(this::generate);
            return;
        }
        try {
            GenerationRequest written = atelier.asked(
                    repaint.prompt().textProperty().get(),
                    repaint.negative().textProperty().get(),
                    repaint.seedProperty().get(),
                    repaint.wanted());
            CanvasState state = open.get().snapshot();
            List<ControlModel.Guides> guides = control.guides(state);
            preparing = true;
            ImageSize usual = atelier.usualSize();
            double change = repaint.change();
            Inpainting options = repaint.inpainting();
            background.execute(() -> {
                try {
                    Raster picture = Framing.on(new Compositor(state).flattened(), WHITE);
                    PictureRef source = atelier.keep(picture);
                    Optional<Raster> mask = SeenModel.mask(state);
                    Optional<Plan> part = mask.map(each -> Crops.feathered(each, options))
                            .filter(each -> !each.isEmpty())
                            .map(each -> Plan.masked(each, options, usual));
                    Plan plan = part.orElseGet(() -> Plan.whole(picture.width(), picture.height(), usual));
                    Task task = mask.isPresent() && plan.options().isPresent()
                            ? new Task.Inpaint(
                                    source,
                                    atelier.keep(mask.get()),
                                    change,
                                    ResizeMode.STRETCH,
                                    plan.options().get())
                            : new Task.ImageToImage(source, change, ResizeMode.STRETCH);
                    List<ControlUnit> units =
                            guides.stream().map(each -> each.of(state, atelier)).toList();
                    window.run(() -> ask(written.withControls(units), new Prepared(picture, plan, task)));
                } catch (StudioException failed) {
                    window.run(() -> {
                        preparing = false;
                        page.tell(Note.of(failed));
                    });
                }
            });
        } catch (RequestException wrong) {
            page.tell(Note.of(wrong));
        }
    }

    /// Asks for candidates that differ a little from one.
    void vary(Candidate of) {
        page.notes().clear();
        GenerationRequest request = of.request();
        try {
            NoiseSettings near = request.noise().varied(Seed.random(chance), NEAR, request.compat());
            atelier.ask(
                    request.withNoise(near, repaint.wanted(), 1), requests -> candidates.expect(requests, of.source()));
        } catch (RequestException wrong) {
            page.tell(Note.of(wrong));
        }
    }

    private void ask(GenerationRequest written, Prepared ready) {
        preparing = false;
        repaint.prompt().remember();
        repaint.negative().remember();
        atelier.ask(
                written.withSize(ready.plan.size()).withTask(ready.task),
                requests -> candidates.expect(requests, ready.source));
    }
}
