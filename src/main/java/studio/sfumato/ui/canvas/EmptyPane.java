package studio.sfumato.ui.canvas;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import studio.sfumato.ui.common.Messages;

/// What one sees while no document is open: the ways to one.
final class EmptyPane extends VBox {
    private final Button open;

    EmptyPane(FileMenu files, Runnable gallery, Messages words) {
        Controls controls = new Controls(words);
        getStyleClass().add("canvas-empty");
        setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        Label title = new Label(words.text("canvas-empty.title"));
        title.getStyleClass().add("examples-title");
        Label about = new Label(words.text("canvas-empty.about"));
        about.getStyleClass().add("quiet");
        about.setWrapText(true);
        open = controls.button("canvas-open", files::open);
        open.getStyleClass().add("primary");
        HBox ways = new HBox(
                open, controls.button("canvas-gallery", gallery), controls.button("canvas-new", files::create));
        ways.getStyleClass().add("canvas-ways");
        getChildren().addAll(title, about, ways);
    }

    void focus() {
        open.requestFocus();
    }
}
