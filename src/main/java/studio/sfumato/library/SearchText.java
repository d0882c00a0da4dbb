package studio.sfumato.library;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Text as the word index takes it. Chinese and Japanese have no spaces between words, so each of their
/// letters is a word of its own there, and a search for several a search for them in that order.
final class SearchText {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    private SearchText() {}

    /// {@return `text` with spaces around each letter that is a word}
    static String spaced(String text) {
        if (text.codePoints().noneMatch(SearchText::isWord)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(letter -> {
            if (isWord(letter)) {
                out.append(' ').appendCodePoint(letter).append(' ');
            } else {
                out.appendCodePoint(letter);
            }
        });
        return out.toString();
    }

    /// {@return the words of `text` in FTS5's language, in that order, the last one only begun unless
    /// `whole`; empty if it has none}
    static String match(String text, boolean whole) {
        List<String> words = new ArrayList<>(
                WORD.matcher(spaced(text)).results().map(MatchResult::group).toList());
        if (words.isEmpty()) {
            return "";
        }
        return "\"" + String.join(" ", words) + "\"" + (whole ? "" : " *");
    }

    private static boolean isWord(int letter) {
        UnicodeScript script = UnicodeScript.of(letter);
        return script == UnicodeScript.HAN || script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA;
    }
}
