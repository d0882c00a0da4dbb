package studio.sfumato.diffusion;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;

/// A picture's size in pixels; both sides are multiples of 8, because a latent covers 8×8 pixels.
public record ImageSize(int width, int height) {
    /// The largest side a request may ask for.
    public static final int LARGEST = 8192;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,5})[xX×](\\d{1,5})");

    /// Refuses sides that are not multiples of 8 between 16 and [#LARGEST].
    public ImageSize {
        requireSide("width", width);
        requireSide("height", height);
    }

    /// {@return the size written as `512x768`}
    ///
    /// @throws RequestException if `text` is not of that form
    public static ImageSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new RequestException("size must look like 512x512, not '" + text + "'");
        }
        return new ImageSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    private static void requireSide(String field, int side) {
        if (side < 16 || side > LARGEST || side % 8 != 0) {
            int nearest = Math.clamp(Math.round(side / 8.0) * 8, 16, LARGEST);
            throw new RequestException(field + " must be a multiple of 8 between 16 and " + LARGEST + ", not " + side
                    + " (nearest: " + nearest + ")");
        }
    }

    /// {@return the size as `512x768`}
    @Override
    public String toString() {
        return width + "x" + height;
    }
}
