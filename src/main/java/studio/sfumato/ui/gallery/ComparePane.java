package studio.sfumato.ui.gallery;

import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Icons;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.ZoomPane;

/// Two pictures compared.
final class ComparePane extends BorderPane {
    private final GalleryModel model;
    private final Messages words;
    private final ZoomPane first = new ZoomPane();
    private final ZoomPane second = new ZoomPane();
    private final Slider wipe = new Slider(0, 1, 0.5);
    private final Label verdict = new Label();

    ComparePane(GalleryModel model, Messages words) {
        this.model = model;
        this.words = words;
        setId("compare");
        getStyleClass().add("viewer");
        verdict.setId("compare-verdict");
        verdict.getStyleClass().add("quiet");
        wipe.setId("compare-wipe");
        wipe.setAccessibleText(words.text("compare.slider"));
        wipe.setTooltip(new Tooltip(words.text("compare.slider")));
        first.zoomProperty().subscribe(lie -> {
            if (!second.zoomProperty().get().equals(lie)) {
                second.lie(lie);
            }
        });
        second.zoomProperty().subscribe(lie -> {
            if (!first.zoomProperty().get().equals(lie)) {
                first.lie(lie);
            }
        });
        setTop(head());
        setBottom(foot());
        Follow.value(this, model.stage().compare().pairProperty(), _ -> show());
        Follow.value(this, model.stage().compare().wayProperty(), _ -> show());
        Follow.value(this, model.stage().compare().problemProperty(), problem -> {
            if (!problem.isEmpty()) {
                verdict.setText(problem);
            }
        });
    }

    private Node head() {
        Button back = Icons.button("compare-back", BootstrapIcons.ARROW_LEFT, words.text("viewer.back"));
        back.setOnAction(_ -> model.stage().back());
        HBox head = new HBox(back);
        head.getStyleClass().add("viewer-head");
        for (CompareModel.Way way : CompareModel.Way.values()) {
            String name = way.name().toLowerCase(Locale.ROOT);
            ToggleButton button = new ToggleButton(words.text("compare." + name));
            button.setId("compare-" + name);
            button.getStyleClass().add("small");
            Follow.value(this, model.stage().compare().wayProperty(), now -> button.setSelected(now == way));
            button.setOnAction(_ -> {
                model.stage().compare().wayProperty().set(way);
                button.setSelected(true);
            });
            head.getChildren().add(button);
        }
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        head.getChildren().addAll(gap, verdict);
        return head;
    }

    private Node foot() {
        HBox foot = new HBox(wipe);
        foot.getStyleClass().add("compare-foot");
        HBox.setHgrow(wipe, Priority.ALWAYS);
        Follow.value(this, model.stage().compare().wayProperty(), way -> {
            foot.setVisible(way == CompareModel.Way.WIPE);
            foot.setManaged(way == CompareModel.Way.WIPE);
        });
        return foot;
    }

    private void show() {
        CompareModel.Pair pair = model.stage().compare().pairProperty().get();
        verdict.setText(verdict(pair));
        if (pair == null) {
            setCenter(null);
            return;
        }
        second.setClip(bounds(second));
        switch (model.stage().compare().wayProperty().get()) {
            case WIPE -> {
                first.rasterProperty().set(pair.first());
                second.rasterProperty().set(pair.second());
                setCenter(wiped());
            }
            case SIDE -> {
                first.rasterProperty().set(pair.first());
                second.rasterProperty().set(pair.second());
                HBox both = new HBox(first, second);
                both.getStyleClass().add("compare-both");
                both.getChildren().forEach(each -> HBox.setHgrow(each, Priority.ALWAYS));
                first.prefWidthProperty().bind(both.widthProperty().divide(2));
                second.prefWidthProperty().bind(both.widthProperty().divide(2));
                setCenter(both);
            }
            case DIFFERENCE -> {
                first.rasterProperty().set(pair.difference());
                setCenter(new StackPane(first));
            }
        }
    }

    private String verdict(CompareModel.@Nullable Pair pair) {
        return pair == null
                ? ""
                : pair.most() == 0
                        ? words.text("compare.same")
                        : words.text("compare.apart", 100 * pair.share(), pair.most());
    }

    /// The second lies over the first and is seen from the slider on.
    private Node wiped() {
        StackPane both = new StackPane(first, second);
        Rectangle seen = new Rectangle();
        seen.xProperty().bind(second.widthProperty().multiply(wipe.valueProperty()));
        seen.widthProperty().bind(second.widthProperty());
        seen.heightProperty().bind(second.heightProperty());
        second.setClip(seen);
        Pane line = new Pane();
        line.getStyleClass().add("compare-line");
        line.setManaged(false);
        line.setMouseTransparent(true);
        line.layoutXProperty().bind(second.widthProperty().multiply(wipe.valueProperty()));
        both.heightProperty().subscribe(height -> line.resize(1, height.doubleValue()));
        both.getChildren().add(line);
        return both;
    }

    private static Rectangle bounds(Region of) {
        Rectangle bounds = new Rectangle();
        bounds.widthProperty().bind(of.widthProperty());
        bounds.heightProperty().bind(of.heightProperty());
        return bounds;
    }
}
