package studio.sfumato.ui.canvas;

import java.util.Locale;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.MaskedContent;

/// What somebody wants to do to a picture; each sets the form to what suits it.
public enum Intent {
    /// Something else in the place of what is masked, of its colours and shape.
    REPLACE(0.75, MaskedContent.ORIGINAL, InpaintArea.MASKED, 32, 4, false),
    /// What is masked goes on as what surrounds it.
    FILL(0.9, MaskedContent.FILL, InpaintArea.MASKED, 64, 8, false),
    /// What is masked is not there any more: the texture takes it away, and the model only reconciles what is new. At
    /// 0.85 it painted another thing in its place.
    REMOVE(0.6, MaskedContent.TEXTURE, InpaintArea.MASKED, 96, 4, false),
    /// Something new where there was nothing.
    ADD(1, MaskedContent.NOISE, InpaintArea.MASKED, 64, 4, false),
    /// The picture goes on beyond its edge.
    EXTEND(0.9, MaskedContent.ORIGINAL, InpaintArea.WHOLE, 32, 8, false),
    /// What is masked stays, and all around it is new.
    BACKGROUND(1, MaskedContent.NOISE, InpaintArea.WHOLE, 32, 4, true);

    private final double strength;
    private final MaskedContent content;
    private final InpaintArea area;
    private final int padding;
    private final int blur;
    private final boolean invert;

    Intent(double strength, MaskedContent content, InpaintArea area, int padding, int blur, boolean invert) {
        this.strength = strength;
        this.content = content;
        this.area = area;
        this.padding = padding;
        this.blur = blur;
        this.invert = invert;
    }

    /// {@return its name: `intent.ID.button` is what it says}
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// {@return how far what is there is changed, 0…1}
    double strength() {
        return strength;
    }

    /// {@return what lies under the mask to begin with}
    MaskedContent content() {
        return content;
    }

    /// {@return what the model sees}
    InpaintArea area() {
        return area;
    }

    /// {@return how much around the mask it sees}
    int padding() {
        return padding;
    }

    /// {@return how wide the edge is feathered}
    int blur() {
        return blur;
    }

    /// {@return whether all but the mask is painted}
    boolean invert() {
        return invert;
    }
}
