package studio.sfumato.ui.gallery;

import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.graph.Wrap;
import studio.sfumato.library.Picture;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.ZoomPane;

/// One picture, as large as there is room for.
final class ViewerPane extends BorderPane {
    private final GalleryModel model;
    private final Messages words;
    private final ZoomPane zoom = new ZoomPane();

    ViewerPane(GalleryModel model, Messages words) {
        this.model = model;
        this.words = words;
        setId("viewer");
        getStyleClass().add("viewer");
        zoom.setId("viewer-picture");
        zoom.setFocusTraversable(true);
        Label problem = new Label();
        problem.setId("viewer-problem");
        problem.setWrapText(true);
        problem.getStyleClass().add("problem");
        Follow.value(
                this,
                model.stage().look().rasterProperty(),
                raster -> zoom.rasterProperty().set(raster));
        Follow.value(
                this,
                model.stage().look().detailsProperty(),
                details -> zoom.tilingProperty().set(details == null ? Wrap.NONE : details.tiling()));
        Follow.value(this, model.stage().look().problemProperty(), text -> {
            problem.setText(text);
            problem.setVisible(!text.isEmpty());
        });
        Follow.value(this, model.stage().look().pictureProperty(), picture -> zoom.setAccessibleText(about(picture)));
        setTop(head());
        setCenter(new StackPane(zoom, problem));
    }

    private static String about(@Nullable Picture picture) {
        if (picture == null) {
            return "";
        }
        String prompt = picture.facts().prompt();
        return prompt.isEmpty() ? String.valueOf(picture.file().getFileName()) : prompt;
    }

    private Node head() {
        Button back = Icons.button("viewer-back", BootstrapIcons.ARROW_LEFT, words.text("viewer.back"));
        back.setOnAction(_ -> model.stage().back());
        Button before = Icons.button("viewer-previous", BootstrapIcons.CHEVRON_LEFT, words.text("viewer.previous"));
        before.setOnAction(_ -> model.stage().go(-1));
        Button next = Icons.button("viewer-next", BootstrapIcons.CHEVRON_RIGHT, words.text("viewer.next"));
        next.setOnAction(_ -> model.stage().go(1));
        Label place = new Label();
        place.setId("viewer-place");
        place.getStyleClass().add("quiet");
        Follow.changes(
                this,
                model.chosen().changesProperty(),
                () -> place.setText(words.text(
                        "viewer.place",
                        model.chosen().place() + 1,
                        model.foundProperty().get().size())));
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Label scale = new Label();
        scale.setId("viewer-scale");
        scale.getStyleClass().add("quiet");
        Follow.value(
                this,
                zoom.zoomProperty(),
                now -> scale.setText(words.text("viewer.scale", Math.round(100 * now.scale()))));
        Button out = Icons.button("viewer-out", BootstrapIcons.ZOOM_OUT, words.text("viewer.out"));
        out.setOnAction(_ -> zoom.zoom(-1));
        Button in = Icons.button("viewer-in", BootstrapIcons.ZOOM_IN, words.text("viewer.in"));
        in.setOnAction(_ -> zoom.zoom(1));
        Button fit = Icons.button("viewer-fit", BootstrapIcons.ARROWS_FULLSCREEN, words.text("viewer.fit"));
        fit.setOnAction(_ -> zoom.fit());
        Button exact = Icons.button("viewer-exact", BootstrapIcons.ASPECT_RATIO, words.text("viewer.exact"));
        exact.setOnAction(_ -> zoom.toggle());
        ToggleButton repeat = new ToggleButton("", new FontIcon(BootstrapIcons.GRID_3X3));
        repeat.setId("viewer-repeat");
        repeat.getStyleClass().add("icon-button");
        repeat.setTooltip(new Tooltip(words.text("repeat.gallery.tip")));
        repeat.setAccessibleText(words.text("repeat.gallery.tip"));
        repeat.selectedProperty().bindBidirectional(zoom.repeatedProperty());
        HBox head = new HBox(back, before, next, place, gap, scale, out, in, fit, exact, repeat);
        head.getStyleClass().add("viewer-head");
        return head;
    }

    /// {@return the picture in it}
    ZoomPane picture() {
        return zoom;
    }
}
