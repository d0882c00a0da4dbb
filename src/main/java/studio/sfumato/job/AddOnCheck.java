package studio.sfumato.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.NamedLora;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.metadata.A1111Field;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.weights.LegacyHash;
import studio.sfumato.weights.addon.AddOnHash;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// Tells whether the LoRAs and embeddings whose hashes a picture has are here.
///
/// @param shelf where they are found
/// @param hashes works out their hashes
public record AddOnCheck(AddOnShelf shelf, AddOnHash hashes) {
    private static final int LEAST_DIGITS = 8;

    /// {@return what the user should know, one line for each that is missing or is another file}; may take a while
    public List<String> notes(PictureParameters told) {
        List<String> notes = new ArrayList<>();
        check(AddOnKind.LORA, told.field(A1111Field.LORA_HASHES), notes);
        check(AddOnKind.EMBEDDING, told.field(A1111Field.TI_HASHES), notes);
        return List.copyOf(notes);
    }

    /// {@return the name here of the network that guides models which others call `told`}: by that name or, as A1111's
    /// extension writes a part of its old hash behind it, by that
    public Optional<String> control(String told) {
        NamedFile file = NamedFile.of(told);
        if (shelf.named(AddOnKind.CONTROL, file.name()).isPresent()) {
            return Optional.of(file.name());
        }
        return file.hash()
                .flatMap(hash -> shelf.files(AddOnKind.CONTROL).entrySet().stream()
                        .filter(entry -> LegacyHash.of(entry.getValue())
                                .filter(hash::equalsIgnoreCase)
                                .isPresent())
                        .map(Map.Entry::getKey)
                        .findFirst());
    }

    private void check(AddOnKind kind, @Nullable String list, List<String> notes) {
        for (String entry : list == null ? new String[0] : list.split(",")) {
            int colon = entry.lastIndexOf(':');
            String name = colon < 0 ? "" : entry.substring(0, colon).strip();
            String digits = entry.substring(colon + 1).strip();
            if (name.isEmpty() || !digits.matches("[0-9a-fA-F]{" + LEAST_DIGITS + ",64}")) {
                continue;
            }
            Optional<Path> here = find(kind, name);
            if (here.isEmpty()) {
                notes.add("the " + kind.label() + " " + name + " is not here");
            } else if (!same(kind, here.get(), digits)) {
                notes.add("the " + kind.label() + " " + name + " here is another file than the picture's");
            }
        }
    }

    /// Lists of hashes leave out what would end a name.
    private Optional<Path> find(AddOnKind kind, String name) {
        return shelf.named(kind, name)
                .or(() -> shelf.files(kind).entrySet().stream()
                        .filter(entry -> AddOnRecords.name(NamedLora.stem(entry.getKey()))
                                .equalsIgnoreCase(name))
                        .map(Map.Entry::getValue)
                        .findFirst());
    }

    private boolean same(AddOnKind kind, Path file, String digits) {
        try {
            return begins(hashes.of(kind, file), digits) || begins(hashes.autoV2(file), digits);
        } catch (StudioException unreadable) {
            return false;
        }
    }

    private static boolean begins(String own, String digits) {
        int length = Math.min(own.length(), digits.length());
        return own.regionMatches(true, 0, digits, 0, length);
    }
}
