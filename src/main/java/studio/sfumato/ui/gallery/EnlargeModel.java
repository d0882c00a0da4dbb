package studio.sfumato.ui.gallery;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.job.Upscaling;
import studio.sfumato.library.Picture;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.generate.DetailModel;

/// Makes the chosen pictures larger, one after the other, in the background. The new ones lie beside the old. With new
/// detail they are asked for as all other pictures are, and come from the queue.
public final class EnlargeModel {
    private final Studio studio;
    private final FxThread window;
    private final Consumer<Path> made;
    private final Batch batch;
    private final DetailModel how = new DetailModel(Upscaling.USUAL, Upscaling.SHIPPED);
    private final BooleanProperty detail = new SimpleBooleanProperty(false);
    private final StringProperty prompt = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<Tiles> tiles = new ReadOnlyObjectWrapper<>(Tiles.NONE);
    private boolean queued;
    private @Nullable Enlarging enlarging;
    private Executor desk = Runnable::run;

    /// How far the picture that is being made larger is.
    ///
    /// @param done how many of its pieces are
    /// @param total how many it has
    record Tiles(int done, int total) {
        static final Tiles NONE = new Tiles(0, 0);
    }

    /// @param studio makes pictures
    /// @param made hears of every picture, on any thread
    EnlargeModel(Store store, Studio studio, FxThread window, Consumer<Path> made) {
        this.studio = studio;
        this.window = window;
        this.made = made;
        batch = new Batch(store, window);
    }

    /// Takes upscalers from `these` from now on, and works on `thread`, one picture at a time.
    public void offer(Enlarging these, Executor thread) {
        enlarging = these;
        desk = thread;
    }

    /// {@return how they are made larger; its upscalers are found by [#look()]}
    public DetailModel how() {
        return how;
    }

    /// {@return whether they are painted over in tiles, for new detail}
    BooleanProperty detailProperty() {
        return detail;
    }

    /// {@return what is to be seen in them then; blank for what made each}
    StringProperty promptProperty() {
        return prompt;
    }

    /// {@return whether what [#batch] tells of is put into the queue rather than done here}
    boolean queued() {
        return queued;
    }

    /// {@return how it goes, and what ends it}
    Batch batch() {
        return batch;
    }

    /// {@return how far the present picture is}
    ReadOnlyObjectProperty<Tiles> tilesProperty() {
        return tiles.getReadOnlyProperty();
    }

    /// Looks for upscalers.
    void look() {
        Enlarging from = enlarging;
        if (from != null) {
            desk.execute(() -> {
                List<String> found = from.names();
                window.run(() -> how.offer(found));
            });
        }
    }

    /// Begins, unless it is at work or nothing is chosen.
    void start(Set<Long> ids) {
        Enlarging from = enlarging;
        if (from != null) {
            String name = how.upscalerProperty().get();
            double factor = how.scaleProperty().get();
            if (batch.progressProperty().get().running()) {
                return;
            }
            queued = detail.get();
            if (detail.get()) {
                GenerationRequest asked = studio.asked();
                DetailWork work = new DetailWork(studio, window, asked, prompt.get(), how.wish());
                batch.start(desk, ids, () -> work);
            } else {
                batch.start(desk, ids, () -> new Work(from.open(name), factor));
            }
        }
    }

    /// Stops; what is larger already stays. Any thread may call it.
    public void cancel() {
        batch.cancel();
    }

    /// Makes each picture larger with the upscaler it holds open.
    private final class Work implements Batch.Work {
        private final Upscaling upscaling;
        private final double factor;

        Work(Upscaling upscaling, double factor) {
            this.upscaling = upscaling;
            this.factor = factor;
        }

        @Override
        public void on(Picture picture, CancellationToken token) {
            tell(Tiles.NONE);
            made.accept(upscaling.enlarge(
                    picture.file(), factor, Optional.empty(), (done, all) -> tell(new Tiles(done, all)), token));
        }

        @Override
        public void close() {
            tell(Tiles.NONE);
            upscaling.close();
        }

        private void tell(Tiles now) {
            window.run(() -> tiles.set(now));
        }
    }
}
