package studio.sfumato.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What people and trainers have written down about a model, a LoRA or an embedding: in the file's own metadata, in
/// A1111's `name.json` beside it and in the `name.civitai.info` that download helpers leave there. What cannot be read
/// counts as not written, and so does what is longer than anybody would write.
///
/// @param metadata the file's own
/// @param card A1111's card
/// @param shared what the place it was shared at says
/// @param preview a picture beside the file
public record FileNotes(Map<String, String> metadata, JsonNode card, JsonNode shared, Optional<Path> preview) {
    private static final int MOST_TAGS = 10;
    private static final int MOST_TRIGGERS = 30;
    private static final int LONGEST = 400;
    private static final List<String> PICTURES = List.of("png", "jpg", "jpeg", "webp");

    /// Copies the map.
    public FileNotes {
        metadata = Map.copyOf(metadata);
    }

    /// {@return the notes on `file`, which may be a model's folder too}
    ///
    /// @param metadata the file's own
    public static FileNotes of(Path file, Map<String, String> metadata) {
        String name = String.valueOf(file.getFileName());
        int dot = Files.isDirectory(file) ? -1 : name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        Optional<Path> preview = PICTURES.stream()
                .flatMap(ending -> Stream.of(stem + ".preview." + ending, stem + "." + ending))
                .map(file::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst();
        SharedNotes beside = SharedNotes.of(file, stem);
        return new FileNotes(metadata, beside.card(), beside.shared(), preview);
    }

    /// {@return what its author calls it}
    public Optional<String> title() {
        return Stream.of(
                        text(shared.path("model").path("name")),
                        Optional.ofNullable(metadata.get("modelspec.title")),
                        Optional.ofNullable(metadata.get("ss_output_name")))
                .flatMap(Optional::stream)
                .map(String::strip)
                .filter(FileNotes::sensible)
                .findFirst();
    }

    /// {@return the kind of model that the notes say it is for}
    public Optional<String> base() {
        return text(shared.path("baseModel"))
                .or(() -> text(card.path("sd version")).filter(said -> !said.equals("Unknown")))
                .filter(FileNotes::sensible);
    }

    /// {@return the strength that the user or the author recommends; A1111 writes 0 for none}
    public Optional<Double> weight() {
        JsonNode weight = card.path("preferred weight");
        return weight.isNumber() && weight.doubleValue() != 0 ? Optional.of(weight.doubleValue()) : Optional.empty();
    }

    /// {@return the words that wake it}
    public List<String> triggers() {
        Set<String> words = new LinkedHashSet<>();
        text(card.path("activation text")).ifPresent(text -> words.addAll(split(text)));
        for (JsonNode word : shared.path("trainedWords")) {
            text(word).ifPresent(text -> words.add(text.strip().replaceAll(",$", "")));
        }
        words.addAll(split(metadata.getOrDefault("modelspec.trigger_phrase", "")));
        return words.stream().filter(FileNotes::sensible).limit(MOST_TRIGGERS).toList();
    }

    private static boolean sensible(String text) {
        return !text.isBlank() && text.length() <= LONGEST;
    }

    private static List<String> split(String text) {
        return Stream.of(text.split(",")).map(String::strip).toList();
    }

    /// {@return what its training pictures were tagged with most often}
    public List<String> tags() {
        String written = metadata.get("ss_tag_frequency");
        if (written == null) {
            return List.of();
        }
        Map<String, Long> counts = new TreeMap<>();
        try {
            for (JsonNode set : JsonMapper.shared().readTree(written)) {
                set.properties()
                        .forEach(tag -> counts.merge(
                                tag.getKey().strip(), tag.getValue().asLong(0), Long::sum));
            }
        } catch (JacksonException damaged) {
            return List.of();
        }
        List<Map.Entry<String, Long>> sorted = new ArrayList<>(counts.entrySet());
        sorted.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
        return sorted.stream()
                .map(Map.Entry::getKey)
                .filter(FileNotes::sensible)
                .limit(MOST_TAGS)
                .toList();
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString() ? Optional.of(node.stringValue()).filter(text -> !text.isBlank()) : Optional.empty();
    }
}
