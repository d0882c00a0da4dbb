package studio.sfumato.app;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.StudioException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.PoseScope;
import studio.sfumato.job.ControlMaps;
import studio.sfumato.job.SourceStore;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.canvas.Atelier;
import studio.sfumato.ui.canvas.CanvasModel;
import studio.sfumato.ui.canvas.CanvasWorkspace;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Workspace;
import studio.sfumato.ui.gallery.GalleryWorkspace;
import studio.sfumato.ui.generate.CreateModel;
import studio.sfumato.ui.shell.ShellModel;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.addon.AddOnCatalogue;
import studio.sfumato.weights.addon.AddOnEntry;
import studio.sfumato.weights.addon.AddOnKind;

/// The canvas and the thread its documents are read and written on.
final class CanvasParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CanvasParts.class);

    private final ExecutorService clerk = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("canvas-", 0).factory());
    private final CanvasModel model;

    /// What the model is called that is painted with; maps are made on other threads.
    private volatile String chosen = "";

    /// @param models opens the model that is painted with
    /// @param maps makes what guides pictures
    /// @param upscalers what makes them larger
    CanvasParts(
            AppPaths paths,
            CreateModel create,
            ModelCatalogue models,
            ControlMaps maps,
            Upscalers upscalers,
            FxThread window) {
        create.form().modelProperty().subscribe(name -> chosen = name);
        SourceStore sources = new SourceStore(paths.sources());
        Atelier atelier = new Atelier() {
            @Override
            public PictureRef keep(Raster picture) {
                return sources.keep(picture);
            }

            @Override
            public GenerationRequest asked(String positive, String negative, String seed, int count) {
                return create.asked(positive, negative, seed, count);
            }

            @Override
            public void ask(GenerationRequest written, Consumer<List<GenerationRequest>> asked) {
                create.ask(written, asked);
            }

            @Override
            public List<String> controls() {
                return new AddOnCatalogue(maps.shelf())
                        .list(AddOnKind.CONTROL).stream()
                                .filter(entry -> entry.problem().isEmpty())
                                .map(AddOnEntry::name)
                                .toList();
            }

            @Override
            public List<String> upscalers() {
                return upscalers.names();
            }

            @Override
            public long room() {
                return Runtime.getRuntime().maxMemory();
            }

            @Override
            public Raster map(Raster picture, ControlType type, MapSettings settings) {
                return maps.map(picture, type, settings, own(type, models), CancellationToken.none());
            }

            @Override
            public Pose pose(Raster picture, PoseScope scope) {
                return maps.pose(picture, scope, Optional.empty(), CancellationToken.none());
            }

            @Override
            public ImageSize usualSize() {
                return create.usualSize();
            }

            @Override
            public Wrap tiling() {
                return create.form().tiling();
            }

            @Override
            public void stop() {
                create.cancel();
            }
        };
        model = new CanvasModel(
                atelier,
                new CanvasFiles(paths.data().resolve("canvas")),
                create.anotherPrompt(true),
                create.anotherPrompt(false),
                Thread::startVirtualThread,
                clerk,
                window);
        create.shelf().inUseProperty().subscribe(_ -> model.another());
    }

    /// A model that sees depth sees it with its own network, also on the canvas; one that does not open is told of when
    /// it
    /// is to paint.
    private Optional<String> own(ControlType type, ModelCatalogue models) {
        try {
            return chosen.isEmpty() ? Optional.empty() : ControlMaps.own(type, models.openAsStored(chosen));
        } catch (StudioException damaged) {
            LOG.debug("another network sees depth", damaged);
            return Optional.empty();
        }
    }

    CanvasModel model() {
        return model;
    }

    Workspace workspace(CreateModel create, ShellModel shell, Desk desk) {
        shell.languageProperty().subscribe(language -> {
            Messages words = Messages.in(language);
            model.page().nameWith(kind -> words.text("layer." + kind));
            model.page().sayWith(words::text);
            model.files()
                    .pickElsewhereWith(
                            path -> desk.pickNewFile(null, words.text("canvas-save.title"), path, "sfumato"));
        });
        return new CanvasWorkspace(
                model, create, desk, () -> shell.workspaceProperty().set(GalleryWorkspace.ID));
    }

    /// Waits until the document is kept.
    @Override
    public void close() {
        model.files().finish();
        clerk.close();
    }
}
