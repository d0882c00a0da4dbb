package studio.sfumato.prompt;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;
import studio.sfumato.tensor.Tensor;

/// What weights do to what the text encoder says, under A1111's names (`modules/sd_emphasis.py`).
public enum Emphasis implements Weighting {
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

    @Override
    public List<Tensor> apply(List<Answer> answers, Supplier<Tensor> empty) {
        List<Tensor> hidden = answers.stream().map(Answer::hidden).toList();
        if (answers.stream().noneMatch(Answer::weighted)) {
            return hidden;
        }
        return switch (this) {
            case ORIGINAL -> withMeanOf(answers, times(answers));
            case NO_NORM -> times(answers);
            case IGNORE, NONE -> hidden;
        };
    }

    private static List<Tensor> times(List<Answer> answers) {
        return answers.stream().map(Emphasis::times).toList();
    }

    private static Tensor times(Answer answer) {
        if (!answer.weighted()) {
            return answer.hidden();
        }
        float[] values = answer.hidden().toArray();
        int features = answer.hidden().shape().at(2);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * answer.weights().get(i / features));
        }
        return Tensor.wrap(answer.hidden().shape(), values);
    }

    /// A1111 encodes the texts of a schedule together and takes one mean over all of them. Where the weights happen to
    /// cancel out there is no factor that brings the mean back.
    private static List<Tensor> withMeanOf(List<Answer> answers, List<Tensor> weighted) {
        double before = 0;
        double after = 0;
        for (int i = 0; i < answers.size(); i++) {
            before += answers.get(i).times() * sum(answers.get(i).hidden());
            after += answers.get(i).times() * sum(weighted.get(i));
        }
        double factor = before / after;
        return Double.isFinite(factor)
                ? weighted.stream().map(each -> each.times(factor)).toList()
                : weighted;
    }

    private static double sum(Tensor tensor) {
        double sum = 0;
        for (float value : tensor.toArray()) {
            sum += value;
        }
        return sum;
    }
}
