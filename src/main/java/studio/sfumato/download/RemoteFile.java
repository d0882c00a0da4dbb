package studio.sfumato.download;

import java.net.URI;
import java.util.Optional;

/// A file that can be fetched.
///
/// @param uri where it is
/// @param path its name, or its path in a repository: parts joined by `/`, each of which can be a file's name
/// @param size in bytes; -1 where nobody has said
/// @param checksum what it must be; empty where nobody has said
public record RemoteFile(URI uri, String path, long size, Optional<Checksum> checksum) {
    /// {@return its name without its folders}
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
