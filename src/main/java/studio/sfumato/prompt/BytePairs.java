package studio.sfumato.prompt;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import studio.sfumato.error.ModelFileException;

/// Byte-pair encoding (Sennrich et al. 2016, arXiv:1508.07909) with a vocabulary and ranked merges. A queue of
/// candidate merges keeps a word of n letters at O(n log n), so a prompt without spaces is no trouble.
final class BytePairs {
    /// What CLIP's vocabulary puts after the last letter of a word.
    static final String WORD_END = "</w>";

    private static final int MERGED_AWAY = -1;

    private record Merge(int rank, int product) {}

    private final String name;
    private final Map<String, Integer> vocabulary;
    private final Map<Integer, String> tokens;
    private final Map<Long, Merge> merges;
    private final int[] products;
    private final int unknown;

    private BytePairs(
            String name, Map<String, Integer> vocabulary, Map<Long, Merge> merges, int[] products, String unknown) {
        this.name = name;
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.products = products;
        this.unknown = id(unknown);
        tokens = HashMap.newHashMap(vocabulary.size());
        vocabulary.forEach((token, id) -> tokens.put(id, token));
    }

    /// {@return an encoder}
    ///
    /// @param vocabulary the id of each token, spelt in byte letters
    /// @param merges pairs of tokens parted by a space, the one to merge first coming first
    /// @param unknown the token that stands for letters outside the vocabulary
    /// @param name what the vocabulary is called in messages
    /// @throws ModelFileException if a merge has no product in the vocabulary
    static BytePairs of(Map<String, Integer> vocabulary, List<String> merges, String unknown, String name) {
        Map<Long, Merge> ranked = HashMap.newHashMap(merges.size());
        int[] products = new int[merges.size()];
        for (int rank = 0; rank < products.length; rank++) {
            String line = merges.get(rank);
            int space = line.indexOf(' ');
            if (space < 1 || space == line.length() - 1 || line.indexOf(' ', space + 1) >= 0) {
                throw new ModelFileException(name + ": merge " + (rank + 1) + " is not a pair of tokens");
            }
            int left = id(vocabulary, line.substring(0, space), name);
            int right = id(vocabulary, line.substring(space + 1), name);
            products[rank] = id(vocabulary, line.substring(0, space) + line.substring(space + 1), name);
            ranked.put(pair(left, right), new Merge(rank, products[rank]));
        }
        return new BytePairs(name, vocabulary, ranked, products, unknown);
    }

    /// {@return the id of `token`}
    ///
    /// @throws ModelFileException if the vocabulary does not have it
    int id(String token) {
        return id(vocabulary, token, name);
    }

    /// {@return the token with this id, spelt in byte letters; empty if there is none}
    String token(int id) {
        return tokens.getOrDefault(id, "");
    }

    /// {@return the ids of the tokens that make up `word`, which is spelt in byte letters and not empty}
    int[] encode(String word) {
        int length = word.length();
        int[] symbols = new int[length];
        int[] next = new int[length];
        int[] previous = new int[length];
        for (int i = 0; i < length; i++) {
            String letter = i == length - 1 ? word.charAt(i) + WORD_END : word.substring(i, i + 1);
            symbols[i] = vocabulary.getOrDefault(letter, unknown);
            next[i] = i + 1;
            previous[i] = i - 1;
        }
        PriorityQueue<Long> candidates = new PriorityQueue<>();
        for (int i = 0; i < length - 1; i++) {
            propose(candidates, symbols, i, i + 1);
        }
        for (Long best = candidates.poll(); best != null; best = candidates.poll()) {
            int at = best.intValue();
            int right = symbols[at] == MERGED_AWAY ? length : next[at];
            int product = products[(int) (best >>> 32)];
            if (right == length || !makes(symbols[at], symbols[right], product)) {
                continue; // one of the two has been merged since
            }
            symbols[at] = product;
            symbols[right] = MERGED_AWAY;
            next[at] = next[right];
            if (next[at] < length) {
                previous[next[at]] = at;
                propose(candidates, symbols, at, next[at]);
            }
            if (previous[at] >= 0) {
                propose(candidates, symbols, previous[at], at);
            }
        }
        return Arrays.stream(symbols).filter(symbol -> symbol != MERGED_AWAY).toArray();
    }

    private boolean makes(int left, int right, int product) {
        Merge merge = merges.get(pair(left, right));
        return merge != null && merge.product == product;
    }

    private void propose(PriorityQueue<Long> candidates, int[] symbols, int left, int right) {
        Merge merge = merges.get(pair(symbols[left], symbols[right]));
        if (merge != null) {
            candidates.add(pair(merge.rank, left));
        }
    }

    /// Two non-negative numbers as one that sorts by the first, then the second.
    private static long pair(int first, int second) {
        return (long) first << 32 | second;
    }

    private static int id(Map<String, Integer> vocabulary, String token, String name) {
        Integer id = vocabulary.get(token);
        if (id == null) {
            throw new ModelFileException(name + ": the vocabulary has no token '" + token + "'");
        }
        return id;
    }
}
