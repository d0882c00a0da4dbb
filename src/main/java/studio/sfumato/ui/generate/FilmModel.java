package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.job.SeenStep;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.queue.QueueModel;

/// The filmstrip of the last picture's steps: open it, look at a step and at what guidance made it of, and keep what is
/// seen. Steps are drawn when they are looked at.
public final class FilmModel {
    private final QueueModel queue;
    private final Consumer<MadePicture> taken;
    private final Executor background;
    private final FxThread window;
    private final ObservableList<Frame> frames = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper there = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyBooleanWrapper open = new ReadOnlyBooleanWrapper(false);
    private final ObjectProperty<@Nullable Frame> chosen = new SimpleObjectProperty<>(null);
    private final ObjectProperty<StepFrame.Estimate> estimate = new SimpleObjectProperty<>(StepFrame.Estimate.MERGED);
    private final ReadOnlyObjectWrapper<@Nullable Raster> shown = new ReadOnlyObjectWrapper<>(null);
    private final ReadOnlyObjectWrapper<@Nullable Path> kept = new ReadOnlyObjectWrapper<>(null);
    private @Nullable Film film;
    private @Nullable Seen seen;
    private int loaded;

    /// A step in the strip.
    ///
    /// @param step which, from 1
    /// @param steps of how many
    /// @param drawn draws it large
    /// @param small how it looks in the strip
    public record Frame(int step, int steps, StepFrame drawn, Raster small) {}

    /// What is shown now, whatever is being drawn to be shown next.
    private record Seen(Frame frame, StepFrame.Estimate estimate, Raster drawn) {
        SeenStep of(int picture) {
            return new SeenStep(picture, frame.step(), estimate, drawn);
        }
    }

    /// @param taken hears of steps that were kept
    FilmModel(QueueModel queue, Consumer<MadePicture> taken, Executor background, FxThread window) {
        this.queue = queue;
        this.taken = taken;
        this.background = background;
        this.window = window;
        chosen.subscribe(_ -> draw());
        estimate.subscribe(_ -> draw());
    }

    /// {@return whether there is a film of the picture that is looked at}
    public ReadOnlyBooleanProperty thereProperty() {
        return there.getReadOnlyProperty();
    }

    /// {@return whether it is looked at}
    public ReadOnlyBooleanProperty openProperty() {
        return open.getReadOnlyProperty();
    }

    /// {@return the steps, once it was opened}
    public ObservableList<Frame> frames() {
        return frames;
    }

    /// {@return the step that is looked at; `null` for none}
    public ObjectProperty<@Nullable Frame> chosenProperty() {
        return chosen;
    }

    /// {@return which of its estimates is looked at}; a step without guidance shows the one it has.
    public ObjectProperty<StepFrame.Estimate> estimateProperty() {
        return estimate;
    }

    /// {@return what is seen of it, once it is drawn; `null` while the film is closed}
    public ReadOnlyObjectProperty<@Nullable Raster> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// {@return where what is looked at was kept; `null` if it was not}
    public ReadOnlyObjectProperty<@Nullable Path> keptProperty() {
        return kept.getReadOnlyProperty();
    }

    /// Opens the film at its last step, or closes it.
    public void toggle() {
        if (open.get()) {
            close();
        } else {
            open();
        }
    }

    /// Opens the film at the step that was looked at last, or at the end; without a film nothing happens.
    public void open() {
        Film wanted = film;
        if (wanted == null || open.get()) {
            return;
        }
        open.set(true);
        if (!frames.isEmpty()) {
            draw();
            return;
        }
        int number = loaded;
        background.execute(() -> {
            List<Frame> drawn = wanted.shots().stream()
                    .map(shot -> new Frame(
                            shot.step(),
                            shot.steps(),
                            shot.frame(),
                            shot.frame().small()))
                    .toList();
            window.run(() -> {
                if (number == loaded && frames.isEmpty()) {
                    frames.setAll(drawn);
                    chosen.set(drawn.getLast());
                }
            });
        });
    }

    /// Goes back to the picture.
    public void close() {
        open.set(false);
        see(null);
    }

    private void see(@Nullable Seen now) {
        seen = now;
        kept.set(null);
        shown.set(now == null ? null : now.drawn());
    }

    /// Keeps the step that is seen, as it is seen, beside the pictures.
    public void keep() {
        Seen now = seen;
        Film from = film;
        if (now == null || from == null) {
            return;
        }
        queue.keepStep(from.job(), now.of(from.picture()), file -> {
            if (now.equals(seen)) {
                kept.set(file);
            }
            background.execute(() -> {
                Raster small = Resampler.LANCZOS.fit(now.drawn(), MadeModel.THUMBNAIL);
                MadePicture picture = new MadePicture(from.job().request().single(from.picture()), file, small);
                window.run(() -> taken.accept(picture));
            });
        });
    }

    /// Another film takes this one's place.
    void load(Film next) {
        drop();
        film = next;
        there.set(!next.shots().isEmpty());
    }

    /// Another picture is looked at: nothing of the film stays in memory.
    void drop() {
        close();
        film = null;
        loaded++;
        there.set(false);
        chosen.set(null);
        frames.clear();
    }

    private void draw() {
        Frame frame = chosen.get();
        kept.set(null);
        if (frame == null || !open.get()) {
            see(null);
            return;
        }
        StepFrame.Estimate wanted = frame.drawn().guided() ? estimate.get() : StepFrame.Estimate.MERGED;
        background.execute(() -> {
            Raster drawn = frame.drawn().draw(wanted).orElseThrow();
            window.run(() -> {
                boolean still = open.get()
                        && frame.equals(chosen.get())
                        && (!frame.drawn().guided() || wanted == estimate.get());
                if (still) {
                    see(new Seen(frame, wanted, drawn));
                }
            });
        });
    }
}
