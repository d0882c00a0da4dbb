package studio.sfumato.diffusion;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.RequestException;

/// A closed list of named things, found by any of their names. Case, spaces, `_` and `-` do not matter, nor do the
/// prefixes `k_` and `sample_` of k-diffusion and its users.
///
/// @param <E> the things listed
public final class Catalogue<E extends Catalogue.Entry> {
    private static final int SUGGESTIONS = 3;

    private final String kind;
    private final List<E> entries;
    private final Map<String, E> byName = new LinkedHashMap<>();

    /// Lists `entries` in the order people see them.
    ///
    /// @param kind what one of them is called in messages: `sampler`
    public Catalogue(String kind, List<E> entries) {
        this.kind = kind;
        this.entries = List.copyOf(entries);
        for (E entry : entries) {
            add(entry.label(), entry);
            entry.aliases().forEach(alias -> add(alias, entry));
        }
    }

    private void add(String name, E entry) {
        E taken = byName.putIfAbsent(normalised(name), entry);
        if (taken != null && taken != entry) {
            throw new IllegalArgumentException(name + " names both " + taken.label() + " and " + entry.label());
        }
    }

    /// {@return everything listed}
    public List<E> all() {
        return entries;
    }

    /// {@return the entry with this label or alias}
    public Optional<E> find(String name) {
        return Optional.ofNullable(byName.get(normalised(name)));
    }

    /// {@return the entry with this label or alias}
    ///
    /// @throws RequestException if there is none; the hint lists the nearest names
    public E get(String name) {
        return find(name).orElseThrow(() -> unknown(name));
    }

    /// {@return the complaint about a name that is not listed, with the nearest ones}
    public RequestException unknown(String name) {
        String wanted = normalised(name);
        List<String> nearest = entries.stream()
                .sorted(Comparator.comparingInt(entry -> distance(wanted, normalised(entry.label()))))
                .limit(SUGGESTIONS)
                .map(Entry::label)
                .toList();
        return new RequestException(
                "unknown " + kind + " '" + name + "'", "nearest: " + String.join(", ", nearest), null);
    }

    static String normalised(String name) {
        String plain = name.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s_-]+", "_")
                .replace("dpm++", "dpmpp");
        return plain.replaceFirst("^(k|sample)_(?=.)", "");
    }

    /// Levenshtein's edit distance, row by row.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    /// Something with a label people see and other names they may type.
    public interface Entry {
        /// {@return the name people see; it is also the id}
        String label();

        /// {@return its other names, in other tools and in files}
        List<String> aliases();
    }
}
