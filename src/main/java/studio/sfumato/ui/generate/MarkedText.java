package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.layout.Pane;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Text;
import studio.sfumato.diffusion.Embeddings;
import studio.sfumato.prompt.PromptDialect;

/// A text area that colours what is more than words. The text area does all the work of editing, input
/// methods and screen readers; over it lies, for each colour, the same text cut to the letters of that
/// colour.
final class MarkedText extends StackPane {
    private static final int LONGEST = 10_000; // beyond it a prompt goes without colours

    private final TextArea area;
    private final Pane colours = new Pane();
    private final Rectangle view = new Rectangle();
    private final Map<PromptMarks.Mark, Text> layers = new EnumMap<>(PromptMarks.Mark.class);
    private PromptDialect dialect = PromptDialect.A1111;
    private List<Embeddings.Named> named = List.of();

    MarkedText(TextArea area) {
        this.area = area;
        getStyleClass().add("marked-text");
        colours.setMouseTransparent(true);
        colours.setManaged(false);
        colours.setClip(view);
        colours.getStyleClass().add("marks");
        for (PromptMarks.Mark mark : PromptMarks.Mark.values()) {
            Text layer = new Text();
            layer.getStyleClass().add(mark.style());
            layer.setManaged(false);
            layer.setVisible(false);
            layers.put(mark, layer);
            colours.getChildren().add(layer);
        }
        getChildren().addAll(area, colours);
        area.textProperty().subscribe(_ -> requestLayout());
        area.scrollTopProperty().subscribe(_ -> requestLayout());
        area.fontProperty().subscribe(_ -> requestLayout());
    }

    /// Colours as `language` is read.
    void read(PromptDialect language) {
        dialect = language;
        requestLayout();
    }

    /// Colours these embeddings' names.
    void name(List<Embeddings.Named> embeddings) {
        named = embeddings;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        area.layout();
        Optional<Text> drawn = drawn();
        boolean coloured = drawn.isPresent() && area.getLength() <= LONGEST;
        colours.setVisible(coloured);
        if (coloured) {
            colour(drawn.get());
        }
    }

    /// {@return the node that the text area draws its text with}
    private Optional<Text> drawn() {
        return area.lookupAll(".text").stream()
                .filter(node -> node.getParent() instanceof Group)
                .filter(Text.class::isInstance)
                .map(Text.class::cast)
                .filter(text -> text.getText().equals(area.getText()))
                .findFirst();
    }

    private void colour(Text drawn) {
        place(drawn);
        Map<PromptMarks.Mark, List<PathElement>> shapes = new EnumMap<>(PromptMarks.Mark.class);
        for (PromptMarks.Span span :
                PromptMarks.of(area.getText(), dialect, named).spans()) {
            shapes.computeIfAbsent(span.mark(), _ -> new ArrayList<>())
                    .addAll(List.of(drawn.rangeShape(span.from(), span.to())));
        }
        layers.forEach((mark, layer) -> {
            List<PathElement> shape = shapes.getOrDefault(mark, List.of());
            layer.setVisible(!shape.isEmpty());
            if (!shape.isEmpty()) {
                layer.setText(drawn.getText());
                layer.setFont(drawn.getFont());
                layer.setWrappingWidth(drawn.getWrappingWidth());
                layer.setTextOrigin(drawn.getTextOrigin());
                layer.setBoundsType(drawn.getBoundsType());
                layer.setLineSpacing(drawn.getLineSpacing());
                layer.setX(drawn.getX());
                layer.setY(drawn.getY());
                Path cut = new Path(shape);
                cut.setFill(Color.BLACK); // any: only its shape counts
                cut.setStroke(null);
                layer.setClip(cut);
            }
        });
    }

    /// Lays the colours exactly over the letters, and lets nothing show outside of the text area.
    private void place(Text drawn) {
        Node port = area.lookup(".scroll-pane") instanceof ScrollPane pane ? pane : area;
        var seen = sceneToLocal(port.localToScene(port.getLayoutBounds()));
        var letters = sceneToLocal(drawn.localToScene(0, 0));
        double x = Math.rint(letters.getX());
        double y = Math.rint(letters.getY());
        colours.resizeRelocate(x, y, 1, 1);
        view.setX(seen.getMinX() - x);
        view.setY(seen.getMinY() - y + 2);
        view.setWidth(seen.getWidth());
        view.setHeight(seen.getHeight() - 4);
    }
}
