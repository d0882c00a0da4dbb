package studio.sfumato.prompt;

/// One token of a text.
///
/// @param id its number in the vocabulary
/// @param text what it reads; U+FFFD where it is part of a character
/// @param endsWord whether a word ends here
/// @param start where in the text the word it belongs to starts
/// @param end where that word ends
public record Piece(int id, String text, boolean endsWord, int start, int end) {}
