package studio.sfumato.ui.canvas;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Executor;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// Asks for candidates: what the visible layers make is the picture, what the visible masks cover is painted anew, and
/// without a mask all of it.
public final class AskModel {
    /// How far variations are from what they are variations of.
    private static final double NEAR = 0.25;

    private final PageModel page;
    private final RepaintModel repaint;
    private final CandidatesModel candidates;
    private final Atelier atelier;
    private final Asking asking;
    private final ExtendModel extend;
    private final FxThread window;
    private final SecureRandom chance = new SecureRandom();

    AskModel(
            PageModel page,
            RepaintModel repaint,
            CandidatesModel candidates,
            Atelier atelier,
            Asking asking,
            Executor background,
            FxThread window) {
        this.page = page;
        this.repaint = repaint;
        this.candidates = candidates;
        this.atelier = atelier;
        this.asking = asking;
        this.window = window;
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
        if (extend.busyProperty().get() || asking.ready().isEmpty()) {
            return;
        }
        page.notes().clear();
        if (repaint.intentProperty().get() == Intent.EXTEND && extend.any()) {
            extend.extend(this::generate);
            return;
        }
        ImageSize usual = atelier.usualSize();
        double change = repaint.change();
        boolean masked = page.maskedProperty().get();
        Inpainting options = repaint.inpainting();
        asking.ask(repaint.wanted(), (written, state, picture) -> {
            PictureRef source = atelier.keep(picture);
            Optional<Raster> mask = SeenModel.mask(state);
            Optional<Plan> part = mask.map(each -> Crops.feathered(each, options))
                    .filter(each -> !each.isEmpty())
                    .map(each -> Plan.masked(each, options, usual));
            if (masked && part.isEmpty()) {
                window.run(() -> page.tell(Note.notice(page.say("canvas.vain-mask"))));
            }
            Plan plan = part.orElseGet(() -> Plan.whole(picture.width(), picture.height(), usual));
            Task task = mask.isPresent() && plan.options().isPresent()
                    ? new Task.Inpaint(
                            source,
                            atelier.keep(mask.get()),
                            change,
                            ResizeMode.STRETCH,
                            plan.options().get())
                    : new Task.ImageToImage(source, change, ResizeMode.STRETCH);
            return written.withSize(plan.size()).withTask(task);
        });
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
}
