package studio.sfumato.prompt;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;

/// Words to put around prompts, as A1111's styles: where a style says `{prompt}` the prompt goes there,
/// else the style comes after it.
///
/// @param name what it is called
/// @param positive what is added to the prompt; may be empty
/// @param negative what is added to the negative prompt; may be empty
public record PromptStyle(String name, String positive, String negative) {
    private static final String PLACE = "{prompt}";

    /// Refuses a blank name.
    public PromptStyle {
        if (name.isBlank()) {
            throw new RequestException("a style needs a name");
        }
    }

    /// {@return `prompt` with the positive words of `styles`, one after the other}
    public static String positive(String prompt, List<PromptStyle> styles) {
        return styles.stream().map(PromptStyle::positive).reduce(prompt, PromptStyle::with);
    }

    /// {@return `prompt` with the negative words of `styles`, one after the other}
    public static String negative(String prompt, List<PromptStyle> styles) {
        return styles.stream().map(PromptStyle::negative).reduce(prompt, PromptStyle::with);
    }

    private static String with(String prompt, String words) {
        return words.contains(PLACE)
                ? words.replace(PLACE, prompt)
                : Stream.of(prompt, words)
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(", "));
    }
}
