package studio.sfumato.prompt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/// CLIP's own vocabulary, for models that bring none: only the merges are stored, for the tokens follow from them.
final class ShippedVocabulary {
    /// Read once, when first asked for.
    static final Vocabulary CLIP = read();

    private static final String RESOURCE = "clip-merges.txt.gz";

    private ShippedVocabulary() {}

    private static Vocabulary read() {
        List<String> merges = merges();
        Map<String, Integer> ids = HashMap.newHashMap(merges.size() + 514);
        for (String ending : List.of("", BytePairs.WORD_END)) {
            ByteLetters.inVocabularyOrder().chars().forEach(letter -> ids.put((char) letter + ending, ids.size()));
        }
        for (String merge : merges) {
            ids.put(merge.replace(" ", ""), ids.size());
        }
        Vocabulary.Markers markers = Vocabulary.Markers.CLIP;
        ids.put(markers.start(), ids.size());
        ids.put(markers.end(), ids.size());
        return Vocabulary.of(
                "CLIP's vocabulary", ids, merges, Map.of(markers.start(), true, markers.end(), true), markers);
    }

    private static List<String> merges() {
        try (InputStream packed = ShippedVocabulary.class.getResourceAsStream(RESOURCE);
                InputStream in = new GZIPInputStream(Objects.requireNonNull(packed, RESOURCE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException damaged) {
            throw new UncheckedIOException(RESOURCE + " in this program is damaged", damaged);
        }
    }
}
