package studio.sfumato.ui.generate;

import java.util.List;
import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.NoteBar;
import studio.sfumato.ui.common.RasterView;
import studio.sfumato.ui.common.ZoomPane;
import studio.sfumato.ui.queue.HeldBar;
import studio.sfumato.ui.queue.UndoBar;

/// The middle of the workspace: the picture that forms or was made, how far it is, and what one should know. Before the
/// first picture, five prompts to begin with.
final class StagePane extends BorderPane {
    /// English in every language of the window, as that is what the models read.
    private static final List<String> EXAMPLES = List.of(
            "a fox on a blue background",
            "a penguin on a pink background",
            "a sunflower on a teal background",
            "a slice of pizza on a navy background",
            "a panda on a green background");

    private static final double BAR = 4;
    private static final double INSET = 10;
    private static final PseudoClass BUSY = PseudoClass.getPseudoClass("busy");

    private final CreateModel model;
    private final Messages words;
    private final RasterView picture = new RasterView();
    private final ZoomPane repeated = new ZoomPane();
    private final Label badge = new Label();
    private final Region track = new Region();
    private final Region bar = new Region();

    StagePane(CreateModel model, Messages words) {
        this.model = model;
        this.words = words;
        getStyleClass().add("stage");
        VBox top = new VBox(new HeldBar(model.queue(), words), new NoteBar(model.notes(), words));
        top.getStyleClass().add("stage-top");
        setTop(top);
        setCenter(middle());
        setBottom(pill());
    }

    private Node middle() {
        picture.setId("picture");
        picture.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        picture.setAccessibleText(words.text("picture.name"));
        Follow.value(this, model.progress().previewProperty(), _ -> show());
        Follow.value(this, model.made().shownProperty(), _ -> show());
        Follow.value(this, model.progress().nowProperty(), _ -> show());
        Follow.value(this, model.film().shownProperty(), _ -> show());
        repeated.setId("picture-repeated");
        repeated.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        repeated.setAccessibleText(words.text("repeat.name"));
        repeated.setFocusTraversable(true);
        repeated.repeatedProperty().set(true);
        Follow.value(this, model.made().repeatedProperty(), _ -> show());
        badge.setId("film-badge");
        badge.getStyleClass().add("film-badge");
        badge.setManaged(false);
        track.getStyleClass().add("track");
        bar.getStyleClass().add("bar");
        track.setManaged(false);
        bar.setManaged(false);
        Pane over = new Pane(track, bar, badge) {
            @Override
            protected void layoutChildren() {
                placeBar();
            }
        };
        over.setMouseTransparent(true);
        Follow.value(this, model.progress().nowProperty(), _ -> over.requestLayout());
        Follow.value(this, badge.textProperty(), _ -> over.requestLayout());
        Follow.value(this, badge.visibleProperty(), _ -> over.requestLayout());
        Node examples = examples();
        StackPane middle = new StackPane(picture, repeated, over, examples);
        middle.getStyleClass().add("stage-middle");
        return middle;
    }

    private void show() {
        Raster preview = model.progress().previewProperty().get();
        Raster step = model.film().shownProperty().get();
        Raster latest = preview != null ? preview : model.made().shownProperty().get();
        Raster seen = step != null ? step : latest;
        picture.rasterProperty().set(seen);
        boolean tiled = model.made().repeatedProperty().get() && seen != null;
        repeated.rasterProperty().set(tiled ? seen : null);
        repeated.tilingProperty().set(tiling(preview != null));
        repeated.setVisible(tiled);
        picture.setVisible(!tiled);
        FilmModel.Frame frame = model.film().chosenProperty().get();
        badge.setVisible(step != null && frame != null);
        badge.setText(frame == null ? "" : words.text("film.step", frame.step(), frame.steps()));
    }

    private Wrap tiling(boolean forming) {
        MadePicture chosen = model.made().chosenProperty().get();
        if (forming) {
            return model.queue().running().map(job -> job.request().tiling()).orElse(Wrap.NONE);
        }
        return chosen == null ? Wrap.NONE : chosen.request().tiling();
    }

    private void placeBar() {
        Rectangle2D at = picture.pictureBounds();
        badge.autosize();
        badge.relocate(at.getMinX() + INSET, at.getMinY() + INSET);
        boolean stepping = model.progress().nowProperty().get() instanceof ProgressModel.Now.Stepping
                && model.film().shownProperty().get() == null;
        track.setVisible(stepping);
        bar.setVisible(stepping);
        if (model.progress().nowProperty().get() instanceof ProgressModel.Now.Stepping now) {
            track.resizeRelocate(at.getMinX(), at.getMaxY() + BAR, at.getWidth(), BAR);
            bar.resizeRelocate(at.getMinX(), at.getMaxY() + BAR, at.getWidth() * now.step() / now.steps(), BAR);
        }
    }

    private Node examples() {
        Label title = new Label(words.text("examples.title"));
        title.getStyleClass().add("examples-title");
        Label about = new Label(words.text("examples.about"));
        about.getStyleClass().add("quiet");
        VBox all = new VBox(title, about);
        all.setId("examples");
        all.getStyleClass().add("examples");
        for (int i = 0; i < EXAMPLES.size(); i++) {
            String prompt = EXAMPLES.get(i);
            Button example = new Button(prompt);
            example.setId("example-" + (i + 1));
            example.getStyleClass().add("example");
            example.setAccessibleText(prompt);
            example.setOnAction(_ -> model.generate(prompt));
            all.getChildren().add(example);
        }
        Runnable look = () -> {
            boolean empty = model.made().shownProperty().get() == null
                    && !model.runningProperty().get();
            all.setVisible(empty);
            all.setManaged(empty);
        };
        Follow.changes(this, model.made().shownProperty(), look);
        Follow.changes(this, model.runningProperty(), look);
        look.run();
        return all;
    }

    private Node pill() {
        Label step = new Label();
        step.setId("progress");
        step.setAccessibleRole(AccessibleRole.TEXT);
        Label left = new Label();
        left.setId("time-left");
        left.getStyleClass().add("quiet");
        Label key = new Label("Esc");
        key.getStyleClass().add("keys");
        Button cancel = new Button(words.text("cancel.button"), key);
        cancel.setId("cancel");
        cancel.setContentDisplay(ContentDisplay.RIGHT);
        cancel.setTooltip(new Tooltip(words.text("cancel.tip")));
        cancel.setAccessibleText(words.text("cancel.tip"));
        cancel.setOnAction(_ -> model.cancel());
        shownWhile(cancel, model.runningProperty());
        Button keep = Icons.worded("interrupt", BootstrapIcons.STOP_CIRCLE, words);
        keep.setOnAction(_ -> model.interrupt());
        shownWhile(keep, model.runningProperty());
        Button skip = Icons.worded("skip", BootstrapIcons.SKIP_END, words);
        skip.setOnAction(_ -> model.skip());
        shownWhile(skip, model.progress().severalProperty());
        HBox pill = new HBox(step, left, keep, skip, cancel);
        pill.getStyleClass().add("pill");
        pill.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        Follow.value(this, model.runningProperty(), running -> pill.pseudoClassStateChanged(BUSY, running));
        Follow.value(this, model.progress().nowProperty(), now -> {
            step.setText(ProgressWords.pill(now, words));
            boolean stepping = now instanceof ProgressModel.Now.Stepping;
            left.setVisible(stepping);
            left.setManaged(stepping);
            if (now instanceof ProgressModel.Now.Stepping going) {
                left.setText(ProgressWords.left(going, words));
            }
            showPill(pill);
        });
        Follow.value(pill, model.queue().undoProperty(), _ -> showPill(pill));
        VBox place = new VBox(new UndoBar(model.queue(), words), pill);
        place.getStyleClass().add("pill-place");
        return place;
    }

    /// What can be undone says itself that it was cancelled.
    private void showPill(Node pill) {
        ProgressModel.Now now = model.progress().nowProperty().get();
        boolean said = now instanceof ProgressModel.Now.Cancelled
                && model.queue().undoProperty().get() != null;
        pill.setVisible(!(now instanceof ProgressModel.Now.Idle) && !said);
        pill.setManaged(!said);
    }

    private static void shownWhile(Button button, ObservableValue<Boolean> wanted) {
        button.visibleProperty().bind(wanted);
        button.managedProperty().bind(button.visibleProperty());
    }
}
