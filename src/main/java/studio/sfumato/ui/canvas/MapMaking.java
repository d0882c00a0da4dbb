package studio.sfumato.ui.canvas;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Compositor;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.LayerPixels;
import studio.sfumato.canvas.Surface;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Framing;
import studio.sfumato.image.PictureFile;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.Pose;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// Makes the maps on layers of control in the background, one after another, or takes them from files.
final class MapMaking {
    private static final int WHITE = 0xFFFFFF;

    private final PageModel page;
    private final Atelier atelier;
    private final Executor background;
    private final FxThread window;
    private final IntFunction<Follower> followers;
    private boolean making;
    private Optional<Wish> next = Optional.empty();

    /// A layer whose map is to be made: numbers of layers are those of other layers in another document.
    private record Wish(CanvasDocument document, int layer) {}

    /// @param followers tells what follows a layer, by its number
    MapMaking(PageModel page, Atelier atelier, Executor background, FxThread window, IntFunction<Follower> followers) {
        this.page = page;
        this.atelier = atelier;
        this.background = background;
        this.window = window;
        this.followers = followers;
    }

    /// Makes the map of the layer that is worked on anew from the picture. While one is made, the newest wish waits.
    void make() {
        page.layer()
                .filter(each -> each.kind() == LayerKind.CONTROL)
                .ifPresent(layer -> page.document().ifPresent(open -> make(new Wish(open, layer.id()))));
    }

    private void make(Wish wish) {
        if (!open(wish)) {
            return;
        }
        if (making) {
            next = Optional.of(wish);
            return;
        }
        making = true;
        CanvasState state = wish.document.snapshot();
        Follower follower = followers.apply(wish.layer);
        background.execute(() -> {
            Optional<Consumer<LayerPixels>> put = Optional.empty();
            try {
                put = Optional.of(Roomy.of(
                        state, () -> map(Framing.on(new Compositor(state).flattened(), WHITE), follower)));
            } catch (StudioException impossible) {
                window.run(() -> page.tell(Note.of(impossible)));
            } finally {
                Optional<Consumer<LayerPixels>> made = put;
                window.run(() -> made(wish, made));
            }
        });
    }

    private boolean open(Wish wish) {
        return page.documentProperty().get() == wish.document
                && wish.document.state().find(wish.layer).isPresent();
    }

    private void put(Wish wish, Consumer<LayerPixels> what) {
        if (open(wish)) {
            page.edit(document -> what.accept(document.pixels(wish.layer)));
        }
    }

    /// {@return what puts the map, or the skeletons, of a picture onto a layer}
    private Consumer<LayerPixels> map(Raster picture, Follower follower) {
        if (follower.type().making() == ControlType.Making.DRAWN) {
            Pose pose = atelier.pose(picture, follower.type().people());
            return pixels -> pixels.pose(pose.people(), false);
        }
        Surface map = follower.type() == ControlType.INPAINT
                ? Surface.EMPTY
                : Surface.of(atelier.map(picture, follower.type(), follower.map()), 0, 0);
        return pixels -> pixels.map(map);
    }

    /// Lays a map that is there already, the picture in `file`, onto the layer that is worked on, stretched over the
    /// document.
    void load(Path file) {
        Optional<CanvasDocument> there = page.document();
        Optional<Layer> layer = page.layer().filter(each -> each.kind() == LayerKind.CONTROL);
        if (there.isEmpty() || layer.isEmpty()) {
            return;
        }
        Wish wish = new Wish(there.get(), layer.get().id());
        int width = there.get().width();
        int height = there.get().height();
        background.execute(() -> {
            try {
                Surface map = Roomy.of(width, height, () -> {
                    Raster picture = Framing.on(PictureFile.read(file), 0);
                    return Surface.of(Framing.stretched(picture, width, height), 0, 0);
                });
                window.run(() -> put(wish, pixels -> pixels.map(map)));
            } catch (StudioException unreadable) {
                window.run(() -> page.tell(Note.of(unreadable)));
            }
        });
    }

    private void made(Wish wish, Optional<Consumer<LayerPixels>> what) {
        making = false;
        what.ifPresent(each -> put(wish, each));
        Optional<Wish> waiting = next;
        next = Optional.empty();
        waiting.ifPresent(this::make);
    }
}
