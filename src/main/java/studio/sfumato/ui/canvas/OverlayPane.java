package studio.sfumato.ui.canvas;

import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.ClosePath;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.ui.canvas.overlay.Contour;
import studio.sfumato.ui.canvas.overlay.Seen;
import studio.sfumato.ui.canvas.tool.Outline;
import studio.sfumato.ui.common.Follow;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Pixels;

/// What lies over the document: the candidate that is looked at, the mask's feathered edge, what the model will see,
/// the
/// shape being drawn and the brush's ring. The mouse does not meet it.
final class OverlayPane extends Pane {
    private static final PseudoClass SMALL = PseudoClass.getPseudoClass("small");
    private static final double PIXELWISE = 2;
    private static final double LEAST_FRAME = 150;

    private final CanvasModel model;
    private final Messages words;
    private final Group candidate = new Group();
    private final ContourPath edge = new ContourPath("mask-edge");
    private final ContourPath selection = new ContourPath("selection-edge");
    private final Path outline = new Path();
    private final Rectangle frame = new Rectangle();
    private final Rectangle larger = new Rectangle();
    private final Label says = new Label();
    private final Circle ring = new Circle();
    private final Circle shade = new Circle();
    private boolean inside;

    OverlayPane(CanvasModel model, Node view, Messages words) {
        this.model = model;
        this.words = words;
        setMouseTransparent(true);
        getStyleClass().add("canvas-overlay");
        frame.getStyleClass().add("seen-frame");
        says.getStyleClass().add("seen-says");
        says.setId("canvas-seen");
        outline.getStyleClass().add("tool-outline");
        ring.getStyleClass().add("brush-ring");
        shade.getStyleClass().add("brush-shade");
        larger.getStyleClass().add("extend-frame");
        getChildren().addAll(candidate, larger, edge, selection, frame, says, outline, shade, ring);
        getChildren().forEach(each -> each.setManaged(false));
        Rectangle bounds = new Rectangle();
        bounds.widthProperty().bind(widthProperty());
        bounds.heightProperty().bind(heightProperty());
        setClip(bounds);
        Follow.changes(this, model.sightProperty(), this::requestLayout);
        Follow.changes(
                this,
                model.repeatedProperty(),
                () -> show(model.candidates().shownProperty().get()));
        Follow.value(this, model.candidates().shownProperty(), this::show);
        model.ask().extend().sides().forEach(side -> Follow.changes(this, side, this::extension));
        Follow.changes(this, model.repaint().intentProperty(), this::extension);
        Follow.changes(this, model.seen().seenProperty(), this::requestLayout);
        Follow.changes(this, model.grow().onProperty(), this::requestLayout);
        Follow.changes(this, model.seen().edgeProperty(), this::requestLayout);
        Follow.changes(this, model.seen().selectionProperty(), this::requestLayout);
        Follow.changes(this, model.tools().outlineProperty(), this::outline);
        Follow.changes(this, model.tools().sizeProperty(), this::ring);
        Follow.changes(this, model.tools().kindProperty(), this::ring);
        view.addEventHandler(MouseEvent.ANY, this::mouse);
        widthProperty().subscribe(_ -> requestLayout());
    }

    private void mouse(MouseEvent mouse) {
        inside = mouse.getEventType() != MouseEvent.MOUSE_EXITED;
        ring.setCenterX(mouse.getX());
        ring.setCenterY(mouse.getY());
        ring();
    }

    /// The ring is as large as the brush.
    private void ring() {
        boolean there = inside
                && model.page().document().isPresent()
                && model.tools().kindProperty().get().brushes();
        ring.setVisible(there);
        shade.setVisible(there);
        double radius = model.tools().sizeProperty().get()
                / 2
                * model.sightProperty().get().scale();
        ring.setRadius(radius);
        shade.setCenterX(ring.getCenterX());
        shade.setCenterY(ring.getCenterY());
        shade.setRadius(radius + 1);
    }

    private void show(@Nullable Patch patch) {
        candidate.getChildren().clear();
        if (patch != null) {
            Image image = Pixels.image(patch.picture(), null);
            int across = model.wrap().across() ? 1 : 0;
            int down = model.wrap().down() ? 1 : 0;
            for (int row = -down; row <= down; row++) {
                for (int column = -across; column <= across; column++) {
                    candidate.getChildren().add(new Copy(image, column, row));
                }
            }
        }
        requestLayout();
    }

    /// The candidate in one of the places where the document is seen.
    private static final class Copy extends ImageView {
        private final int column;
        private final int row;

        Copy(Image image, int column, int row) {
            super(image);
            this.column = column;
            this.row = row;
        }

        void place(Patch patch, CanvasDocument document, Sight sight) {
            setSmooth(sight.scale() < PIXELWISE);
            setX(sight.viewX(patch.x() + (double) column * document.width()));
            setY(sight.viewY(patch.y() + (double) row * document.height()));
            setFitWidth(patch.picture().width() * sight.scale());
            setFitHeight(patch.picture().height() * sight.scale());
        }
    }

    @Override
    protected void layoutChildren() {
        Sight sight = model.sightProperty().get();
        Patch patch = model.candidates().shownProperty().get();
        candidate.setVisible(patch != null);
        if (patch != null) {
            model.page()
                    .document()
                    .ifPresent(open -> candidate.getChildren().forEach(each -> {
                        if (each instanceof Copy copy) {
                            copy.place(patch, open, sight);
                        }
                    }));
        }
        edge.trace(patch == null ? model.seen().edgeProperty().get() : Contour.NONE, sight);
        selection.trace(model.seen().selectionProperty().get(), sight);
        boolean whole = patch != null || model.grow().onProperty().get();
        frame(sight, whole ? null : model.seen().seenProperty().get());
        extension();
        outline();
        ring();
    }

    /// How large the document is to become.
    private void extension() {
        Optional<CanvasDocument> open = model.page().document().filter(_ -> model.extending());
        larger.setVisible(open.isPresent());
        open.ifPresent(document -> {
            Sight sight = model.sightProperty().get();
            Area around = model.ask().extend().around(document.width(), document.height());
            larger.setX(sight.viewX(around.x()));
            larger.setY(sight.viewY(around.y()));
            larger.setWidth(around.width() * sight.scale());
            larger.setHeight(around.height() * sight.scale());
        });
    }

    private void frame(Sight sight, @Nullable Seen seen) {
        boolean there = seen != null && seen.framed();
        frame.setVisible(there);
        says.setVisible(there);
        if (seen != null && there) {
            Area area = seen.area();
            frame.setX(sight.viewX(area.x()));
            frame.setY(sight.viewY(area.y()));
            frame.setWidth(area.width() * sight.scale());
            frame.setHeight(area.height() * sight.scale());
            says.setText(words.text(
                    "canvas.seen",
                    area.width(),
                    area.height(),
                    seen.size().width(),
                    seen.size().height()));
            boolean small = frame.getWidth() < LEAST_FRAME;
            says.pseudoClassStateChanged(SMALL, small);
            says.autosize();
            double x = Math.clamp(frame.getX() + 6, 0, Math.max(0, getWidth() - says.getWidth()));
            double y = small || says.getWidth() > frame.getWidth()
                    ? frame.getY() - says.getHeight() - 2
                    : frame.getY() + 4;
            says.relocate(x, Math.max(0, y));
        }
    }

    private void outline() {
        Outline shape = model.tools().outlineProperty().get();
        Sight sight = model.sightProperty().get();
        List<PathElement> elements = outline.getElements();
        elements.clear();
        outline.setVisible(!shape.empty());
        for (int i = 0; i < shape.size(); i++) {
            double x = sight.viewX(shape.x(i));
            double y = sight.viewY(shape.y(i));
            elements.add(i == 0 ? new MoveTo(x, y) : new LineTo(x, y));
        }
        if (shape.closed() && !shape.empty()) {
            elements.add(new ClosePath());
        }
    }
}
