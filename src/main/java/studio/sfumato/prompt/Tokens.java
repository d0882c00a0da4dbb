package studio.sfumato.prompt;

import java.util.List;

/// A prompt as the text encoder gets it.
///
/// @param text the prompt
/// @param ids what the encoder is given: the start token, the pieces that fit, the end token and padding
/// @param pieces all of the prompt's tokens in order, those that did not fit too
/// @param used how many of `pieces` fit
public record Tokens(String text, List<Integer> ids, List<Piece> pieces, int used) {
    /// One token of a prompt.
    ///
    /// @param id its number in the vocabulary
    /// @param text what it reads; U+FFFD where it is part of a character
    /// @param endsWord whether a word ends here
    /// @param start where in the prompt the word it belongs to starts
    /// @param end where that word ends
    public record Piece(int id, String text, boolean endsWord, int start, int end) {}

    /// Copies the lists.
    public Tokens {
        ids = List.copyOf(ids);
        pieces = List.copyOf(pieces);
    }

    /// {@return whether nothing was cut off}
    public boolean fits() {
        return used == pieces.size();
    }

    /// {@return the end of the prompt that did not fit, from the first word that is not whole; empty if all fitted}
    public String cut() {
        return fits() ? "" : text.substring(pieces.get(used).start()).strip();
    }

    /// {@return how many words did not fit, a word being anything between spaces}
    public int cutWords() {
        return fits() ? 0 : cut().split("\\s+").length;
    }

    /// {@return `ids` as an array}
    public int[] toArray() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
