package studio.sfumato.download;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.FileKind;

/// Puts files that models are used with (VAEs, ControlNets, upscalers, …) where they are looked for. The file stays
/// where it
/// was, too: a second name costs no room on one disk; on another it is copied.
///
/// @param folders where models are looked for, at least one; new files are put into the last, which is our own
public record Placing(List<Path> folders) {
    /// Keeps a copy.
    public Placing {
        folders = List.copyOf(folders);
    }

    /// Where a file lies.
    ///
    /// @param path a file that is found
    /// @param put whether it was put there just now
    public record Placed(Path path, boolean put) {}

    /// Sees to it that the file at `file`, which is a `kind`, is found. Takes its time.
    ///
    /// @throws DownloadException if it cannot be put there
    public Placed put(Path file, FileKind kind) {
        Path from = file.toAbsolutePath().normalize();
        Place place = Place.of(kind);
        Path own = folders.getLast();
        if (isFound(from, place)) {
            return new Placed(from, false);
        }
        Path to = place.in(own).resolve(String.valueOf(from.getFileName()));
        try {
            Files.createDirectories(place.in(own));
            if (Files.exists(to) && (Files.isSameFile(from, to) || Files.mismatch(from, to) < 0)) {
                return new Placed(to, false);
            }
            String name = String.valueOf(from.getFileName());
            Path free = Unloading.free(place.in(own), name, name.substring(name.lastIndexOf('.')));
            link(from, free);
            return new Placed(free, true);
        } catch (IOException unwritable) {
            throw Trouble.writing(to.toString(), unwritable);
        }
    }

    private boolean isFound(Path file, Place place) {
        if (place == Place.VAE || place == Place.TINY_VAE) {
            return new ModelCatalogue(folders).knowsVae(file);
        }
        AddOnShelf shelf = new AddOnShelf(folders);
        return List.of(AddOnKind.values()).stream()
                .filter(kind -> kind.folders()
                        .contains(String.valueOf(place.in(Path.of("")).getFileName())))
                .anyMatch(kind -> shelf.files(kind).containsValue(file));
    }

    /// What is cut short leaves nothing that could be taken for the file.
    private static void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from.toRealPath());
        } catch (UnsupportedOperationException | FileSystemException otherDisk) {
            Path part = Files.createTempFile(to.getParent(), ".", ".part");
            try {
                Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        }
    }
}
