package studio.sfumato.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.inpaint.SoftInpainting;
import studio.sfumato.error.RequestException;

/// What of a picture to paint anew, as it was typed; `null` where nothing was.
final class MaskArgs {
    @Option(
            names = "--mask",
            paramLabel = "PICTURE",
            description =
                    "Paint only what is white in this picture of the same size (or opaque, if it has transparency).")
    @Nullable
    Path mask;

    @Option(names = "--mask-blur", paramLabel = "N", description = "Feather its edge by N pixels (default: 4).")
    @Nullable
    Integer blur;

    @Option(
            names = "--masked-content",
            paramLabel = "WHAT",
            description = "What lies under it to begin with: original (default), fill, texture, noise or nothing.")
    @Nullable
    String content;

    @Option(
            names = "--inpaint-area",
            paramLabel = "AREA",
            description = "What the model sees: the whole picture (default), or masked: the mask and what is around it,"
                    + " made as large as --size.")
    @Nullable
    String area;

    @Option(
            names = "--padding",
            paramLabel = "N",
            description = "How many pixels around the mask it sees with --inpaint-area masked (default: 32).")
    @Nullable
    Integer padding;

    @Option(names = "--invert-mask", description = "Paint all but what is masked.")
    boolean invert;

    @Option(
            names = "--soft-inpaint",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "SETTINGS",
            description = "Let the mask's shades say how far each place is changed; with A1111's settings, or"
                    + " =preservation=0.5,schedule-bias=1,contrast-boost=4,mask-influence=0,difference-threshold=0.5,"
                    + "difference-contrast=2.")
    @Nullable
    String soft;

    @Option(names = "--match-colours", description = "Draw the colours of what is painted to those around it.")
    boolean matchColours;

    /// {@return whether anything but the mask was typed}
    boolean anyOption() {
        return Stream.of(blur, content, area, padding, soft).anyMatch(option -> option != null)
                || invert
                || matchColours;
    }

    /// {@return how the mask is used}
    Inpainting options() {
        Inpainting usual = Inpainting.USUAL;
        InpaintArea shown = area == null ? usual.area() : InpaintArea.get(area);
        if (padding != null && shown != InpaintArea.MASKED) {
            throw new RequestException("--padding does nothing without --inpaint-area masked");
        }
        return new Inpainting(
                blur == null ? usual.maskBlur() : blur,
                content == null ? usual.content() : MaskedContent.get(content),
                shown,
                padding == null ? usual.padding() : padding,
                invert,
                Optional.ofNullable(soft).map(SoftInpainting::parse),
                matchColours);
    }
}
