package studio.sfumato.prompt;

import java.util.Optional;
import studio.sfumato.tensor.Tensor;

/// One token of a text.
///
/// @param id its number in the vocabulary
/// @param text what it reads; U+FFFD where it is part of a character
/// @param endsWord whether a word ends here
/// @param start where in the text the word it belongs to starts
/// @param end where that word ends
/// @param taught the vector of a [TaughtWord] that it stands for, if it does
public record Piece(int id, String text, boolean endsWord, int start, int end, Optional<Taught> taught) {
    /// One of the vectors of a word that a text encoder has been taught.
    ///
    /// @param word the word
    /// @param index which of its vectors, from 0
    public record Taught(TaughtWord word, int index) {
        /// {@return the vector, as wide as the encoder}
        public Tensor vector() {
            return word.vectors().get(index);
        }
    }

    /// A token of the vocabulary.
    public Piece(int id, String text, boolean endsWord, int start, int end) {
        this(id, text, endsWord, start, end, Optional.empty());
    }

    /// {@return how many tokens from this one on may not be parted: more than one at the start of a taught word}
    public int together() {
        return taught.map(vector -> vector.word().vectors().size() - vector.index())
                .orElse(1);
    }
}
