package studio.sfumato.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import studio.sfumato.error.ImageFileException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps what was being made over a restart, prompt and all, in a JSON file that is replaced in one
/// stroke. A broken file is kept aside, a value that is no text is passed over, and both are told.
public final class DraftFile {
    /// The version of the file's form.
    public static final int VERSION = 1;

    private static final String VALUES = "values";
    private static final String LISTS = "lists";

    private final JsonFile file;

    /// @param file where it is kept; it need not exist
    public DraftFile(Path file) {
        this.file = new JsonFile(file, VERSION, "Create starts as new");
    }

    /// What stands on the draft.
    ///
    /// @param values texts by name
    /// @param lists texts in order, by name
    public record Draft(Map<String, String> values, Map<String, List<String>> lists) {
        /// An empty draft.
        public static final Draft EMPTY = new Draft(Map.of(), Map.of());

        /// Copies both.
        public Draft {
            values = Map.copyOf(values);
            Map<String, List<String>> copies = new TreeMap<>();
            lists.forEach((name, list) -> copies.put(name, List.copyOf(list)));
            lists = Map.copyOf(copies);
        }

        /// {@return a list; empty where there is none of that name}
        public List<String> list(String name) {
            return lists.getOrDefault(name, List.of());
        }
    }

    /// What was found in the file.
    ///
    /// @param notes what the user should hear about, one line each
    public record Loaded(Draft draft, List<String> notes) {}

    /// {@return what was kept, and what was wrong with it}
    public synchronized Loaded load() {
        JsonFile.Found found = file.read();
        List<String> notes = new ArrayList<>(found.notes());
        Map<String, String> values = new TreeMap<>();
        Map<String, List<String>> lists = new TreeMap<>();
        int lost = 0;
        for (Map.Entry<String, JsonNode> entry : found.node().path(VALUES).properties()) {
            if (entry.getValue().isString()) {
                values.put(entry.getKey(), entry.getValue().asString());
            } else {
                lost++;
            }
        }
        for (Map.Entry<String, JsonNode> entry : found.node().path(LISTS).properties()) {
            List<String> list = new ArrayList<>();
            for (JsonNode each : entry.getValue()) {
                if (each.isString()) {
                    list.add(each.asString());
                } else {
                    lost++;
                }
            }
            lists.put(entry.getKey(), list);
        }
        if (lost > 0) {
            notes.add(file.path() + ": " + lost + " of the values in it are no text and were passed over");
        }
        return new Loaded(new Draft(values, lists), List.copyOf(notes));
    }

    /// Keeps `draft`. Names this version does not know stay as they are.
    ///
    /// @throws ImageFileException naming the file if it cannot be written
    public synchronized void save(Draft draft) {
        ObjectNode node = file.read().node();
        ObjectNode values = object(node, VALUES);
        draft.values().forEach(values::put);
        ObjectNode lists = object(node, LISTS);
        draft.lists().forEach((name, texts) -> {
            ArrayNode list = lists.putArray(name);
            texts.forEach(list::add);
        });
        file.write(node);
    }

    private static ObjectNode object(ObjectNode node, String name) {
        return node.get(name) instanceof ObjectNode there ? there : node.putObject(name);
    }
}
