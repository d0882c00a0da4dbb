package studio.sfumato.canvas.filter;

import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;

/// Spreads the levels from `black` to `white` over those from `darkest` to `lightest`.
///
/// @param black 0…254, becomes `darkest`
/// @param white 1…255, more than `black`; becomes `lightest`
/// @param gamma 0.1…10; above 1 the middle gets lighter
/// @param darkest 0…255
/// @param lightest 0…255; less than `darkest` turns light and dark round
public record Levels(int black, int white, double gamma, int darkest, int lightest) implements Filter {
    /// Names the value it refuses.
    public Levels {
        Filter.within("black", black, 0, 254);
        Filter.within("white", white, 1, 255);
        Filter.within("gamma", gamma, 0.1, 10);
        Filter.within("darkest", darkest, 0, 255);
        Filter.within("lightest", lightest, 0, 255);
        if (white <= black) {
            throw new RequestException("white must be more than black, " + black + ", not " + white);
        }
    }

    @Override
    public Sheet of(Sheet in, CancellationToken token) {
        for (float[] colour : in.colours()) {
            token.throwIfCancelled();
            for (int i = 0; i < colour.length; i++) {
                double share = Math.clamp((colour[i] - black) / (white - black), 0, 1);
                double curved = gamma == 1 ? share : Math.pow(share, 1 / gamma);
                colour[i] = (float) (darkest + (lightest - darkest) * curved);
            }
        }
        return in;
    }
}
