package studio.sfumato.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Where the pictures of a request go.
///
/// @param out a folder, or a file ending in `.png`, as [studio.sfumato.image.PictureWriter] takes it
/// @param subFolders pattern of the folders in it; empty for none, and of no use where `out` is a file
/// @param fileName pattern of a picture's name after its number; of no use where `out` is a file
/// @param first the number, from 0, of the request's first picture among all that go there together
/// @param total how many go there together
public record Destination(Path out, String subFolders, String fileName, int first, int total) {
    /// {@return whether it names a file rather than a folder}
    public boolean toFile() {
        return out.toString().toLowerCase(Locale.ROOT).endsWith(".png") && !Files.isDirectory(out);
    }

    /// {@return the same for pictures that are called `name` after their number}
    public Destination named(String name) {
        return new Destination(out, subFolders, name.replace('[', '(').replace(']', ')'), first, total);
    }

    /// {@return the same for a request whose first picture is the one with the number `number`}
    public Destination from(int number) {
        return new Destination(out, subFolders, fileName, number, total);
    }
}
