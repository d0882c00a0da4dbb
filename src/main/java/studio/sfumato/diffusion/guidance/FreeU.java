package studio.sfumato.diffusion.guidance;

import java.util.List;
import studio.sfumato.error.RequestException;
import studio.sfumato.net.unet.FreeUVersion;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Settings of FreeU: Si et al. 2023 (arXiv:2309.11497).
///
/// @param version which formula
/// @param b1 how much half of the coarsest stage's channels is strengthened
/// @param b2 the same in the next stage
/// @param s1 what is left of the low frequencies that skip to the coarsest stage
/// @param s2 the same in the next stage
public record FreeU(FreeUVersion version, double b1, double b2, double s1, double s2) {
    private static final String NAME = "FreeU";
    private static final double MOST = 10;

    /// Refuses what is out of range, by name.
    public FreeU {
        require("b1", b1);
        require("b2", b2);
        require("s1", s1);
        require("s2", s2);
    }

    private static void require(String field, double value) {
        if (!(value >= 0 && value <= MOST)) {
            throw new RequestException(NAME + ": " + field + " must be between 0 and 10, not " + value);
        }
    }

    /// {@return the settings written as `v2` or `version=v1, b1=1.1, b2=1.2, s1=0.9, s2=0.2`; what is left out is as in
    /// ComfyUI}
    ///
    /// @throws RequestException if a setting is unknown or out of range
    public static FreeU parse(String text) {
        NamedValues values = new NamedValues(NAME, text, List.of("version", "b1", "b2", "s1", "s2"));
        FreeUVersion version = values.constant("version", FreeUVersion.class, FreeUVersion.V2);
        boolean second = version == FreeUVersion.V2;
        return new FreeU(
                version,
                values.number("b1", second ? 1.3 : 1.1),
                values.number("b2", second ? 1.4 : 1.2),
                values.number("s1", 0.9),
                values.number("s2", 0.2));
    }

    /// {@return these settings as [#parse] reads them}
    public String text() {
        return new NamedValues.Writer()
                .unless("version", NamedValues.written(version), "")
                .always("b1", b1)
                .always("b2", b2)
                .always("s1", s1)
                .always("s2", s2)
                .toString();
    }

    /// {@return the four numbers as the U-Net takes them}
    public Tensor factors() {
        return Tensor.of(Shape.of(4), (float) b1, (float) b2, (float) s1, (float) s2);
    }
}
