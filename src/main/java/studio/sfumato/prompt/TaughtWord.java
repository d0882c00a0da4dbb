package studio.sfumato.prompt;

import java.util.List;
import studio.sfumato.tensor.Tensor;

/// A word that a text encoder has been taught by textual inversion: vectors in place of tokens.
///
/// @param name what it is called
/// @param vectors one for each token it takes the place of, as wide as the encoder; none for a word that is left out
public record TaughtWord(String name, List<Tensor> vectors) {
    /// Copies the list.
    public TaughtWord {
        vectors = List.copyOf(vectors);
    }

    @Override
    public String toString() {
        return name + " of " + vectors.size();
    }
}
