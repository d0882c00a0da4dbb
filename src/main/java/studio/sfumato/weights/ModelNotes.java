package studio.sfumato.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.StudioException;

/// What people have written down about a model and put beside it: see [FileNotes].
///
/// @param title what its author calls it
/// @param triggers words that wake what it was taught
/// @param preview a picture beside it, which may be damaged
public record ModelNotes(Optional<String> title, List<String> triggers, Optional<Path> preview) {
    /// Nothing is written down.
    public static final ModelNotes NONE = new ModelNotes(Optional.empty(), List.of(), Optional.empty());

    private static final Logger LOG = LoggerFactory.getLogger(ModelNotes.class);

    /// Copies the list.
    public ModelNotes {
        triggers = List.copyOf(triggers);
    }

    /// {@return the notes on the model at `location`, a folder or a file}
    public static ModelNotes of(Path location) {
        FileNotes notes = FileNotes.of(location, metadata(location));
        return new ModelNotes(notes.title(), notes.triggers(), notes.preview());
    }

    private static Map<String, String> metadata(Path location) {
        if (!location.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors")) {
            return Map.of();
        }
        try {
            return SafetensorsFile.open(location).metadata();
        } catch (StudioException unreadable) {
            LOG.debug("no metadata in {}", location, unreadable);
            return Map.of();
        }
    }
}
