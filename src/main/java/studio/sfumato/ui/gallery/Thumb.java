package studio.sfumato.ui.gallery;

import studio.sfumato.image.Raster;

/// What a card can show of a picture's file.
sealed interface Thumb {
    /// The picture, small.
    ///
    /// @param side the side of the square it was made for, in the screen's pixels
    record Ready(Raster raster, int side) implements Thumb {}

    /// The file is no longer there.
    record Gone() implements Thumb {}

    /// The file is no picture that can be read.
    ///
    /// @param message why
    record Broken(String message) implements Thumb {}
}
