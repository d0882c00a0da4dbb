package studio.sfumato.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import studio.sfumato.error.ImageFileException;
import tools.jackson.databind.node.ObjectNode;

/// Keeps the settings in a JSON file, which is replaced in one stroke. Whatever is in it, the program starts: a file
/// that is not JSON is kept aside, a value that cannot be is passed over, and both are told. What a newer
/// version wrote survives.
public final class SettingsStore {
    /// The version of the file's form. A newer file is read as far as it is understood, and keeps its number.
    public static final int VERSION = 1;

    private final JsonFile file;
    private final EarlierSettings earlier;

    /// @param file where the settings are; it need not exist
    public SettingsStore(Path file) {
        this.file = new JsonFile(file, VERSION, "the usual settings are used");
        earlier = new EarlierSettings(file);
    }

    /// What was found in the file.
    ///
    /// @param notes what the user should hear about, one line each
    public record Loaded(Settings settings, List<String> notes) {}

    /// {@return the settings, and what was wrong with them}
    public synchronized Loaded load() {
        JsonFile.Found found = file.read();
        List<String> notes = new ArrayList<>(found.notes());
        Settings settings = SettingsJson.read(found.node(), notes);
        if (found.notes().isEmpty()) {
            earlier.keep();
        } else if (earlier.any()) {
            notes.add("what was set before can be taken back: sfumato versions settings, or Settings → Earlier");
        }
        return new Loaded(settings, List.copyOf(notes));
    }

    /// {@return what was set before and is not set now, newest first}
    ///
    /// @throws ImageFileException if that cannot be read
    public synchronized List<Earlier> earlier() {
        return earlier.all();
    }

    /// Sets all that was set before. What is set now is kept in turn.
    ///
    /// @return the settings as they are kept
    /// @throws ImageFileException naming the file if it cannot be read or written
    public synchronized Settings takeBack(Earlier one) {
        earlier.takeBack(one);
        return load().settings();
    }

    /// Keeps `settings`.
    ///
    /// @throws ImageFileException naming the file if it cannot be written
    public synchronized void save(Settings settings) {
        ObjectNode node = file.read().node();
        earlier.keep();
        SettingsJson.write(settings, node);
        file.write(node);
    }

    /// Changes what is in the file now, so that nothing another window has set meanwhile is undone.
    ///
    /// @return the settings as they are kept
    public synchronized Settings update(UnaryOperator<Settings> change) {
        Settings changed = change.apply(load().settings());
        save(changed);
        return changed;
    }
}
