package studio.sfumato.image;

import java.nio.charset.StandardCharsets;

/// A piece of text in a PNG file.
///
/// @param keyword what the text is, 1 to 79 Latin-1 characters: `parameters`, `Software`, …
/// @param text the text itself; its length is not limited
/// @param international whether it is stored as UTF-8 (an `iTXt` chunk) rather than Latin-1 (`tEXt`)
public record PngText(String keyword, String text, boolean international) {
    /// Refuses keywords that PNG does not allow.
    public PngText {
        if (keyword.isEmpty() || keyword.length() > 79 || !isLatin1(keyword) || keyword.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a PNG keyword: '" + keyword + "'");
        }
        international = international || !isLatin1(text);
    }

    /// {@return the text in the chunk Pillow would choose: `tEXt` if Latin-1 can hold it, else `iTXt`}
    public static PngText of(String keyword, String text) {
        return new PngText(keyword, text, false);
    }

    private static boolean isLatin1(String text) {
        return StandardCharsets.ISO_8859_1.newEncoder().canEncode(text);
    }
}
