package studio.sfumato.journey;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.generate.ModelBox;
import studio.sfumato.weights.ModelEntry;

/// A window of its own for each test, with the real engine and the starter model.
abstract class Journey {
    @TempDir
    Path folder;

    StudioRig rig;

    @BeforeEach
    void openTheWindow() throws TimeoutException, IOException {
        rig = open();
    }

    @AfterEach
    void closeTheWindow() throws TimeoutException {
        rig.close();
    }

    /// {@return a window over [#folder]}
    StudioRig open() throws TimeoutException, IOException {
        return StudioRig.open(folder, 1280, 800);
    }

    /// Makes a picture in Create and sends it to the canvas.
    Raster fox() {
        StudioRig.call(() -> {
            rig.create().form().seedProperty().set("7");
            rig.create().form().stepsProperty().set(8);
            rig.create().generate("a fox on a blue background");
            return true;
        });
        rig.await(
                "the picture",
                () -> !rig.create().runningProperty().get()
                        && rig.create().made().chosenProperty().get() != null);
        Path file =
                StudioRig.call(() -> rig.create().made().chosenProperty().get().file());
        rig.robot().push(KeyCode.CONTROL, KeyCode.E);
        rig.await(
                "the canvas with it",
                () -> rig.wiring().shell().workspaceProperty().get().equals("canvas")
                        && rig.wiring().canvas().page().document().isPresent()
                        && rig.wiring().canvas().sightProperty().get().x() != 0);
        return Png.read(file).raster();
    }

    /// Waits until so many cards are drawn, keep still and can be clicked, and the model is known that they may not
    /// fit.
    ///
    /// @param id `loras` or `embeddings`
    void awaitCards(String id, int count) {
        Still still = new Still();
        rig.await(
                "the cards",
                () -> rig.create().shelf().inUseProperty().get() != null
                        && rig.robot().lookup(".addon-card").queryAll().size() == count
                        && rig.robot().lookup(".addon-card").queryAll().stream().allMatch(Journey::drawn)
                        && rig.robot().lookup("#" + id + "-search").queryAll().stream()
                                .anyMatch(Node::isFocused)
                        && still.now(rig.robot().lookup(".addon-card").queryAll()));
    }

    /// Whether nodes have been where they are for a while: what is laid out once more under a click is missed.
    private static final class Still {
        private static final Duration LONG_ENOUGH = Duration.ofMillis(150);

        private List<Bounds> before = List.of();
        private long since;

        boolean now(Collection<Node> nodes) {
            List<Bounds> places = nodes.stream()
                    .map(node -> node.localToScreen(node.getBoundsInLocal()))
                    .toList();
            if (!places.equals(before)) {
                before = places;
                since = System.nanoTime();
            }
            return System.nanoTime() - since > LONG_ENOUGH.toNanos();
        }
    }

    private static boolean drawn(Node card) {
        return card.getBoundsInParent().getHeight() > 1
                && card.getScene().getWindow().isFocused();
    }

    void awaitText(String id, String text) {
        rig.await(
                () -> id + ": " + text + ", but it is: " + written(id),
                () -> written(id).equals(text));
    }

    private String written(String id) {
        return rig.node(id, TextInputControl.class).getText();
    }

    /// Chooses a model in Create, once it has been found.
    void chooseModel(String model) {
        rig.await(
                model,
                () -> rig.create().shelf().entries().stream()
                        .anyMatch(entry -> entry.name().equals(model)));
        StudioRig.call(() -> {
            ModelBox box = rig.node("model", ModelBox.class);
            ModelEntry wanted = box.getItems().stream()
                    .filter(entry -> entry.name().equals(model))
                    .findFirst()
                    .orElseThrow();
            box.setValue(wanted);
            return true;
        });
    }
}
