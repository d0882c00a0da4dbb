package studio.sfumato.ui.canvas;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.file.CanvasStore;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.PoseScope;
import studio.sfumato.job.SourceStore;
import studio.sfumato.job.Upscaling;
import studio.sfumato.ui.canvas.tool.Pointer;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.generate.CanvasCreate;
import studio.sfumato.ui.generate.CreateModel;

/// The canvas without a window and without an engine, its documents in `folder`. Everything is done at once.
final class CanvasStand implements Atelier, Store {
    final Path folder;
    final CanvasStore store;
    final SourceStore sources;
    final CreateModel create = CanvasCreate.model();
    final List<GenerationRequest> asked = new ArrayList<>();
    final List<Optional<Path>> remembered = new ArrayList<>();
    final CanvasModel model;
    Optional<Pose> seen = Optional.empty();
    boolean full;
    boolean crowded;
    Runnable during = () -> {};
    Executor background = Runnable::run;
    Executor clerk = Runnable::run;
    FxThread window = Runnable::run;
    Wrap tiling = Wrap.NONE;
    int stops;
    long room = 1L << 30;
    ImageSize usual = new ImageSize(128, 128);

    CanvasStand(Path folder) {
        this.folder = folder;
        store = new CanvasStore(folder.resolve("canvas"));
        sources = new SourceStore(folder.resolve("sources"));
        model = new CanvasModel(
                this,
                this,
                create.anotherPrompt(true),
                create.anotherPrompt(false),
                work -> background.execute(work),
                work -> clerk.execute(work),
                work -> window.run(work));
        model.view(800, 600);
    }

    /// Opens a picture of random colours.
    Raster open(int width, int height) {
        Raster picture = picture(width, height, 4);
        model.files().begin(CanvasDocument.of(picture, "picture"));
        return picture;
    }

    static Raster picture(int width, int height, long seed) {
        Random random = new Random(seed);
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = random.nextInt();
        }
        return Raster.opaque(width, height, argb);
    }

    CanvasDocument document() {
        return model.page().document().orElseThrow();
    }

    static Pointer at(double x, double y) {
        return new Pointer(x, y, 1, false, false);
    }

    void drag(double x0, double y0, double x1, double y1) {
        model.hand().press(at(x0, y0));
        model.hand().drag(at((x0 + x1) / 2, (y0 + y1) / 2));
        model.hand().drag(at(x1, y1));
        model.hand().release(at(x1, y1));
    }

    @Override
    public PictureRef keep(Raster picture) {
        if (full) {
            throw new ImageFileException("the disk is full", "Free some space.", null);
        }
        if (crowded) {
            throw new OutOfMemoryError("Java heap space");
        }
        return sources.keep(picture);
    }

    @Override
    public GenerationRequest asked(String positive, String negative, String seed, int count) {
        return create.asked(positive, negative, seed, count);
    }

    @Override
    public void ask(GenerationRequest written, Consumer<List<GenerationRequest>> told) {
        asked.add(written);
        told.accept(List.of(written));
    }

    @Override
    public List<String> controls() {
        return List.of("canny-net");
    }

    @Override
    public List<String> upscalers() {
        return List.of(Upscaling.SHIPPED, Upscaling.LANCZOS);
    }

    @Override
    public long room() {
        return room;
    }

    @Override
    public Raster map(Raster picture, ControlType type, MapSettings settings) {
        during.run();
        return type.map(picture, settings);
    }

    @Override
    public Pose pose(Raster picture, PoseScope scope) {
        during.run();
        return seen.map(all -> all.only(scope))
                .orElseThrow(() -> new ModelFileException("there is no network", "Put one there.", null));
    }

    @Override
    public ImageSize usualSize() {
        return usual;
    }

    @Override
    public Wrap tiling() {
        return tiling;
    }

    @Override
    public void stop() {
        stops++;
    }

    @Override
    public void watch(Consumer<Optional<StudioException>> heard) {}

    @Override
    public Optional<Opened> last() {
        return before();
    }

    @Override
    public Optional<Opened> before() {
        return store.left().stream()
                .findFirst()
                .flatMap(left -> store.restore(left, _ -> {}))
                .map(each -> new Opened(each.session(), each.notes()));
    }

    @Override
    public Opened again(Path folder) {
        return store.restore(folder, _ -> {})
                .map(each -> new Opened(each.session(), each.notes()))
                .orElseThrow(() -> new ImageFileException(folder + " is gone"));
    }

    @Override
    public Opened open(Path file, String name) {
        if (Files.exists(file)) {
            return begin(CanvasDocument.of(Png.read(file).raster(), name));
        }
        throw new ImageFileException(file + " is no picture", "Choose another.", null);
    }

    @Override
    public Opened begin(CanvasDocument document) {
        return new Opened(store.keep(document, Map.of(), _ -> {}), List.of());
    }

    @Override
    public void export(CanvasState state, Map<String, String> form, Path file) {
        throw new ImageFileException(file + " cannot be written", "Free some space.", null);
    }

    @Override
    public void remember(Optional<Path> document) {
        remembered.add(document);
    }
}
