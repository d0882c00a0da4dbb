package studio.sfumato.prompt;

import java.util.List;
import java.util.function.Supplier;
import studio.sfumato.tensor.Tensor;

/// What the weights of a prompt do to what the text encoder says.
public interface Weighting {
    /// A text encoder's answer to a chunk.
    ///
    /// @param hidden `[1, tokens, features]`
    /// @param weights of each token, start, end and padding included
    /// @param times how often its text stands in the prompt's schedule
    record Answer(Tensor hidden, List<Double> weights, int times) {
        /// {@return whether any token's weight is not 1}
        boolean weighted() {
            return weights.stream().anyMatch(weight -> weight != 1);
        }
    }

    /// {@return the answers with their weights applied, in order}
    ///
    /// @param answers to the chunks that stand at one place in the texts of a schedule
    /// @param empty what the text encoder says to an empty prompt; not asked where no weight needs it
    List<Tensor> apply(List<Answer> answers, Supplier<Tensor> empty);
}
