package studio.sfumato.ui.common;

import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;

/// Something the artist should know, shown where it happened until it is closed.
///
/// @param serious whether something failed
/// @param message one line
/// @param hint what to do about it
public record Note(
        boolean serious, String message, @Nullable String hint) {
    /// {@return the note about something that failed}
    public static Note of(StudioException failure) {
        return new Note(true, String.valueOf(failure.getMessage()), failure.hint());
    }

    /// {@return the note about something that does not stop the work}
    public static Note notice(String message) {
        return new Note(false, message, null);
    }
}
