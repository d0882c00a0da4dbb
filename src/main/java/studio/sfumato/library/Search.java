package studio.sfumato.library;

import java.util.List;

/// What is looked for in the gallery.
///
/// @param terms every one of which a picture must meet
/// @param trash whether to look in the trash instead
public record Search(List<Term> terms, boolean trash) {
    /// Copies the list.
    public Search {
        terms = List.copyOf(terms);
    }

    /// {@return a search that finds every picture that was not thrown away}
    public static Search all() {
        return new Search(List.of(), false);
    }

    /// {@return the search that `text` describes}, in words such as `fox "red scarf" -blurry model:starter
    /// seed:42 rating:>=4 size:512x512 after:2026-01-01 tag:best is:favourite`.
    ///
    /// @throws studio.sfumato.error.RequestException if a value cannot be; the message names the key
    public static Search parse(String text) {
        return new SearchReader().read(text);
    }
}
