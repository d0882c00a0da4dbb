package studio.sfumato.library;

import java.util.List;

/// What a rescan has found, so far or in the end.
///
/// @param seen files looked at
/// @param added pictures that are new
/// @param changed pictures whose files have changed
/// @param moved pictures found in another place
/// @param gone pictures whose files are no longer there
/// @param problems what could not be read, one line each; at most [#MOST_PROBLEMS]
public record RescanReport(long seen, long added, long changed, long moved, long gone, List<String> problems) {
    /// The most problems that are told.
    public static final int MOST_PROBLEMS = 100;

    /// Copies the list.
    public RescanReport {
        problems = List.copyOf(problems);
    }
}
