package studio.sfumato.ui.generate;

import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleIntegerProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.image.Raster;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueuedJob;

/// How far the picture under way is.
public final class ProgressModel {
    private static final double NEW = 0.3;

    private final ReadOnlyObjectWrapper<Now> now = new ReadOnlyObjectWrapper<>(new Now.Idle());
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper several = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyObjectWrapper<@Nullable Raster> preview = new ReadOnlyObjectWrapper<>(null);
    private final IntegerProperty previewEvery = new SimpleIntegerProperty(1);
    private volatile int every = 1;
    private String begun = "";
    private int pictures;
    private int done;
    private int before;
    private int picture;
    private double seconds;
    private double secondsAStep;

    /// What is happening.
    public sealed interface Now {
        /// Nothing.
        record Idle() implements Now {}

        /// Something else is done first.
        record Waiting() implements Now {}

        /// A network is loaded.
        record Loading(String network) implements Now {}

        /// The prompt is read.
        record Reading() implements Now {}

        /// A step has been taken.
        ///
        /// @param picture its number, from 1
        /// @param secondsAStep how long a step takes, smoothed
        /// @param secondsLeft until all pictures are sampled
        record Stepping(int picture, int pictures, int step, int steps, double secondsAStep, double secondsLeft)
                implements Now {}

        /// Pixels are made.
        record Developing() implements Now {}

        /// It is about to end, as it was told to.
        record Stopping(Wish wish) implements Now {}

        /// All is done.
        record Done(int pictures, double seconds) implements Now {}

        /// It was cancelled.
        ///
        /// @param kept how many pictures were finished before
        record Cancelled(int kept) implements Now {}

        /// It failed.
        record Failed() implements Now {}
    }

    /// How somebody wants the picture under way to end.
    public enum Wish {
        /// At once, and be kept as it is.
        KEEP,
        /// At once, and the next one to begin.
        SKIP,
        /// At once.
        CANCEL
    }

    ProgressModel() {
        previewEvery.subscribe(steps -> every = steps.intValue());
    }

    /// {@return what is happening}
    public ReadOnlyObjectProperty<Now> nowProperty() {
        return now.getReadOnlyProperty();
    }

    /// {@return whether a request is under way}
    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// {@return after how many steps the forming picture is shown; 0 for never}
    public IntegerProperty previewEveryProperty() {
        return previewEvery;
    }

    /// {@return whether the forming picture is to be drawn after this step}; any thread may ask.
    boolean due(GenerationEvent.Previewed previewed) {
        int steps = every;
        return steps > 0 && (previewed.step() % steps == 0 || previewed.step() == previewed.steps());
    }

    /// The forming picture looks like this now.
    void preview(Raster drawn) {
        preview.set(drawn);
    }

    /// {@return whether a job of several pictures is under way}
    public ReadOnlyBooleanProperty severalProperty() {
        return several.getReadOnlyProperty();
    }

    /// {@return the picture forming; `null` when there is none}
    public ReadOnlyObjectProperty<@Nullable Raster> previewProperty() {
        return preview.getReadOnlyProperty();
    }

    /// A request was made that may begin at once.
    void expect() {
        now.set(new Now.Waiting());
        running.set(true);
    }

    /// It does not begin after all.
    void giveUp() {
        if (expected()) {
            end(new Now.Failed());
        }
    }

    /// {@return whether a request was made whose turn has not come}
    private boolean expected() {
        return begun.isEmpty() && running.get();
    }

    /// A job's turn has come.
    void begin(QueuedJob job) {
        begun = job.id();
        pictures = job.request().count();
        before = job.made().size();
        done = before;
        picture = -1;
        seconds = 0;
        secondsAStep = 0;
        preview.set(null);
        now.set(new Now.Waiting());
        running.set(true);
        several.set(pictures > 1);
    }

    /// Somebody wants it to end.
    void wish(Wish wish) {
        if (running.get()) {
            now.set(new Now.Stopping(wish));
        }
    }

    /// A job has ended.
    ///
    /// @return whether it had begun; one that had not says nothing of the picture under way
    boolean end(QueuedJob job) {
        if (begun.isEmpty() || !job.id().equals(begun)) {
            if (expected()) { // it does not begin
                end(job.state() instanceof JobState.Failed ? new Now.Failed() : new Now.Cancelled(0));
            }
            return false;
        }
        begun = "";
        switch (job.state()) {
            case JobState.Failed _ -> end(new Now.Failed());
            case JobState.Done _ -> end(new Now.Done(done - before, seconds));
            case JobState.Cancelled _, JobState.Waiting _, JobState.Held _, JobState.Running _ ->
                end(new Now.Cancelled(done - before));
        }
        return true;
    }

    /// Something happened to it.
    void heard(GenerationEvent event) {
        switch (event) {
            case GenerationEvent.Queued _,
                    GenerationEvent.Notice _,
                    GenerationEvent.StageDone _,
                    GenerationEvent.Previewed _ -> {}
            case GenerationEvent.LoadingModel loading -> now.set(new Now.Loading(loading.network()));
            case GenerationEvent.Encoding _ -> now.set(new Now.Reading());
            case GenerationEvent.Stepped stepped -> stepped(stepped);
            case GenerationEvent.Decoding _ -> now.set(new Now.Developing());
            case GenerationEvent.ImageReady _ -> done++;
            case GenerationEvent.Skipped _ -> preview.set(null);
            case GenerationEvent.Finished finished -> seconds += finished.seconds();
            case GenerationEvent.Cancelled _, GenerationEvent.Failed _ -> {}
        }
    }

    private void stepped(GenerationEvent.Stepped stepped) {
        boolean late = now.get() instanceof Now.Stopping && stepped.pictures().getFirst() == picture;
        if (late) {
            return; // taken before it was told to stop
        }
        picture = stepped.pictures().getFirst();
        secondsAStep = secondsAStep == 0 ? stepped.seconds() : (1 - NEW) * secondsAStep + NEW * stepped.seconds();
        int later = Math.max(0, Math.ceilDiv(pictures - done, stepped.pictures().size()) - 1);
        int left = stepped.steps() - stepped.step() + later * stepped.steps();
        now.set(new Now.Stepping(
                stepped.pictures().getFirst() + 1,
                pictures,
                stepped.step(),
                stepped.steps(),
                secondsAStep,
                secondsAStep * left));
    }

    private void end(Now last) {
        now.set(last);
        running.set(false);
        several.set(false);
        preview.set(null);
    }
}
