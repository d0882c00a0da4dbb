package studio.sfumato.ui.gallery;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.ui.common.Desk;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.KeyAction;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NoteBar;
import studio.sfumato.ui.common.Shown;
import studio.sfumato.ui.common.Workspace;

/// The workspace Gallery: what can be clicked on the left, the pictures in the middle.
final class GalleryView extends BorderPane implements Workspace.Page {
    private final GalleryModel model;
    private final Runnable create;
    private final Messages words;
    private final PictureGrid grid;
    private final SearchBar search;
    private final ViewerPane viewer;
    private final GalleryKeys keys;
    private boolean seen;

    GalleryView(GalleryModel model, Desk desk, Runnable create, Messages words) {
        this.model = model;
        this.create = create;
        this.words = words;
        getStyleClass().add("gallery");
        grid = new PictureGrid(model, words);
        search = new SearchBar(model, grid, words);
        StackPane middle = new StackPane(grid, nothing(), empty());
        VBox.setVgrow(middle, Priority.ALWAYS);
        viewer = new ViewerPane(model, words);
        keys = new GalleryKeys(model, viewer.picture(), words.keys());
        ComparePane compare = new ComparePane(model, words);
        VBox.setVgrow(viewer, Priority.ALWAYS);
        VBox.setVgrow(compare, Priority.ALWAYS);
        VBox centre = new VBox(
                search, new NoteBar(model.notes(), words), middle, viewer, compare, new HandBar(model, desk, words));
        centre.getStyleClass().add("gallery-centre");
        FacetPane facets = new FacetPane(model, words);
        setLeft(facets);
        setCenter(centre);
        setRight(new InspectorPane(model, desk, words));
        Follow.value(this, model.stage().sceneProperty(), scene -> {
            boolean all = scene == StageModel.Scene.GRID;
            List.of(facets, search, middle).forEach(each -> Shown.set(each, all));
            Shown.set(viewer, scene == StageModel.Scene.PICTURE);
            Shown.set(compare, scene == StageModel.Scene.COMPARE);
            if (all) {
                grid.requestFocus();
                grid.reveal(model.chosen().place());
            } else {
                viewer.picture().requestFocus();
            }
        });
        Follow.keep(this, sceneProperty().subscribe(_ -> seen()));
        Follow.keep(this, visibleProperty().subscribe((_, _) -> seen()));
    }

    /// Before it is first entered it is laid out unseen.
    private void seen() {
        boolean now = getScene() != null && isVisible();
        if (now != seen) {
            seen = now;
            model.show(now);
        }
    }

    /// What is said where a search has found nothing.
    private Node nothing() {
        Label title = new Label(words.text("nothing.title"));
        title.getStyleClass().add("examples-title");
        Button clear = new Button(words.text("search.clear"));
        clear.setId("nothing-clear");
        clear.setOnAction(_ -> {
            model.queryProperty().set("");
            search.focus();
        });
        VBox box = new VBox(title, clear);
        box.setId("nothing");
        box.getStyleClass().add("gallery-empty");
        Follow.value(
                this,
                model.foundProperty(),
                found -> Shown.set(
                        box,
                        found != Found.NONE
                                && found.size() == 0
                                && !found.text().isBlank()));
        return box;
    }

    /// What is said where there are no pictures yet.
    private Node empty() {
        FontIcon icon = new FontIcon(BootstrapIcons.IMAGES);
        icon.getStyleClass().add("gallery-empty-icon");
        Label title = new Label(words.text("empty.title"));
        title.getStyleClass().add("examples-title");
        Label about = new Label(words.text("empty.about"));
        about.setWrapText(true);
        about.getStyleClass().add("quiet");
        Button begin = new Button(words.text("empty.button"));
        begin.setId("empty-create");
        begin.setOnAction(_ -> create.run());
        VBox box = new VBox(icon, title, about, begin);
        box.setId("empty");
        box.getStyleClass().add("gallery-empty");
        Follow.value(
                this,
                model.foundProperty(),
                found -> Shown.set(
                        box,
                        found != Found.NONE && found.size() == 0 && found.text().isBlank()));
        return box;
    }

    @Override
    public Node node() {
        return this;
    }

    @Override
    public void entered() {
        if (model.stage().sceneProperty().get() == StageModel.Scene.GRID) {
            grid.requestFocus();
        } else {
            viewer.picture().requestFocus();
        }
    }

    @Override
    public void pressed(KeyEvent key) {
        if (words.keys().is(KeyAction.GALLERY_FIND, key)) {
            search.focus();
            key.consume();
        }
    }

    @Override
    public void unused(KeyEvent key) {
        keys.unused(key);
    }
}
