package studio.sfumato.prompt;

import java.text.Normalizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A stretch of a prompt as CLIP reads it (Unicode NFC, then lower case letter by letter), which remembers where in the
/// prompt each character came from.
final class NormalText {
    private final String text;
    private final int start;
    private final int end;
    private final int @Nullable [] origins;

    private NormalText(String text, int start, int end, int @Nullable [] origins) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.origins = origins;
    }

    /// {@return characters `start` to `end` of `prompt`, normalised}; half a surrogate pair becomes U+FFFD.
    static NormalText of(String prompt, int start, int end) {
        String whole = withoutLoneSurrogates(prompt.substring(start, end));
        // NFC moves characters only where the text was not NFC already; there a position means the whole stretch.
        boolean inPlace = Normalizer.isNormalized(whole, Normalizer.Form.NFC);
        String composed = inPlace ? whole : Normalizer.normalize(whole, Normalizer.Form.NFC);
        StringBuilder lower = new StringBuilder(composed.length());
        int[] origins = new int[2 * composed.length() + 1];
        for (int i = 0; i < composed.length(); i += Character.charCount(composed.codePointAt(i))) {
            int from = lower.length();
            appendLower(lower, composed.codePointAt(i));
            Arrays.fill(origins, from, lower.length(), start + i);
        }
        origins[lower.length()] = end;
        return new NormalText(lower.toString(), start, end, inPlace ? origins : null);
    }

    /// {@return the normalised text}
    String text() {
        return text;
    }

    /// {@return where in the prompt the character at `index` starts}
    int startOf(int index) {
        return origins == null ? start : origins[index];
    }

    /// {@return where in the prompt the text before `index` ends}
    int endOf(int index) {
        return origins == null ? end : origins[index];
    }

    /// The full lower-case mapping without context: only U+0130 maps to two characters, and a final sigma stays σ.
    private static void appendLower(StringBuilder out, int codePoint) {
        if (codePoint == 0x130) {
            out.append("i\u0307");
        } else {
            out.appendCodePoint(lower(codePoint));
        }
    }

    /// Capitals of Unicode 17, which transformers' tokenizer knows and JDK 25 (Unicode 16) does not.
    private static int lower(int codePoint) {
        if (codePoint == 0xa7ce || codePoint == 0xa7d2 || codePoint == 0xa7d4) {
            return codePoint + 1;
        }
        boolean beriaErfe = codePoint >= 0x16ea0 && codePoint <= 0x16eb8;
        return beriaErfe ? codePoint + 0x1b : Character.toLowerCase(codePoint);
    }

    private static String withoutLoneSurrogates(String text) {
        if (text.chars().noneMatch(unit -> Character.isSurrogate((char) unit))) {
            return text;
        }
        return text.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xfffd : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
