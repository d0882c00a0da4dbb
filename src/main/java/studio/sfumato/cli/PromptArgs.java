package studio.sfumato.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptLine;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.prompt.PromptStyle;
import studio.sfumato.prompt.StyleFile;

/// What to paint, as it was typed.
final class PromptArgs {
    @Parameters(arity = "0..*", paramLabel = "PROMPT", description = "What to paint; several words make one prompt.")
    @Nullable
    List<String> words;

    @Option(names = "--negative", paramLabel = "TEXT", description = "What to keep out of the picture.")
    String negative = "";

    @Option(
            names = "--style",
            paramLabel = "NAME",
            description = "Put a style's words around the prompt, as in the window; may be repeated.")
    @Nullable
    List<String> styles;

    @Option(names = "--clip-skip", paramLabel = "N", description = "Text encoder layers, from the end; 1 skips none.")
    int clipSkip = 1;

    @Option(
            names = "--emphasis",
            paramLabel = "MODE",
            description = "What weights such as (fox:1.3) do: Original (default), \"No norm\", Ignore, None.")
    @Nullable
    String emphasis;

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            description = "Whose prompt language: a1111, comfy, invoke, diffusers (default: that of --compat).")
    @Nullable
    String dialect;

    @Option(
            names = "--wildcards",
            paramLabel = "on|off",
            description = "Choose among {a|b} and the lines of __file__ by the seed (default: on).")
    String wildcards = "on";

    /// {@return whether wildcards are chosen}
    boolean choosesWildcards() {
        return switch (wildcards.strip().toLowerCase(Locale.ROOT)) {
            case "on", "true", "yes" -> true;
            case "off", "false", "no" -> false;
            default -> throw new RequestException("--wildcards must be on or off, not '" + wildcards + "'");
        };
    }

    /// {@return what the words say; empty without any}
    String typed() {
        return words == null ? "" : String.join(" ", words);
    }

    /// {@return whether any word was typed}
    boolean given() {
        return words != null && !words.isEmpty();
    }

    /// A mode of emphasis is A1111's, so naming one means its language.
    private PromptRules rules(Compatibility compat) {
        PromptDialect unsaid = emphasis == null ? compat.dialect() : PromptDialect.A1111;
        return new PromptRules(
                dialect == null ? unsaid : PromptDialect.parse(dialect),
                emphasis == null ? Emphasis.ORIGINAL : Emphasis.parse(emphasis));
    }

    /// {@return the styles that were named, in that order}
    ///
    /// @throws RequestException if there is none of a name
    List<PromptStyle> styles(StyleFile file) {
        if (styles == null) {
            return List.of();
        }
        List<PromptStyle> all = file.read();
        return styles.stream().map(name -> style(name, all, file)).toList();
    }

    private static PromptStyle style(String name, List<PromptStyle> all, StyleFile file) {
        return all.stream()
                .filter(style -> style.name().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(() -> {
                    List<String> names = all.stream().map(PromptStyle::name).toList();
                    List<String> near = Suggestions.nearest(name, names);
                    return new RequestException(
                            "there is no style '" + name + "' in " + file.path(),
                            near.isEmpty()
                                    ? "Keep one in the window, or put A1111's styles.csv there."
                                    : "Did you mean " + String.join(" or ", near) + "?",
                            null);
                });
    }

    /// @param around the styles around it
    Prompt prompt(PromptLine line, Compatibility compat, List<PromptStyle> around) {
        return new Prompt(
                PromptStyle.positive(line.prompt(), around),
                PromptStyle.negative(line.negative().orElse(negative), around),
                clipSkip,
                rules(compat));
    }
}
