package studio.sfumato.download;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What is to be brought, and how far it is. The same thing asked for again has the same id, and goes on.
///
/// @param id a few letters that are its own
/// @param source where it comes from, with what only its server needs to know
/// @param root the folder it goes to
/// @param exact whether it goes right into that folder, not into the one below it that is for its kind
/// @param folder whether it becomes a folder
/// @param target the name of the file or folder it becomes
/// @param parts what it consists of
/// @param licence under which it is given away, where that is known
public record Order(
        String id,
        String source,
        Path root,
        boolean exact,
        boolean folder,
        String target,
        List<Part> parts,
        Optional<String> licence) {
    private static final int DIGITS = 16;
    private static final String STAGING = ".downloads";

    /// Copies the list.
    public Order {
        parts = List.copyOf(parts);
    }

    /// {@return an order of `offer` from `source`}
    static Order of(String source, Offer offer, Path root, boolean exact) {
        String key = String.join("\n", source, offer.name(), offer.variant(), root.toString(), "" + exact);
        String id = HexFormat.of()
                .formatHex(Checksum.digest("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)))
                .substring(0, DIGITS);
        return new Order(
                id,
                source,
                root,
                exact,
                offer.folder(),
                offer.target(),
                offer.files().stream().map(Part::of).toList(),
                offer.licence());
    }

    /// {@return where it comes from, as one may be shown it}: what an address has after a question mark may be a key.
    public String shownSource() {
        return source.replaceFirst("\\?.*", "");
    }

    /// {@return where its files are until all have come}: beside where they go, so that they need only be renamed.
    Path staging() {
        return root.resolve(STAGING).resolve(id);
    }

    /// {@return where one of its files is once it is whole}
    Path whole(Part part) {
        return staging().resolve(part.file().path());
    }

    /// {@return where one of its files is while it comes}
    Path coming(Part part) {
        return staging().resolve(part.file().path() + ".part");
    }

    /// {@return its size in bytes; -1 while that is not known}
    public long bytes() {
        return parts.stream().anyMatch(part -> part.length() < 0)
                ? -1
                : parts.stream().mapToLong(Part::length).sum();
    }

    Order with(Part part) {
        List<Part> changed = new ArrayList<>(parts);
        changed.replaceAll(each -> each.file().path().equals(part.file().path()) ? part : each);
        return new Order(id, source, root, exact, folder, target, changed, licence);
    }

    Order called(String name) {
        return new Order(id, source, root, exact, folder, name, parts, licence);
    }

    /// {@return this, with what has come for `before`, an earlier order of the same, where that still counts}
    Order after(Order before) {
        List<Part> kept = new ArrayList<>(parts);
        kept.replaceAll(part -> before.counting(part).orElse(part));
        String name = folder || before.counting(parts.getFirst()).isEmpty() ? target : before.target;
        return new Order(id, source, root, exact, folder, name, kept, licence);
    }

    /// {@return `later` with what has come of it for this order; empty if that is nothing that counts}
    Optional<Part> counting(Part later) {
        return parts.stream().flatMap(part -> part.countingFor(later).stream()).findFirst();
    }
}
