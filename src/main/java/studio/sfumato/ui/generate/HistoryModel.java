package studio.sfumato.ui.generate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The prompts that pictures were asked for with, the newest first, each once. One walks through them and comes back to
/// what one was writing.
public final class HistoryModel {
    private static final int MOST = 300;

    private final ObservableList<String> entries = FXCollections.observableArrayList();
    private int at = -1;
    private String draft = "";

    /// {@return them}
    public ObservableList<String> entries() {
        return entries;
    }

    /// A picture was asked for with `prompt`.
    void add(String prompt) {
        at = -1;
        if (prompt.isBlank() || (!entries.isEmpty() && entries.getFirst().equals(prompt))) {
            return;
        }
        entries.remove(prompt);
        entries.addFirst(prompt);
        if (entries.size() > MOST) {
            entries.remove(MOST, entries.size());
        }
    }

    /// {@return the prompt before the one that is shown, if there is one}
    ///
    /// @param shown what is shown now: what is being written, or one that was changed
    Optional<String> older(String shown) {
        if (at < 0 || at >= entries.size() || !entries.get(at).equals(shown)) {
            at = -1;
            draft = shown;
        }
        int next = at + 1;
        if (next < entries.size() && at < 0 && entries.get(next).equals(shown)) {
            next++;
        }
        if (next >= entries.size()) {
            return Optional.empty();
        }
        at = next;
        return Optional.of(entries.get(at));
    }

    /// {@return the prompt after the one that is shown; the newest is what was being written}
    Optional<String> newer(String shown) {
        if (at < 0 || at >= entries.size() || !entries.get(at).equals(shown)) {
            return Optional.empty();
        }
        at--;
        return Optional.of(at < 0 ? draft : entries.get(at));
    }

    /// {@return those that have all `words` in them, in any order, whatever their case}
    public List<String> find(String words) {
        List<String> wanted = List.of(words.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        return entries.stream()
                .filter(entry -> wanted.stream().allMatch(entry.toLowerCase(Locale.ROOT)::contains))
                .toList();
    }
}
