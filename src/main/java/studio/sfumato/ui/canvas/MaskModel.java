package studio.sfumato.ui.canvas;

import java.util.function.Consumer;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import studio.sfumato.canvas.CoverageEdits;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.MaskStyle;
import studio.sfumato.canvas.select.Reshape;
import studio.sfumato.ui.canvas.tool.ToolModel;

/// What can be done to the mask as a whole: the one that is worked on, or the uppermost that is seen.
public final class MaskModel {
    private final PageModel page;
    private final ToolModel tools;
    private final DoubleProperty veil = new SimpleDoubleProperty(MaskStyle.USUAL.opacity());
    private final ReadOnlyBooleanWrapper chosen = new ReadOnlyBooleanWrapper(false);
    private boolean following;

    MaskModel(PageModel page, ToolModel tools) {
        this.page = page;
        this.tools = tools;
        page.revisionProperty().subscribe(_ -> follow());
        page.documentProperty().subscribe(_ -> follow());
        page.chosenProperty().subscribe(_ -> follow());
        veil.subscribe((_, now) -> veil(now.doubleValue()));
    }

    private void follow() {
        following = true;
        veil.set(style().opacity());
        chosen.set(page.layer().filter(each -> each.kind() == LayerKind.MASK).isPresent());
        following = false;
    }

    private MaskStyle style() {
        return page.document().map(open -> open.state().maskStyle()).orElse(MaskStyle.USUAL);
    }

    private void veil(double opacity) {
        if (!following) {
            page.edit(open -> open.setMaskStyle(new MaskStyle(style().rgb(), opacity)));
        }
    }

    /// {@return how strongly masks are seen over the picture, 0…1; what they mask stays}
    public DoubleProperty veilProperty() {
        return veil;
    }

    /// {@return whether a mask is worked on}
    public ReadOnlyBooleanProperty chosenProperty() {
        return chosen.getReadOnlyProperty();
    }

    private void change(Consumer<CoverageEdits> how) {
        page.mask().ifPresent(layer -> page.edit(open -> how.accept(open.mask(layer.id()))));
    }

    private void reshape(Reshape how) {
        change(mask -> mask.reshape(how));
    }

    /// Masks what is not masked, and the other way round; a document without a mask is masked as a whole.
    public void invert() {
        int mask = page.maskOrNew();
        page.edit(open -> open.mask(mask).reshape(new Reshape.Invert()));
    }

    /// Lets it grow.
    public void grow() {
        reshape(new Reshape.Grow(tools.reachProperty().get()));
    }

    /// Lets it shrink.
    public void shrink() {
        reshape(new Reshape.Shrink(tools.reachProperty().get()));
    }

    /// Softens its edge.
    public void feather() {
        reshape(new Reshape.Feather(tools.reachProperty().get()));
    }

    /// Empties it.
    public void clear() {
        change(CoverageEdits::clear);
    }

    /// {@return the colour masks are shown in, 0xRRGGBB}
    public int rgb() {
        return style().rgb();
    }

    /// Shows masks in another colour.
    public void tint(int rgb) {
        page.edit(open -> open.setMaskStyle(new MaskStyle(rgb, style().opacity())));
    }
}
