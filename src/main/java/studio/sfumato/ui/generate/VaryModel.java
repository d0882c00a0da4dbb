package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.ui.queue.QueueModel;
import studio.sfumato.ui.queue.QueueRow;

/// A walk from picture to picture: variations of one are seen as a grid, and the one that is picked is the centre of
/// the next. Each variation turns the noise of its centre a little towards another seed's.
public final class VaryModel {
    /// How many pictures a grid may have.
    public static final List<Integer> COUNTS = List.of(4, 9, 16);

    /// No picture.
    public static final int NONE = -1;

    private static final double STRENGTH = 0.25;
    private static final int LARGEST = 320;
    private static final int MOST_GRIDS = 12;

    private final RandomGenerator chance;
    private final Executor background;
    private final FxThread window;
    private final QueueModel queue;
    private final Hands hands;
    private final ObservableList<Grid> walk = FXCollections.observableArrayList();
    private final ReadOnlyIntegerWrapper place = new ReadOnlyIntegerWrapper(NONE);
    private final IntegerProperty chosen = new SimpleIntegerProperty(NONE);
    private final IntegerProperty count = new SimpleIntegerProperty(COUNTS.getFirst());
    private final DoubleProperty strength = new SimpleDoubleProperty(STRENGTH);
    private final FormField<Number> strengthField =
            FormField.figure("vary-strength", strength, new NumberField.Range(0.01, 1, 0.05, 2));
    private final BooleanProperty open = new SimpleBooleanProperty(false);
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(false);
    private final List<GenerationRequest> asked = new CopyOnWriteArrayList<>();

    /// A picture on the way.
    ///
    /// @param request what makes it, and no other, again
    /// @param file where it is; `null` if it could not be written
    /// @param small the picture, not larger than it is shown
    public record Spot(GenerationRequest request, @Nullable Path file, Raster small) {}

    /// A place in a grid.
    ///
    /// @param spot what was made there; `null` for nothing yet
    /// @param pending whether something is still to come there
    public record Cell(@Nullable Spot spot, boolean pending) {}

    /// Variations of one picture.
    ///
    /// @param asked what they are made by; empty before that
    public record Grid(Spot centre, Optional<GenerationRequest> asked, List<Cell> cells) {
        /// {@return how many are still to come}
        public long pending() {
            return cells.stream().filter(Cell::pending).count();
        }

        private boolean is(GenerationRequest request) {
            return asked.filter(request::equals).isPresent();
        }

        /// Nothing more comes.
        private Grid over() {
            return with(cell -> new Cell(cell.spot, false));
        }

        private Grid with(UnaryOperator<Cell> change) {
            return new Grid(centre, asked, cells.stream().map(change).toList());
        }
    }

    /// What is done with a picture, on the window's thread.
    ///
    /// @param make makes what is asked for
    /// @param look looks at a picture in a file
    /// @param use puts what made a picture into the form
    /// @param cancel stops the job that is running
    /// @param refused hears what cannot be
    record Hands(
            Consumer<GenerationRequest> make,
            BiConsumer<GenerationRequest, Path> look,
            Consumer<GenerationRequest> use,
            Runnable cancel,
            Consumer<StudioException> refused) {}

    /// @param chance picks seeds
    /// @param background reads pictures
    /// @param queue tells what waits and what runs
    VaryModel(RandomGenerator chance, Executor background, FxThread window, QueueModel queue, Hands hands) {
        this.chance = chance;
        this.background = background;
        this.window = window;
        this.queue = queue;
        this.hands = hands;
        walk.subscribe(() -> {
            asked.retainAll(walk.stream().flatMap(grid -> grid.asked.stream()).toList());
            follow();
        });
        place.subscribe((_, _) -> follow());
        queue.rows().subscribe(this::follow);
    }

    /// {@return the grids of the walk, the first first}
    public ObservableList<Grid> walk() {
        return walk;
    }

    /// {@return which of them is seen; [#NONE] before the first}
    public ReadOnlyIntegerProperty placeProperty() {
        return place.getReadOnlyProperty();
    }

    /// {@return the grid that is seen}
    public Optional<Grid> grid() {
        return place.get() == NONE ? Optional.empty() : Optional.of(walk.get(place.get()));
    }

    /// {@return the picked picture's number in the grid; [#NONE] for none}
    public ReadOnlyIntegerProperty chosenProperty() {
        return chosen;
    }

    /// {@return the picked picture}
    public Optional<Spot> spot() {
        return grid().filter(_ -> chosen.get() != NONE).map(grid -> grid.cells.get(chosen.get()).spot);
    }

    /// {@return how many pictures the next grid has}
    public IntegerProperty countProperty() {
        return count;
    }

    /// {@return how far they are from their centre, 0…1}
    public FormField<Number> strength() {
        return strengthField;
    }

    /// {@return whether it is seen}
    public BooleanProperty openProperty() {
        return open;
    }

    /// {@return whether the grid that is seen is being made}
    public ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /// Begins a walk at the picture that `request` makes and that is in `file`.
    public void begin(GenerationRequest request, Path file) {
        background.execute(() -> {
            try {
                Raster small = Resampler.LANCZOS.fit(Png.read(file).raster(), LARGEST);
                window.run(() -> begin(new Spot(request, file, small)));
            } catch (ImageFileException | NotEnoughMemoryException unreadable) {
                window.run(() -> hands.refused.accept(unreadable));
            }
        });
    }

    /// Begins a walk at a picture, or goes on with the one that is there where it has just been begun.
    private void begin(Spot from) {
        boolean there = !walk.isEmpty() && walk.getFirst().centre.request.equals(from.request);
        if (!there) {
            see(NONE);
            walk.setAll(new Grid(from, Optional.empty(), List.of()));
            see(0);
        }
        strengthField.usableProperty().set(from.request.compat().perPicture());
        open.set(true);
    }

    /// Picks the picture with a number, where there is one; [#NONE] picks none.
    public void choose(int number) {
        boolean there = grid().filter(
                        grid -> number >= 0 && number < grid.cells.size() && grid.cells.get(number).spot != null)
                .isPresent();
        chosen.set(there ? number : NONE);
    }

    /// Looks at a grid of the walk again.
    public void see(int number) {
        chosen.set(NONE);
        place.set(number >= 0 && number < walk.size() ? number : NONE);
    }

    /// Makes variations of the centre, in the place of those that are there.
    public void make() {
        grid().filter(grid -> grid.pending() == 0).ifPresent(grid -> {
            try {
                GenerationRequest request = varied(grid.centre.request, count.get());
                chosen.set(NONE);
                asked.add(request);
                walk.set(
                        place.get(),
                        new Grid(
                                grid.centre,
                                Optional.of(request),
                                Collections.nCopies(count.get(), new Cell(null, true))));
                hands.make.accept(request);
            } catch (RequestException wrong) {
                hands.refused.accept(wrong);
            }
        });
    }

    /// Makes no more of the grid that is seen. What else is in the queue goes on.
    public void stop() {
        grid().ifPresent(grid -> job(grid).ifPresentOrElse(this::stop, () -> walk.set(place.get(), grid.over())));
    }

    private void stop(QueuedJob job) {
        if (job.state() instanceof JobState.Running) {
            hands.cancel.run();
        } else {
            queue.remove(job.id());
        }
    }

    /// Makes the picked picture the centre of a new grid.
    public void walkOn() {
        spot().ifPresent(spot -> {
            List<Grid> way = new ArrayList<>(walk.subList(0, place.get() + 1));
            way.add(new Grid(spot, Optional.empty(), List.of()));
            List<Grid> kept = List.copyOf(way.subList(Math.max(0, way.size() - MOST_GRIDS), way.size()));
            see(NONE);
            walk.setAll(kept);
            see(kept.size() - 1);
            make();
        });
    }

    /// Looks at the picked picture as large as there is room for.
    public void look() {
        spot().ifPresent(spot -> {
            if (spot.file() != null) {
                open.set(false);
                hands.look.accept(spot.request(), spot.file());
            }
        });
    }

    /// Puts what made the picked picture into the form.
    public void use() {
        spot().ifPresent(spot -> hands.use.accept(spot.request()));
    }

    /// {@return variations of what `request` makes; pictures with seeds of their own where the rules it follows know
    /// none}
    ///
    /// @throws RequestException if it has been varied as often as can be
    private GenerationRequest varied(GenerationRequest request, int pictures) {
        return request.withNoise(
                request.noise().varied(Seed.random(chance), strength.get(), request.compat()), pictures, 1);
    }

    /// Hears what happens in the queue, on any thread; returns soon.
    void hear(QueueEvent event) {
        switch (event) {
            case QueueEvent.Saved saved -> made(saved.job(), saved.picture(), saved.file());
            case QueueEvent.Unsaved unsaved -> made(unsaved.job(), unsaved.picture(), null);
            case QueueEvent.Began began -> {
                if (asked.contains(began.job().request())) {
                    window.run(() -> turn(
                            began.job().request(), grid -> grid.with(cell -> new Cell(cell.spot, cell.spot == null))));
                }
            }
            case QueueEvent.Ended ended -> {
                if (asked.contains(ended.job().request())) {
                    window.run(() -> ended(ended.job()));
                }
            }
            case QueueEvent.Changed _, QueueEvent.Heard _ -> {}
        }
    }

    private void made(QueuedJob job, GenerationEvent.ImageReady ready, @Nullable Path file) {
        if (!asked.contains(job.request())) {
            return;
        }
        Spot spot =
                new Spot(job.request().single(ready.picture()), file, Resampler.LANCZOS.fit(ready.image(), LARGEST));
        window.run(() -> put(job, ready.picture(), new Cell(spot, false)));
    }

    private void ended(QueuedJob job) {
        if (over(job)) {
            turn(job.request(), Grid::over);
        }
    }

    private static boolean over(QueuedJob job) {
        return job.state().ended() && !(job.state() instanceof JobState.Held);
    }

    private void follow() {
        running.set(grid().flatMap(this::job)
                .filter(job -> job.state() instanceof JobState.Running)
                .isPresent());
    }

    private Optional<QueuedJob> job(Grid grid) {
        return jobs().filter(job -> grid.is(job.request())).findFirst();
    }

    /// What is still to be made, the running job first.
    private Stream<QueuedJob> jobs() {
        return queue.rows().stream().map(QueueRow::job).filter(job -> !over(job));
    }

    private void put(QueuedJob job, int number, Cell made) {
        IntStream.range(0, walk.size())
                .filter(i -> walk.get(i).is(job.request())
                        && number < walk.get(i).cells().size())
                .findFirst()
                .ifPresent(i -> {
                    Grid grid = walk.get(i);
                    List<Cell> cells = new ArrayList<>(grid.cells);
                    cells.set(number, made);
                    walk.set(i, new Grid(grid.centre, grid.asked, List.copyOf(cells)));
                });
    }

    private void turn(GenerationRequest request, UnaryOperator<Grid> change) {
        IntStream.range(0, walk.size())
                .filter(i -> walk.get(i).is(request))
                .findFirst()
                .ifPresent(i -> walk.set(i, change.apply(walk.get(i))));
    }
}
