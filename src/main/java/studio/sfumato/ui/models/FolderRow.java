package studio.sfumato.ui.models;

import java.nio.file.Path;

/// A folder in which models are looked for.
///
/// @param own whether the user added it, and may take it away
/// @param there whether it exists
/// @param models how many were found in it
public record FolderRow(Path folder, boolean own, boolean there, int models) {}
