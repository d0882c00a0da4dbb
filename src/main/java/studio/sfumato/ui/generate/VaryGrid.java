package studio.sfumato.ui.generate;

import javafx.beans.value.ObservableValue;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.RasterView;
import studio.sfumato.ui.common.Shown;

/// The pictures of a grid, as large as there is room for; before there are any, what they would be.
final class VaryGrid extends Pane {
    private static final double GAP = 10;
    private static final double EDGE = 8;
    private static final double MOST_CENTRE = 320;
    private static final PseudoClass PICKED = PseudoClass.getPseudoClass("picked");

    private final VaryModel model;
    private final ObservableValue<@Nullable Raster> preview;
    private final Messages words;
    private final Label about;
    private final RasterView centre = new RasterView();
    private double aspect = 1;

    /// @param preview what is seen of the picture under way
    VaryGrid(VaryModel model, ObservableValue<@Nullable Raster> preview, Messages words) {
        this.model = model;
        this.preview = preview;
        this.words = words;
        setId("vary-grid");
        setMinSize(0, 0);
        about = new Label(words.text("vary.about"));
        about.setId("vary-about");
        about.getStyleClass().add("quiet");
        about.setWrapText(true);
        about.setTextAlignment(TextAlignment.CENTER);
        about.setAlignment(Pos.CENTER);
        Follow.changes(this, model.walk(), this::fill);
        Follow.value(this, model.placeProperty(), _ -> fill());
        Follow.value(this, model.chosenProperty(), _ -> mark());
        Follow.changes(this, model.runningProperty(), this::watch);
        Follow.changes(this, preview, this::watch);
        addEventHandler(KeyEvent.KEY_PRESSED, this::pressed);
    }

    /// A place in the grid. Those that stay the same keep their focus.
    private final class Place extends StackPane {
        private final int number;
        private final RasterView picture = new RasterView();
        private final Label waits = new Label();
        private VaryModel.@Nullable Cell cell;

        Place(int number) {
            this.number = number;
            setId("vary-" + (number + 1));
            getStyleClass().add("vary-cell");
            waits.getStyleClass().add("quiet");
            getChildren().addAll(waits, picture);
            setAccessibleRole(AccessibleRole.BUTTON);
            setFocusTraversable(true);
            setOnMouseClicked(click -> {
                if (click.getButton() == MouseButton.PRIMARY && cell != null && cell.spot() != null) {
                    requestFocus();
                    model.choose(number);
                    if (click.getClickCount() == 2) {
                        model.look();
                    }
                }
            });
        }

        void show(VaryModel.Cell now) {
            boolean same = now.equals(cell);
            cell = now;
            if (!same) {
                VaryModel.Spot spot = now.spot();
                picture.rasterProperty().set(spot == null ? null : spot.small());
                waits.setText(spot != null || now.pending() ? "" : words.text("vary.missing"));
                String says = words.text(spot == null ? "vary.waits" : "vary.cell", number + 1);
                setAccessibleText(says);
                Tooltip.install(this, new Tooltip(says));
            }
        }

        /// Shows how far a picture is that is not made yet; nothing where it is not this one's turn.
        void form(@Nullable Raster drawn) {
            if (cell != null && cell.spot() == null) {
                picture.rasterProperty().set(drawn);
            }
        }
    }

    private void fill() {
        VaryModel.@Nullable Grid grid = model.grid().orElse(null);
        int wanted = grid == null ? 0 : grid.cells().size();
        boolean counted = getChildren().stream().filter(Place.class::isInstance).count() == wanted;
        if (!counted || getChildren().isEmpty()) {
            getChildren().setAll(about, centre);
            for (int i = 0; i < wanted; i++) {
                getChildren().add(new Place(i));
            }
        }
        Shown.set(about, wanted == 0);
        Shown.set(centre, wanted == 0);
        if (grid != null) {
            ImageSize size = grid.centre().request().size();
            aspect = (double) size.width() / size.height();
            centre.rasterProperty().set(grid.centre().small());
            for (Node node : getChildren()) {
                if (node instanceof Place place) {
                    place.show(grid.cells().get(place.number));
                }
            }
        }
        mark();
        watch();
        requestLayout();
    }

    private void mark() {
        getChildren()
                .forEach(node -> node.pseudoClassStateChanged(
                        PICKED,
                        node instanceof Place place
                                && place.number == model.chosenProperty().get()));
    }

    /// The first that is still to come is the one that forms.
    private void watch() {
        boolean first = model.runningProperty().get();
        for (Node node : getChildren()) {
            if (node instanceof Place place && place.cell != null && place.cell.spot() == null) {
                place.form(first && place.cell.pending() ? preview.getValue() : null);
                first = false;
            }
        }
    }

    private void pressed(KeyEvent key) {
        if (!(getScene().getFocusOwner() instanceof Place place) || place.getParent() != this) {
            return;
        }
        int columns = columns();
        switch (key.getCode()) {
            case LEFT -> go(place.number - 1);
            case RIGHT -> go(place.number + 1);
            case UP -> go(place.number - columns);
            case DOWN -> go(place.number + columns);
            case SPACE -> model.choose(place.number);
            case ENTER -> {
                model.choose(place.number);
                model.walkOn();
            }
            default -> {
                return;
            }
        }
        key.consume();
    }

    private void go(int number) {
        Node to = lookup("#vary-" + (number + 1));
        if (to != null) {
            to.requestFocus();
            model.choose(number);
        }
    }

    private int columns() {
        double places = getChildren().stream().filter(Place.class::isInstance).count();
        return (int) Math.max(1, Math.ceil(Math.sqrt(places)));
    }

    @Override
    protected void layoutChildren() {
        int columns = columns();
        double width = Math.max(1, (getWidth() - 2 * EDGE - (columns - 1) * GAP) / columns);
        double height = Math.max(1, (getHeight() - 2 * EDGE - (columns - 1) * GAP) / columns);
        double wide = Math.floor(Math.min(width, height * aspect));
        double high = Math.floor(Math.min(height, width / aspect));
        double left = Math.floor((getWidth() - columns * wide - (columns - 1) * GAP) / 2);
        double top = Math.floor((getHeight() - columns * high - (columns - 1) * GAP) / 2);
        for (Node node : getChildren()) {
            if (node instanceof Place place) {
                place.resizeRelocate(
                        left + place.number % columns * (wide + GAP),
                        top + Math.floorDiv(place.number, columns) * (high + GAP),
                        wide,
                        high);
            }
        }
        double room = Math.min(420, Math.max(0, getWidth() - 2 * EDGE));
        double tall = about.prefHeight(room);
        double seen = Math.clamp(getHeight() - tall - 2 * EDGE - 2 * GAP, 1, MOST_CENTRE);
        double above = Math.max(0, (getHeight() - seen - 2 * GAP - tall) / 2);
        centre.resizeRelocate(Math.floor((getWidth() - seen) / 2), Math.floor(above), seen, seen);
        about.resizeRelocate((getWidth() - room) / 2, above + seen + 2 * GAP, room, tall);
    }
}
