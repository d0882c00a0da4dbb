package studio.sfumato.library;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// A picture in the gallery.
///
/// @param id its number in the index: larger is newer
/// @param file where it is
/// @param bytes the file's size
/// @param modified when the file was last changed, in milliseconds since 1970
/// @param facts what its file says
/// @param marks what the user thinks of it
/// @param home where it was before it was thrown away; empty if it was not
public record Picture(
        long id, Path file, long bytes, long modified, PictureFacts facts, Marks marks, Optional<Path> home) {
    private static final int NUMBER_BITS = 20;

    /// {@return the first number of a picture made at `millis`, in milliseconds since 1970}
    public static long firstId(long millis) {
        return millis << NUMBER_BITS;
    }

    /// {@return when the picture with the number `id` was made}
    public static Instant made(long id) {
        return Instant.ofEpochMilli(id >> NUMBER_BITS);
    }

    /// {@return when it was made}
    public Instant made() {
        return made(id);
    }

    /// {@return whether it is in the trash}
    public boolean trashed() {
        return home.isPresent();
    }

    /// {@return whether the file is still the one that was entered}
    boolean isAs(PictureTable.Listed now, PictureFacts read) {
        return bytes == now.bytes() && modified == now.modified() && facts.fingerprint() == read.fingerprint();
    }
}
