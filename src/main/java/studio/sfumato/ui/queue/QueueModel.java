package studio.sfumato.ui.queue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.job.SeenStep;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Relay;

/// What is in the queue and what can be done to it. All of it belongs to the window's thread; [#watcher()] brings the
/// queue's state there.
public final class QueueModel {
    /// How many jobs that are over stay in the list.
    static final int MOST_DONE = 200;

    private final Easel easel;
    private final FxThread window;
    private final Thumbnails thumbnails;
    private final ObservableList<QueueRow> rows = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<QueueCounts> counts = new ReadOnlyObjectWrapper<>(QueueCounts.NONE);
    private final ReadOnlyBooleanWrapper paused = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyObjectWrapper<@Nullable Duration> left = new ReadOnlyObjectWrapper<>(null);
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(0);
    private final ObjectProperty<@Nullable Undo> undo = new SimpleObjectProperty<>(null);
    private final ObjectProperty<@Nullable Shown> shown = new SimpleObjectProperty<>(null);
    private final StringProperty chosen = new SimpleStringProperty("");
    private QueueState state = QueueState.EMPTY;

    /// A picture somebody wants to see.
    ///
    /// @param picture its number, from 0
    public record Shown(QueuedJob job, int picture, Path file) {}

    /// A queue with nothing in it.
    ///
    /// @param background reads thumbnails
    public QueueModel(Easel easel, Executor background, FxThread window) {
        this.easel = easel;
        this.window = window;
        thumbnails = new Thumbnails(background, window, this::refresh);
    }

    /// {@return what the queue's states are to be told to, on any thread}
    public Consumer<QueueState> watcher() {
        return Relay.newest(window, this::show);
    }

    /// {@return the jobs: the running one, those that wait, those that need somebody, those that are over}
    public ObservableList<QueueRow> rows() {
        return rows;
    }

    /// {@return how many there are of each kind}
    public ReadOnlyObjectProperty<QueueCounts> countsProperty() {
        return counts.getReadOnlyProperty();
    }

    /// {@return whether nothing more begins}
    public ReadOnlyBooleanProperty pausedProperty() {
        return paused.getReadOnlyProperty();
    }

    /// {@return how long everything will take; `null` while that is not known, or there is nothing}
    public ReadOnlyObjectProperty<@Nullable Duration> leftProperty() {
        return left.getReadOnlyProperty();
    }

    /// {@return how much of the running job is done, 0…1}
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /// {@return what can be undone; `null` for nothing}
    public ObjectProperty<@Nullable Undo> undoProperty() {
        return undo;
    }

    /// {@return the picture somebody wants to see; `null` before the first}
    public ObjectProperty<@Nullable Shown> shownProperty() {
        return shown;
    }

    /// {@return the name of the job that is looked at; empty for none}
    public StringProperty chosenProperty() {
        return chosen;
    }

    /// {@return the running job, if there is one}
    public Optional<QueuedJob> running() {
        return state.jobs().stream()
                .filter(job -> job.state() instanceof JobState.Running)
                .findFirst();
    }

    /// Puts a request at the end.
    public void add(GenerationRequest request) {
        easel.ask(request);
    }

    /// Puts a request at the end whose pictures are called `name` after their number.
    public void add(GenerationRequest request, String name) {
        easel.ask(request, name);
    }

    /// Writes a picture into `folder` that could not be written where it should have been.
    public void keepElsewhere(QueuedJob job, GenerationEvent.ImageReady picture, Path folder) {
        easel.keepElsewhere(job, picture, folder);
    }

    /// Writes what was seen of a step beside the pictures of its job.
    ///
    /// @param kept hears, on the window's thread, of the file it is in
    public void keepStep(QueuedJob job, SeenStep seen, Consumer<Path> kept) {
        easel.keepStep(job, seen, file -> window.run(() -> kept.accept(file)));
    }

    /// {@return how long `request` would take; empty before the first step on this machine}
    public Optional<Duration> predict(GenerationRequest request) {
        return easel.predict(request);
    }

    /// Ends the running job early and keeps what there is.
    public void interrupt() {
        running().ifPresent(job -> easel.interrupt(job.id()));
    }

    /// Leaves out the picture under way.
    public void skip() {
        running().ifPresent(job -> easel.skip(job.id()));
    }

    /// Stops the running job, which can be undone for a while.
    public void cancel() {
        running().or(this::next).ifPresent(job -> {
            undo.set(new Undo(job, Math.min(place(job.id()), firstWaiting()), false));
            easel.cancel(job.id());
        });
    }

    /// Takes a job out, which can be undone for a while.
    public void remove(String id) {
        job(id).ifPresent(job -> {
            boolean over = job.state() instanceof JobState.Done || job.state() instanceof JobState.Cancelled;
            if (!over) {
                undo.set(new Undo(job, place(id), true));
            }
            easel.remove(id);
        });
    }

    /// Undoes what was done last.
    public void undo() {
        Undo last = undo.get();
        if (last != null) {
            undo.set(null);
            easel.restore(last.job(), last.place());
        }
    }

    /// It is too late to undo `old`.
    public void forget(Undo old) {
        if (old.equals(undo.get())) {
            undo.set(null);
        }
    }

    /// Moves a waiting job by so many places among those that wait.
    public void moveBy(String id, int places) {
        List<String> waiting = waiting();
        int from = waiting.indexOf(id);
        int to = Math.clamp((long) from + places, 0, Math.max(0, waiting.size() - 1));
        if (from >= 0 && to != from) {
            moveTo(id, waiting.get(to));
        }
    }

    /// Moves a waiting job to where another one waits.
    public void moveTo(String id, String other) {
        List<String> waiting = waiting();
        if (waiting.contains(id) && waiting.contains(other)) {
            chosen.set(id);
            easel.move(id, place(other)); // of the others, those before stay before it
        }
    }

    /// Lets nothing more begin, or goes on.
    public void pause(boolean on) {
        easel.pause(on);
    }

    /// Lets a job that failed, was stopped or was left wait for its turn again.
    public void retry(String id) {
        easel.retry(id);
    }

    /// Lets everything go on that was left by a program that ended.
    public void resumeHeld() {
        ids(job -> job.state() instanceof JobState.Held).forEach(easel::retry);
    }

    /// Puts the same request at the end once more.
    public void duplicate(String id) {
        easel.duplicate(id);
    }

    /// Takes out the jobs that are over; their pictures stay.
    public void clearDone() {
        ids(QueueModel::over).forEach(easel::remove);
    }

    /// Shows the last picture of a job, if it has made one.
    public void open(String id) {
        job(id).filter(job -> !job.made().isEmpty()).ifPresent(job -> {
            int last = job.made().lastKey();
            shown.set(null); // wanted again, it is shown again
            shown.set(new Shown(job, last, Objects.requireNonNull(job.made().get(last))));
        });
    }

    /// The running job has come so far.
    public void stepped(QueuedJob job, int picture, double share) {
        progress.set((picture + share) / job.request().count());
    }

    private static boolean over(QueuedJob job) {
        return job.state() instanceof JobState.Done || job.state() instanceof JobState.Cancelled;
    }

    private void show(QueueState now) {
        if (now.jobs().stream().noneMatch(job -> job.state() instanceof JobState.Running)) {
            progress.set(0);
        }
        state = now;
        counts.set(QueueCounts.of(now.jobs()));
        paused.set(now.paused());
        left.set(
                counts.get().running() + counts.get().waiting() == 0
                        ? null
                        : now.left().orElse(null));
        now.jobs().forEach(thumbnails::see);
        thumbnails.keepOnly(now.jobs());
        refresh();
        List<String> old = ids(QueueModel::over);
        old.subList(0, Math.max(0, old.size() - MOST_DONE)).forEach(easel::remove);
    }

    /// Rows that are as they were stay, so that a list that is scrolled or used does not jump.
    private void refresh() {
        List<QueueRow> now = new ArrayList<>(state.jobs().stream()
                .map(job -> new QueueRow(job, thumbnails.of(job)))
                .toList());
        now.sort(Comparator.comparingInt(QueueRow::group));
        boolean same = now.stream()
                .map(QueueRow::id)
                .toList()
                .equals(rows.stream().map(QueueRow::id).toList());
        if (!same) {
            rows.setAll(now);
            return;
        }
        for (int i = 0; i < now.size(); i++) {
            if (!now.get(i).equals(rows.get(i))) {
                rows.set(i, now.get(i));
            }
        }
    }

    private Optional<QueuedJob> job(String id) {
        return state.jobs().stream().filter(job -> job.id().equals(id)).findFirst();
    }

    /// {@return the job that is about to begin}
    private Optional<QueuedJob> next() {
        return paused.get() ? Optional.empty() : waiting().stream().findFirst().flatMap(this::job);
    }

    private int place(String id) {
        return ids(_ -> true).indexOf(id);
    }

    private int firstWaiting() {
        return waiting().stream().mapToInt(this::place).findFirst().orElse(Integer.MAX_VALUE);
    }

    private List<String> waiting() {
        return ids(job -> job.state() instanceof JobState.Waiting);
    }

    private List<String> ids(Predicate<QueuedJob> wanted) {
        return state.jobs().stream().filter(wanted).map(QueuedJob::id).toList();
    }
}
