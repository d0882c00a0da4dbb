package studio.sfumato.ui.canvas;

import java.util.function.Consumer;
import studio.sfumato.canvas.CoverageEdits;
import studio.sfumato.canvas.MaskStyle;
import studio.sfumato.canvas.select.Reshape;
import studio.sfumato.ui.canvas.tool.ToolModel;

/// What can be done to the mask as a whole: the one that is worked on, or the uppermost that is seen.
public final class MaskModel {
    private final PageModel page;
    private final ToolModel tools;

    MaskModel(PageModel page, ToolModel tools) {
        this.page = page;
        this.tools = tools;
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
        return page.document().map(open -> open.state().maskStyle().rgb()).orElse(MaskStyle.USUAL.rgb());
    }

    /// Shows masks in another colour.
    public void tint(int rgb) {
        page.edit(open ->
                open.setMaskStyle(new MaskStyle(rgb, open.state().maskStyle().opacity())));
    }
}
