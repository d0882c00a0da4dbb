package studio.sfumato.ui.canvas;

import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.KeyAction;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NoteBar;
import studio.sfumato.ui.common.Shown;
import studio.sfumato.ui.common.Workspace;

/// The workspace Canvas: tools on the left, the document in the middle, what is to be made of it on the right, and what
/// was made below.
final class CanvasView extends BorderPane implements Workspace.Page {
    private final CanvasModel model;
    private final CanvasKeys keys;
    private final ViewPane view;
    private final EmptyPane empty;

    CanvasView(CanvasWorkspace place, Messages words) {
        model = place.model();
        keys = new CanvasKeys(model, words.keys());
        getStyleClass().addAll("create", "canvas-space");
        view = new ViewPane(model, words);
        new PointerInput(model, view);
        FileMenu files = new FileMenu(place, words);
        empty = new EmptyPane(files, place.gallery(), words);
        StackPane middle = new StackPane(view, new OverlayPane(model, view, words), new PoseShapes(model), empty);
        middle.getStyleClass().add("canvas-middle");
        NoteBar notes = new NoteBar(model.page().notes(), words);
        notes.getStyleClass().add("canvas-notes");
        BorderPane desk = new BorderPane(middle);
        desk.setTop(new VBox(new TopBar(model, files, words), notes));
        desk.setBottom(new CandidatesBar(model.candidates(), words));
        setLeft(new ToolColumn(model.tools(), words));
        setCenter(desk);
        setRight(new RepaintPane(model, place.create(), place.desk(), words));
        Follow.value(this, model.page().documentProperty(), open -> {
            Shown.set(empty, open == null);
            view.setFocusTraversable(open != null);
        });
        addEventHandler(DragEvent.DRAG_OVER, over -> {
            if (over.getGestureSource() == null && dropped(over).isPresent()) {
                over.acceptTransferModes(TransferMode.COPY);
                over.consume();
            }
        });
        addEventHandler(DragEvent.DRAG_DROPPED, drop -> {
            Optional<java.nio.file.Path> file = dropped(drop);
            file.ifPresent(model.files()::open);
            drop.setDropCompleted(file.isPresent());
            drop.consume();
        });
    }

    private static Optional<java.nio.file.Path> dropped(DragEvent drag) {
        return drag.getDragboard().getFiles().stream()
                .map(java.io.File::toPath)
                .filter(FilesModel::opens)
                .findFirst();
    }

    @Override
    public Node node() {
        return this;
    }

    @Override
    public void entered() {
        model.resume();
        if (model.page().document().isPresent()) {
            view.requestFocus();
        } else {
            empty.focus();
        }
    }

    @Override
    public void pressed(KeyEvent key) {
        if (keys.is(KeyAction.CANVAS_GENERATE, key)) {
            model.generate();
            key.consume();
        } else if (getScene() != null
                && getScene().getFocusOwner() instanceof ToggleButton card
                && card.getStyleClass().contains("candidate")
                && keys.flips(key)) {
            key.consume(); // else the arrows would only lead the focus on
        }
    }

    /// Keys without Ctrl are the canvas's while nothing is being written.
    @Override
    public void unused(KeyEvent key) {
        boolean writes = getScene() != null && getScene().getFocusOwner() instanceof TextInputControl;
        if (keys.pressed(key, writes)) {
            key.consume();
        }
    }
}
