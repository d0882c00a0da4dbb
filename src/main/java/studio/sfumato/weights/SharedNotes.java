package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// What other programs keep beside a model, a LoRA or an embedding: A1111's card `NAME.json`, which download helpers
/// write Civitai's answer to as well, and their `NAME.civitai.info`. What cannot be read counts as not written.
///
/// @param card what `NAME.json` says
/// @param shared what `NAME.civitai.info` says: a version of a model, with the model in it
public record SharedNotes(JsonNode card, JsonNode shared) {
    private static final int MOST_BYTES = 4 << 20;

    /// {@return the notes on `file`}
    ///
    /// @param stem its name without the ending
    public static SharedNotes of(Path file, String stem) {
        return new SharedNotes(
                read(file.resolveSibling(stem + ".json")), read(file.resolveSibling(stem + ".civitai.info")));
    }

    /// {@return what is in a JSON file; a missing node if there is none, or it is damaged or too large}
    static JsonNode read(Path file) {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            return bytes.length > MOST_BYTES
                    ? MissingNode.getInstance()
                    : JsonMapper.shared().readTree(bytes);
        } catch (IOException | JacksonException unreadable) {
            return MissingNode.getInstance();
        }
    }

    /// {@return the licence that is named, or else what Civitai's marks allow and ask for}
    public Optional<String> licence() {
        return Stream.of(shared, shared.path("model"), card, card.path("model"))
                .flatMap(node -> licence(node).or(() -> marks(node)).stream())
                .findFirst();
    }

    /// {@return the licence that an object names}
    static Optional<String> licence(JsonNode node) {
        return Stream.of("licence", "license", "license_name")
                .map(node::path)
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    /// Civitai has no names of licences but four questions, which the author answers.
    private static Optional<String> marks(JsonNode node) {
        List<String> said = new ArrayList<>();
        JsonNode uses = node.path("allowCommercialUse");
        List<String> allowed = Stream.concat(Stream.of(uses), uses.valueStream())
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .filter(use -> !use.equals("None"))
                .toList();
        if (!allowed.isEmpty()) {
            said.add("commercial use: " + String.join(" ", allowed));
        } else if (uses.isArray() || uses.isString()) {
            said.add("no commercial use");
        }
        mark(node, "allowNoCredit", "credit", said);
        mark(node, "allowDerivatives", "no derivatives", said);
        mark(node, "allowDifferentLicense", "same licence", said);
        boolean answered = Stream.of("allowNoCredit", "allowDerivatives", "allowDifferentLicense")
                .anyMatch(question -> node.path(question).isBoolean());
        return said.isEmpty() && !answered ? Optional.empty() : Optional.of("Civitai: " + words(said));
    }

    private static String words(List<String> said) {
        return said.isEmpty() ? "no conditions" : String.join(", ", said);
    }

    private static void mark(JsonNode node, String question, String refused, List<String> said) {
        if (node.path(question).isBoolean() && !node.path(question).booleanValue()) {
            said.add(refused);
        }
    }
}
