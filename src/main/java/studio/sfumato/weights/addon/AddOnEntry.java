package studio.sfumato.weights.addon;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One line in the list of LoRAs or embeddings, and all that a card of it shows.
///
/// @param kind what it is
/// @param name what a prompt calls it
/// @param path its file
/// @param bytes the file's size
/// @param base the kind of model it is for, as people call that; empty where nothing tells
/// @param vectors what an embedding consists of; empty for a LoRA
/// @param content what is in it: `LoRA, rank 32`, `8 vectors`; empty if there is a problem
/// @param title what its author calls it, where that is known
/// @param triggers words that wake it, as its author says
/// @param tags what its training pictures were tagged with most often, at most ten
/// @param weight the strength its author recommends
/// @param licence under which it is given away, in a few words, where that is said
/// @param preview a picture beside the file
/// @param problem why it cannot be used, in one line
public record AddOnEntry(
        AddOnKind kind,
        String name,
        Path path,
        long bytes,
        Optional<String> base,
        Optional<Vectors> vectors,
        String content,
        Optional<String> title,
        List<String> triggers,
        List<String> tags,
        Optional<Double> weight,
        Optional<String> licence,
        Optional<Path> preview,
        Optional<String> problem) {
    /// An embedding's vectors.
    ///
    /// @param count how many tokens they take the place of
    /// @param widths how wide they are, one number for each text encoder
    public record Vectors(int count, List<Integer> widths) {
        /// Copies the list.
        public Vectors {
            widths = List.copyOf(widths);
        }
    }

    /// Copies the lists.
    public AddOnEntry {
        triggers = List.copyOf(triggers);
        tags = List.copyOf(tags);
    }
}
