package studio.sfumato.diffusion;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;

/// A closed list of named things, found by any of their names. Case, spaces, `_` and `-` do not matter, nor do the
/// prefixes `k_` and `sample_` of k-diffusion and its users.
///
/// @param <E> the things listed
public final class Catalogue<E extends Catalogue.Entry> {
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
    ///
    /// @param others names that would do too, though they are not listed
    public RequestException unknown(String name, String... others) {
        List<String> labels = Stream.concat(Stream.of(others), entries.stream().map(Entry::label))
                .toList();
        List<String> nearest = Suggestions.nearest(name, labels);
        String hint =
                nearest.isEmpty() ? "known: " + String.join(", ", labels) : "nearest: " + String.join(", ", nearest);
        return new RequestException("unknown " + kind + " '" + name + "'", hint, null);
    }

    static String normalised(String name) {
        String plain = name.strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s_-]+", "_")
                .replace("dpm++", "dpmpp");
        return plain.replaceFirst("^(k|sample)_(?=.)", "");
    }

    /// Something with a label people see and other names they may type.
    public interface Entry {
        /// {@return the name people see; it is also the id}
        String label();

        /// {@return its other names, in other tools and in files}
        List<String> aliases();
    }

    /// A constant of an enum whose label is its name in small letters.
    public interface Constant extends Entry {
        /// {@return the name it is declared by}
        String name();

        @Override
        default String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
