package studio.sfumato.ui.models;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import studio.sfumato.weights.ModelEntry;

/// A folder in which models are looked for.
///
/// @param own whether the user added it, and may take it away
/// @param there whether it exists
/// @param models how many were found in it
public record FolderRow(Path folder, boolean own, boolean there, int models) {
    /// A model counts for the nearest of the folders it lies in.
    static int count(Path folder, List<Path> looked, List<ModelEntry> all) {
        return (int) all.stream()
                .filter(entry -> looked.stream()
                        .filter(entry.path()::startsWith)
                        .max(Comparator.comparingInt(Path::getNameCount))
                        .filter(folder::equals)
                        .isPresent())
                .count();
    }
}
