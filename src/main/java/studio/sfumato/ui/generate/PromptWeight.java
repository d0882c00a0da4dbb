package studio.sfumato.ui.generate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A prompt with a selection whose weight can be made larger or smaller, as in A1111: `fox` becomes `(fox:1.1)`, and at
/// weight 1 the brackets go. Without a selection it is the bracket around the cursor, or else the word.
///
/// @param text the prompt
/// @param from where the selection starts
/// @param to where it ends, not before `from`
public record PromptWeight(String text, int from, int to) {
    private static final Pattern WEIGHTED = Pattern.compile("\\(([^()]*):(-?\\d{1,4}(?:\\.\\d{1,9})?)\\)");
    private static final BigDecimal MOST = BigDecimal.TEN;

    /// {@return the prompt with the weight of the selection changed by `tenths` tenths; itself where there is nothing
    /// to weigh}
    public PromptWeight changed(int tenths) {
        Matcher weighted = WEIGHTED.matcher(text);
        while (weighted.find()) {
            if (weighted.start() <= from && to <= weighted.end()) {
                BigDecimal old = new BigDecimal(weighted.group(2));
                return with(weighted.start(), weighted.end(), weighted.group(1), plus(old, tenths));
            }
        }
        PromptWeight chosen = from == to ? word() : trimmed();
        return chosen.from == chosen.to
                ? this
                : with(chosen.from, chosen.to, text.substring(chosen.from, chosen.to), plus(BigDecimal.ONE, tenths));
    }

    private static BigDecimal plus(BigDecimal weight, int tenths) {
        return weight.add(BigDecimal.valueOf(tenths, 1)).max(BigDecimal.ZERO).min(MOST);
    }

    private PromptWeight with(int start, int end, String words, BigDecimal weight) {
        boolean plain = weight.compareTo(BigDecimal.ONE) == 0;
        String figure = weight.setScale(Math.max(1, weight.stripTrailingZeros().scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
        String written = plain ? words : "(" + words + ":" + figure + ")";
        int first = plain ? start : start + 1;
        return new PromptWeight(
                text.substring(0, start) + written + text.substring(end), first, first + words.length());
    }

    private PromptWeight trimmed() {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return new PromptWeight(text, start, end);
    }

    private PromptWeight word() {
        int start = from;
        int end = to;
        while (start > 0 && inWord(text.charAt(start - 1))) {
            start--;
        }
        while (end < text.length() && inWord(text.charAt(end))) {
            end++;
        }
        return new PromptWeight(text, start, end);
    }

    private static boolean inWord(char letter) {
        return Character.isLetterOrDigit(letter) || letter == '-' || letter == '_' || letter == '\'';
    }
}
