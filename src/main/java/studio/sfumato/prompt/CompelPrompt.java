package studio.sfumato.prompt;

import java.util.List;

/// A prompt in InvokeAI's language, taken apart.
///
/// @param clauses what `.and()` joins, at least one; they follow one another in what the U-Net is given
/// @param networks what `withLora()` names
public record CompelPrompt(List<Clause> clauses, List<ExtraNetwork> networks) {
    /// One of them: a text, or several that `.blend()` mixes.
    ///
    /// @param texts at least one, each in stretches of one weight
    /// @param shares how much of each goes into the mixture
    /// @param weight how much the clause counts
    public record Clause(List<List<PromptPart.Text>> texts, List<Double> shares, double weight) {
        /// Copies the lists.
        public Clause {
            texts = List.copyOf(texts);
            shares = List.copyOf(shares);
        }
    }

    /// Copies the lists.
    public CompelPrompt {
        clauses = List.copyOf(clauses);
        networks = List.copyOf(networks);
    }

    /// {@return the prompt taken apart}
    ///
    /// @throws studio.sfumato.error.RequestException if a weight is beyond 1000, more than 100 brackets
    ///     stand inside one another, or an operator stands where it cannot
    public static CompelPrompt parse(String prompt) {
        return CompelGrammar.parse(prompt);
    }

    /// {@return every text there is}
    public List<List<PromptPart.Text>> texts() {
        return clauses.stream().flatMap(clause -> clause.texts().stream()).toList();
    }

    /// {@return whether any stretch counts less than fully, which takes an encoder that can look away}
    public boolean lightened() {
        return texts().stream().flatMap(List::stream).anyMatch(stretch -> stretch.weight() < 1);
    }

    /// {@return its words, without what weights them}
    public String words() {
        return String.join(
                " ",
                texts().stream()
                        .flatMap(List::stream)
                        .map(PromptPart.Text::text)
                        .toList());
    }
}
