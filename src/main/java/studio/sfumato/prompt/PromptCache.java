package studio.sfumato.prompt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Remembers the last prompts' conditioning, so that the same prompt is not encoded twice. One cache belongs to one
/// loaded model. Threads may share it.
public final class PromptCache {
    /// Forty prompts of SDXL, the largest, take 25 MB where each is one chunk.
    private static final int CAPACITY = 40;

    /// Tokens of the longest prompts remembered, so that forty of them cannot fill the memory.
    private static final int LONGEST = 10 * 77;

    private record Key(List<String> texts, int clipSkip, PromptRules rules, String changes) {}

    private final Map<Key, Map<String, Conditioning>> entries;

    /// Makes an empty cache.
    public PromptCache() {
        this(CAPACITY);
    }

    /// Makes an empty cache that forgets the least recently used prompt beyond `capacity`.
    public PromptCache(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a cache of " + capacity + " prompts");
        }
        entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Map<String, Conditioning>> eldest) {
                return size() > capacity;
            }
        };
    }

    /// {@return what each of `texts` means to the model: remembered, or else from `encode`, whose failure is not
    /// remembered}
    ///
    /// @param texts the texts of a schedule, which are encoded together
    /// @param clipSkip the clip skip that `encode` uses
    /// @param rules how `encode` reads texts
    /// @param changes tells apart what has changed the text encoder; empty for nothing
    public Map<String, Conditioning> get(
            List<String> texts,
            int clipSkip,
            PromptRules rules,
            String changes,
            Supplier<Map<String, Conditioning>> encode) {
        Key key = new Key(List.copyOf(texts), clipSkip, rules, changes);
        Map<String, Conditioning> known;
        synchronized (entries) {
            known = entries.get(key);
        }
        if (known != null) {
            return known;
        }
        Map<String, Conditioning> made = encode.get();
        if (made.values().stream().mapToInt(Conditioning::tokens).sum() <= LONGEST) {
            synchronized (entries) {
                entries.put(key, made);
            }
        }
        return made;
    }

    /// Forgets everything.
    public void clear() {
        synchronized (entries) {
            entries.clear();
        }
    }
}
