package studio.sfumato.prompt;

import java.util.Locale;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;

/// Whose language prompts are written in.
public enum PromptDialect {
    /// A1111's and Forge's: weights, changes, `AND`, `BREAK`, comments and tags.
    A1111,
    /// ComfyUI's: weights only, measured from the empty prompt.
    COMFY,
    /// InvokeAI's: signs and numbers after words and brackets, blends and clauses.
    INVOKE,
    /// diffusers': all is text, and what doesn't fit the text encoder at once is cut off.
    DIFFUSERS;

    /// {@return the name people type}
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// {@return the dialect of this name}
    ///
    /// @throws RequestException if there is none; the hint lists them
    public static PromptDialect parse(String name) {
        return Stream.of(values())
                .filter(each -> each.label().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new RequestException(
                        "unknown dialect '" + name + "'",
                        "known: "
                                + String.join(
                                        ", ",
                                        Stream.of(values())
                                                .map(PromptDialect::label)
                                                .toList()),
                        null));
    }
}
