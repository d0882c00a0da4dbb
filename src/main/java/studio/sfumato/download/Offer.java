package studio.sfumato.download;

import java.util.List;
import java.util.Optional;

/// Something to be had.
///
/// @param name what it is called: a file's path in its repository, or the repository's name for all of a model
/// @param variant of a model in several files, which of its weights these are: `fp16`; empty for the plain ones
/// @param folder whether it is a model in several files, which come into a folder together
/// @param target the name of the file or folder it becomes
/// @param files what to fetch
/// @param licence under which it is given away, where that is known
public record Offer(
        String name, String variant, boolean folder, String target, List<RemoteFile> files, Optional<String> licence) {
    /// Copies the list.
    public Offer {
        files = List.copyOf(files);
    }

    /// {@return its size in bytes; -1 where nobody has said}
    public long bytes() {
        return files.stream().anyMatch(file -> file.size() < 0)
                ? -1
                : files.stream().mapToLong(RemoteFile::size).sum();
    }

    /// {@return the same, which must be what `checksum` says}
    public Offer with(Checksum checksum) {
        return new Offer(
                name,
                variant,
                folder,
                target,
                files.stream()
                        .map(file -> new RemoteFile(file.uri(), file.path(), file.size(), Optional.of(checksum)))
                        .toList(),
                licence);
    }
}
