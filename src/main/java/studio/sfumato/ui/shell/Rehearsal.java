package studio.sfumato.ui.shell;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Supplier;
import javafx.animation.PauseTransition;
import javafx.event.EventHandler;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.InputEvent;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;

/// Makes pages ready before they are first entered: built, styled and laid out where nobody sees them, a step at a
/// time, while nobody types or clicks. Most of what entering takes is done once: what the toolkit needs is
/// met for the first time.
final class Rehearsal {
    private static final Duration REST = Duration.seconds(1);

    private final Scene shown;
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final PauseTransition rest = new PauseTransition(REST);
    private final EventHandler<InputEvent> busy = _ -> rest.playFromStart();

    /// @param shown the window's scene
    /// @param pages build what is to be ready, or give what has been built by then
    Rehearsal(Scene shown, Collection<Supplier<Node>> pages) {
        this.shown = shown;
        pages.forEach(page -> steps.add(() -> rehearse(page.get())));
        rest.setOnFinished(_ -> next());
    }

    /// Begins when the window has been left alone for a moment.
    void begin() {
        shown.addEventFilter(InputEvent.ANY, busy);
        rest.playFromStart();
    }

    private void next() {
        Runnable step = steps.poll();
        if (step == null) {
            shown.removeEventFilter(InputEvent.ANY, busy);
        } else {
            step.run();
            rest.playFromStart();
        }
    }

    private void rehearse(Node page) {
        if (page.getScene() != null) {
            return;
        }
        if (!(shown.getRoot() instanceof Pane frame)) {
            return;
        }
        page.setVisible(false);
        StackPane aside = new StackPane(page);
        aside.setManaged(false);
        aside.setMouseTransparent(true);
        aside.resize(frame.getWidth(), frame.getHeight());
        frame.getChildren().add(aside); // a scene of its own would empty the caches of this one's styles
        steps.addFirst(() -> {
            aside.getChildren().clear(); // it may have been entered meanwhile
            frame.getChildren().remove(aside);
            page.setVisible(true);
        });
    }
}
