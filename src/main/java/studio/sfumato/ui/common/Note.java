package studio.sfumato.ui.common;

import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;

/// Something the artist should know, shown where it happened until it is closed.
///
/// @param serious whether something failed
/// @param message one line, in the engine's English
/// @param hint what to do about it
/// @param kind what kind of thing failed, as the command line's exit codes: 2 the request, 3 a model, 4 a file, 5
///     memory, 6 a download, 1 anything else; 0 where nothing did
/// @param action what can be done about it here
public record Note(
        boolean serious,
        String message,
        @Nullable String hint,
        int kind,
        @Nullable Action action) {
    private static final int LAST = 6;

    /// Something that can be done about it.
    ///
    /// @param key its words: `KEY.button` and `KEY.tip`
    public record Action(String key, Runnable run) {}

    /// A note that goes without a headline.
    public Note(boolean serious, String message, @Nullable String hint) {
        this(serious, message, hint, 0, null);
    }

    /// {@return the note about something that failed}
    public static Note of(StudioException failure) {
        return failed(String.valueOf(failure.getMessage()), failure.hint(), failure.exitCode());
    }

    /// {@return the note about something that failed in the way `kind` says}
    public static Note failed(String message, @Nullable String hint, int kind) {
        return new Note(true, message, hint, kind, null);
    }

    /// {@return the same, about which `action` can be done}
    public Note with(Action something) {
        return new Note(serious, message, hint, kind, something);
    }

    /// {@return the note about something that does not stop the work}
    public static Note notice(String message) {
        return new Note(false, message, null);
    }

    /// {@return what failed, in the language of `words`; empty where nothing did}
    public String headline(Messages words) {
        return kind == 0 ? "" : words.text("problem." + (kind < 0 || kind > LAST ? 1 : kind));
    }
}
