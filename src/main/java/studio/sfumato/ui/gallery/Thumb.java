package studio.sfumato.ui.gallery;

/// What a card can show of a picture's file.
sealed interface Thumb {
    /// The picture, small. Its pixels are only there while [ThumbnailsModel] gives it: they make room for other
    /// pictures' later.
    ///
    /// @param argb the pixels of a square, rows top down, the picture in its middle
    /// @param side the square's, in the screen's pixels
    record Ready(@SuppressWarnings("ArrayRecordComponent") int[] argb, int side) implements Thumb {}

    /// The file is no longer there.
    record Gone() implements Thumb {}

    /// The file is no picture that can be read.
    ///
    /// @param message why
    record Broken(String message) implements Thumb {}
}
