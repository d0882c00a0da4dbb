package studio.sfumato.library;

/// One condition of a search.
sealed interface Term {
    /// Whether pictures that meet it are left out instead.
    boolean not();

    /// Text that is in the prompt, a tag, the model, the sampler or the file's name.
    ///
    /// @param whole whether the last word must be there as it is, not only begin like it
    record Words(String text, boolean whole, boolean not) implements Term {}

    /// Text that is in the negative prompt.
    record Negative(String text, boolean not) implements Term {}

    /// The name, or a part of it, of the model (kind 0), the sampler (1) or the schedule (2).
    ///
    /// @param whole whether it is the whole name
    record Named(int kind, String part, boolean whole, boolean not) implements Term {}

    /// A tag (kind 0) or collection (1).
    record Labelled(int kind, String name, boolean not) implements Term {}

    /// A number compared with another.
    ///
    /// @param column a column of the table of pictures
    /// @param operator one of SQL's: `=`, `<`, `<=`, `>`, `>=`
    record Compared(String column, String operator, Number value, boolean not) implements Term {}

    /// The size in pixels.
    record Sized(int width, int height, boolean not) implements Term {}

    /// Made in a span of time, in milliseconds since 1970.
    record Made(long from, long until, boolean not) implements Term {}

    /// One of the user's best.
    record Favourite(boolean not) implements Term {}
}
