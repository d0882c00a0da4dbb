package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// What was made for the canvas: it is flipped through over the document, and what is accepted becomes a layer.
public final class CandidatesModel {
    /// No candidate.
    public static final int NONE = -1;

    private static final int THUMBNAIL = 152;
    private static final int MOST_OVER = 8;
    private static final double HALF = 0.5;

    private final PageModel page;
    private final Newest looks;
    private final FxThread window;
    private final Runnable again;
    private final Runnable halt;
    private final Consumer<Candidate> like;
    private final Consumer<Candidate> enter;
    private final ObservableList<Candidate> candidates = FXCollections.observableArrayList();
    private final IntegerProperty chosen = new SimpleIntegerProperty(NONE);
    private final ReadOnlyIntegerWrapper pending = new ReadOnlyIntegerWrapper(0);
    private final ReadOnlyObjectWrapper<@Nullable Patch> shown = new ReadOnlyObjectWrapper<>(null);
    private final ReadOnlyBooleanWrapper looking = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper larger = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(0);
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /// A request that was made for the canvas, and what it was made of. A job that was stopped may be told to go on.
    private static final class Asked {
        private final GenerationRequest request;
        private final Raster source;
        private final Set<Integer> made = new HashSet<>();
        private volatile String job = "";
        private int left;

        Asked(GenerationRequest request, Raster source) {
            this.request = request;
            this.source = source;
            left = request.count();
        }
    }

    /// @param again asks for more
    /// @param halt stops what is under way
    /// @param like asks for some that are nearly the same
    /// @param enter opens one that is larger than what it was made of
    CandidatesModel(
            PageModel page,
            Executor background,
            FxThread window,
            Runnable again,
            Runnable halt,
            Consumer<Candidate> like,
            Consumer<Candidate> enter) {
        this.page = page;
        looks = new Newest(background);
        this.window = window;
        this.again = again;
        this.halt = halt;
        this.like = like;
        this.enter = enter;
        chosen.subscribe((_, now) -> look(now.intValue()));
        shown.subscribe(now -> looking.set(now != null));
        page.documentProperty().subscribe((_, _) -> forget());
    }

    /// {@return what was made, the oldest first}
    public ObservableList<Candidate> candidates() {
        return candidates;
    }

    /// {@return the one that is looked at, [#NONE] for the document as it is}
    public ReadOnlyIntegerProperty chosenProperty() {
        return chosen;
    }

    /// {@return how many are still to come}
    public ReadOnlyIntegerProperty pendingProperty() {
        return pending.getReadOnlyProperty();
    }

    /// {@return whether the pixels of one are read and shown over the document}
    public ReadOnlyBooleanProperty lookingProperty() {
        return looking.getReadOnlyProperty();
    }

    /// {@return whether it is larger than what it was made of: accepted it is a canvas of its own, and no layer}
    public ReadOnlyBooleanProperty largerProperty() {
        return larger.getReadOnlyProperty();
    }

    /// {@return how far the one that is being made is, 0…1}
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// {@return what it changes, over the document; `null` for nothing}
    ReadOnlyObjectProperty<@Nullable Patch> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// Looks at one; [#NONE] looks at the document.
    public void choose(int number) {
        chosen.set(number >= 0 && number < candidates.size() ? number : NONE);
    }

    /// Looks at the next, or the one before.
    public void flip(int by) {
        if (!candidates.isEmpty()) {
            int from = chosen.get() == NONE && by < 0 ? 0 : chosen.get();
            choose(Math.floorMod(from + by, candidates.size()));
        }
    }

    /// Asks for more of the same.
    public void more() {
        again.run();
    }

    /// Asks for some that differ a little from the one that is looked at.
    public void vary() {
        if (looking.get() && !larger.get()) {
            like.accept(candidates.get(chosen.get()));
        }
    }

    /// Stops what is under way.
    public void stop() {
        halt.run();
    }

    /// Puts them away; they stay in the gallery.
    public void forget() {
        choose(NONE);
        candidates.clear();
    }

    /// Makes a layer of the one that is looked at; of one that is larger, a canvas.
    public void accept() {
        if (larger.get() && looking.get()) {
            Candidate wanted = candidates.get(chosen.get());
            choose(NONE); // once is enough, and it takes a while to read
            enter.accept(wanted);
        } else {
            lay(1);
        }
    }

    /// Makes a half transparent layer of it, to be mixed with what is below.
    public void blend() {
        if (!larger.get()) {
            lay(HALF);
        }
    }

    private void lay(double opacity) {
        Patch patch = shown.get();
        if (patch == null) {
            return;
        }
        String name = page.name("result");
        boolean done = page.edit(open -> {
            int id = open.accept(patch.picture(), patch.x(), patch.y(), LayersModel.free(open, name), opacity);
            if (opacity < 1) {
                page.chosenProperty().set(id);
            }
        });
        if (done) {
            choose(NONE);
        }
    }

    /// These are about to be made of `source`.
    void expect(List<GenerationRequest> requests, Raster source) {
        requests.forEach(each -> asked.add(new Asked(each, source)));
        count();
    }

    private void count() {
        pending.set(asked.stream().mapToInt(each -> each.left).sum());
    }

    /// Hears what happens in the queue, on any thread; returns soon.
    public void hear(QueueEvent event) {
        switch (event) {
            case QueueEvent.Saved saved ->
                asked(saved.job()).ifPresent(mine -> take(mine, saved.picture(), saved.file()));
            case QueueEvent.Unsaved unsaved ->
                asked(unsaved.job()).ifPresent(mine -> take(mine, unsaved.picture(), null));
            case QueueEvent.Began began ->
                asked(began.job())
                        .ifPresent(
                                mine -> window.run(() -> left(mine, began.job().left())));
            case QueueEvent.Ended ended -> {
                Optional<Asked> mine = asked(ended.job());
                window.run(() -> ended(mine, ended.job()));
            }
            case QueueEvent.Heard heard -> {
                if (heard.event() instanceof GenerationEvent.Stepped step) {
                    double share = (double) step.step() / Math.max(1, step.steps());
                    asked(heard.job()).ifPresent(_ -> window.run(() -> progress.set(share)));
                }
            }
            case QueueEvent.Changed _ -> {}
        }
    }

    /// {@return what was asked for and is made by `job`}: the same can be asked for more than once.
    private synchronized Optional<Asked> asked(QueuedJob job) {
        Optional<Asked> known = asked.stream()
                .filter(each -> each.job.equals(job.id()) && each.request.equals(job.request()))
                .findFirst();
        if (known.isPresent()) {
            return known;
        }
        Optional<Asked> first = asked.stream()
                .filter(each -> each.job.isEmpty() && each.request.equals(job.request()))
                .findFirst();
        first.ifPresent(each -> each.job = job.id());
        return first;
    }

    private void left(Asked mine, int pictures) {
        mine.left = pictures;
        count();
    }

    private void take(Asked mine, GenerationEvent.ImageReady ready, @Nullable Path file) {
        Candidate made = new Candidate(
                mine.request.single(ready.picture()),
                file,
                file == null ? ready.image() : null,
                mine.source,
                Resampler.LANCZOS.fit(ready.image(), THUMBNAIL));
        window.run(() -> {
            if (!mine.made.add(ready.picture())) {
                return; // it could not be written before
            }
            left(mine, Math.max(0, mine.left - 1));
            progress.set(0);
            candidates.add(made);
            if (chosen.get() == NONE && candidates.size() == 1) {
                choose(0);
            }
        });
    }

    /// One that was stopped may come back; of those, only the last are waited for.
    private void ended(Optional<Asked> mine, QueuedJob job) {
        mine.ifPresent(each -> {
            left(each, 0);
            progress.set(0);
            if (job.state() instanceof JobState.Done) {
                asked.remove(each);
            }
            List<Asked> over = asked.stream().filter(one -> one.left == 0).toList();
            asked.removeAll(over.subList(0, Math.max(0, over.size() - MOST_OVER)));
        });
        if (job.state() instanceof JobState.Failed failed
                && job.request().task().pictures().size() > 0) {
            page.tell(Note.failed(failed.message(), failed.hint(), 1));
        }
    }

    private void look(int number) {
        shown.set(null);
        looking.set(false);
        larger.set(number != NONE && candidates.get(number).larger());
        if (number == NONE) {
            looks.drop();
            return;
        }
        Candidate wanted = candidates.get(number);
        looks.run(_ -> {
            try {
                Raster pixels = wanted.kept();
                if (pixels == null && wanted.file() != null) {
                    pixels = Png.read(wanted.file()).raster();
                }
                if (pixels != null) {
                    Raster source = wanted.source();
                    int width = source.width();
                    int height = source.height();
                    Raster fitting = pixels;
                    Patch patch = Roomy.of(
                            width, height, () -> Patch.between(source, Framing.stretched(fitting, width, height)));
                    window.run(() -> show(wanted, patch));
                }
            } catch (ImageFileException | NotEnoughMemoryException unreadable) {
                window.run(() -> page.tell(Note.of(unreadable)));
            }
        });
    }

    private void show(Candidate wanted, Patch patch) {
        int now = chosen.get();
        boolean still =
                now != NONE && now < candidates.size() && candidates.get(now).equals(wanted);
        boolean fits =
                page.document().filter(open -> fits(open, wanted.source())).isPresent();
        if (still && fits) {
            shown.set(patch);
        } else if (still && wanted.larger()) {
            looking.set(true); // it needs no place on this canvas
        } else if (still) {
            choose(NONE);
            page.tell(Note.notice(page.say(
                    "candidate.other-size",
                    wanted.source().width(),
                    wanted.source().height())));
        }
    }

    private static boolean fits(CanvasDocument open, Raster source) {
        return open.width() == source.width() && open.height() == source.height();
    }
}
