package studio.sfumato.prompt;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import studio.sfumato.error.ModelFileException;

/// Everything a tokenizer knows but its padding and length.
final class Vocabulary {
    private final String name;
    private final Map<String, Integer> ids;
    private final Map<String, Boolean> added;
    private final BytePairs pairs;
    private final AddedTokens verbatim;
    private final AddedTokens normalised;
    private final int start;
    private final int end;

    private Vocabulary(
            String name, Map<String, Integer> ids, Map<String, Boolean> added, BytePairs pairs, int start, int end) {
        this.name = name;
        this.ids = ids;
        this.added = added;
        this.pairs = pairs;
        this.start = start;
        this.end = end;
        Map<String, Integer> asTyped = new HashMap<>();
        Map<String, Integer> asNormalised = new HashMap<>();
        added.forEach((token, normal) -> {
            if (normal) {
                asNormalised.put(
                        Normalizer.normalize(token, Normalizer.Form.NFC).toLowerCase(Locale.ROOT), id(token));
            } else {
                asTyped.put(token, id(token));
            }
        });
        verbatim = new AddedTokens(asTyped);
        normalised = new AddedTokens(asNormalised);
    }

    /// {@return a vocabulary}
    ///
    /// @param name what it is called in messages
    /// @param ids the id of every token, byte-pair and added
    /// @param merges pairs of tokens parted by a space, the one to merge first coming first
    /// @param added tokens found in the text itself, with whether in the normalised text (true) or as typed
    /// @param markers the tokens put before and after a prompt, and the one for unknown letters
    /// @throws ModelFileException if these contradict each other
    static Vocabulary of(
            String name, Map<String, Integer> ids, List<String> merges, Map<String, Boolean> added, Markers markers) {
        BytePairs pairs = BytePairs.of(ids, merges, markers.unknown(), name);
        return new Vocabulary(
                name, Map.copyOf(ids), Map.copyOf(added), pairs, pairs.id(markers.start()), pairs.id(markers.end()));
    }

    /// The tokens with a meaning of their own.
    record Markers(String start, String end, String unknown) {
        /// What every published CLIP tokenizer uses.
        static final Markers CLIP = new Markers("<|startoftext|>", "<|endoftext|>", "<|endoftext|>");
    }

    /// {@return this vocabulary with `token` found in the text as typed}
    Vocabulary withVerbatim(String token) {
        Map<String, Boolean> more = new HashMap<>(added);
        more.put(token, false);
        return new Vocabulary(name, ids, Map.copyOf(more), pairs, start, end);
    }

    /// {@return the id of `token`}
    ///
    /// @throws ModelFileException if there is none
    int id(String token) {
        return pairs.id(token);
    }

    /// {@return one more than the largest id}
    int size() {
        return 1 + ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    BytePairs pairs() {
        return pairs;
    }

    /// {@return the tokens looked for in the text as typed}
    AddedTokens verbatim() {
        return verbatim;
    }

    /// {@return the tokens looked for in the normalised text}
    AddedTokens normalised() {
        return normalised;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }
}
