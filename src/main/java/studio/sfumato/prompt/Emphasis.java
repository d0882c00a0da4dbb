package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;
import studio.sfumato.tensor.Tensor;

/// What weights do to what the text encoder says, under A1111's names (`modules/sd_emphasis.py`).
public enum Emphasis {
    /// Each token's hidden state times its weight, then all scaled so that the mean over the chunk is what it was.
    ORIGINAL("Original"),
    /// Each token's hidden state times its weight.
    NO_NORM("No norm"),
    /// Brackets are taken out of the text and do nothing.
    IGNORE("Ignore"),
    /// Brackets and `BREAK` are text like any other.
    NONE("None");

    private final String label;

    Emphasis(String label) {
        this.label = label;
    }

    /// {@return the name people see, which A1111 writes into pictures}
    public String label() {
        return label;
    }

    /// {@return the mode of this name; capitals, spaces and hyphens do not matter}
    ///
    /// @throws RequestException if there is none; the message lists them
    public static Emphasis parse(String name) {
        String plain = plain(name);
        return Stream.of(values())
                .filter(each -> plain(each.label).equals(plain))
                .findFirst()
                .orElseThrow(() -> new RequestException(
                        "unknown emphasis '" + name + "'", "known: Original, No norm, Ignore, None", null));
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "");
    }

    /// {@return `prompt` in parts}
    public List<PromptPart> parts(String prompt) {
        return this == NONE ? List.of(new PromptPart.Text(prompt, 1)) : PromptGrammar.parse(prompt);
    }

    /// {@return the words of `prompt` without what weights them}
    public String words(String prompt) {
        List<String> words = new ArrayList<>();
        for (PromptPart part : parts(prompt)) {
            switch (part) {
                case PromptPart.Text text -> words.add(text.text());
                case PromptPart.Break _ -> words.add("\n");
            }
        }
        return String.join(" ", words);
    }

    /// {@return the hidden states of a chunk with its weights applied}
    ///
    /// @param hidden `[1, tokens, features]`
    /// @param weights of each token, start, end and padding included
    public Tensor apply(Tensor hidden, List<Double> weights) {
        boolean weighted = weights.stream().anyMatch(weight -> weight != 1);
        return switch (this) {
            case ORIGINAL -> weighted ? withMeanOf(hidden, times(hidden, weights)) : hidden;
            case NO_NORM -> weighted ? times(hidden, weights) : hidden;
            case IGNORE, NONE -> hidden;
        };
    }

    private static Tensor times(Tensor hidden, List<Double> weights) {
        float[] values = hidden.toArray();
        int features = hidden.shape().at(2);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * weights.get(i / features));
        }
        return Tensor.wrap(hidden.shape(), values);
    }

    /// Where the weights happen to cancel out there is no factor that brings the mean back.
    private static Tensor withMeanOf(Tensor original, Tensor weighted) {
        double factor = sum(original) / sum(weighted);
        return Double.isFinite(factor) ? weighted.times(factor) : weighted;
    }

    private static double sum(Tensor tensor) {
        double sum = 0;
        for (float value : tensor.toArray()) {
            sum += value;
        }
        return sum;
    }
}
