package studio.sfumato.ui.gallery;

import javafx.css.PseudoClass;
import javafx.geometry.HPos;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import studio.sfumato.library.Picture;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Pixels;

/// One picture of the grid, small, with its star and rating. Cards are used again for other pictures as the
/// grid is scrolled.
final class PictureCard extends Region {
    private static final PseudoClass SELECTED = PseudoClass.getPseudoClass("selected");
    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");
    /// Between a card's edge and its picture.
    static final double EDGE = 2;

    private final Messages words;
    private final ImageView view = new ImageView();
    private final Label problem = new Label();
    private final Label marks = new Label();
    private Thumb.@Nullable Ready shown;
    private int place = -1;

    PictureCard(Messages words) {
        this.words = words;
        getStyleClass().add("picture-card");
        setAccessibleRole(AccessibleRole.LIST_ITEM);
        view.setSmooth(true);
        view.setPreserveRatio(true);
        problem.getStyleClass().add("card-problem");
        problem.setWrapText(true);
        problem.setVisible(false);
        FontIcon star = new FontIcon(BootstrapIcons.STAR_FILL);
        marks.getStyleClass().add("card-marks");
        marks.setGraphic(star);
        marks.setVisible(false);
        getChildren().addAll(view, problem, marks);
        setManaged(false);
    }

    /// {@return the place of its picture among those found}
    int place() {
        return place;
    }

    /// Stands for the picture at `place` from now on.
    void stand(int at) {
        place = at;
    }

    /// Shows whether it is chosen and whether the keyboard stands on it.
    void choose(boolean selected, boolean current) {
        pseudoClassStateChanged(SELECTED, selected);
        pseudoClassStateChanged(CURRENT, current);
    }

    /// Shows what is known of its picture, which may be nothing yet.
    ///
    /// @param gone whether it is no longer in the gallery
    void show(@Nullable Picture known, boolean gone, @Nullable Thumb thumb) {
        String trouble = "";
        Thumb.Ready pixels = null;
        if (gone) {
            trouble = words.text("card.gone");
        } else if (thumb != null) {
            switch (thumb) {
                case Thumb.Ready ready -> pixels = ready;
                case Thumb.Gone _ -> trouble = words.text("card.gone");
                case Thumb.Broken _ -> trouble = words.text("card.broken");
            }
        }
        paint(pixels);
        problem.setText(trouble);
        problem.setVisible(!trouble.isEmpty());
        if (known == null) {
            marks.setVisible(false);
            setAccessibleText(trouble);
            return;
        }
        boolean best = known.marks().favourite();
        int stars = known.marks().rating();
        marks.setVisible(best || stars > 0);
        marks.setText(stars > 0 ? Integer.toString(stars) : "");
        marks.pseudoClassStateChanged(SELECTED, best);
        String prompt = known.facts().prompt();
        setAccessibleText((prompt.isEmpty() ? String.valueOf(known.file().getFileName()) : prompt)
                + (stars > 0 ? ", " + words.text("card.stars", stars) : "")
                + (best ? ", " + words.text("card.favourite") : "")
                + (trouble.isEmpty() ? "" : ", " + trouble));
    }

    @SuppressWarnings("ReferenceEquality") // comparing pixels would take longer than drawing them
    private void paint(Thumb.@Nullable Ready pixels) {
        if (pixels == shown) {
            return;
        }
        shown = pixels;
        view.setVisible(pixels != null);
        if (pixels == null) {
            return; // the image stays for the next picture
        }
        view.setImage(Pixels.image(pixels.argb(), pixels.side(), pixels.side(), view.getImage()));
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double inside = getWidth() - 2 * EDGE;
        view.setFitWidth(inside);
        view.setFitHeight(inside);
        layoutInArea(view, EDGE, EDGE, inside, inside, 0, HPos.CENTER, VPos.CENTER);
        layoutInArea(problem, EDGE, EDGE, inside, inside, 0, HPos.CENTER, VPos.CENTER);
        double width = marks.prefWidth(-1);
        marks.resizeRelocate(getWidth() - width - 8, 8, width, marks.prefHeight(width));
    }
}
