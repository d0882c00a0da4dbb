package studio.sfumato.download;

import java.util.Optional;

/// One file of a download, and what is known about how it stands.
///
/// @param file what it is
/// @param length how long the server says it is; -1 until it has said so
/// @param validator what tells the state of the remote file that is being fetched from others
/// @param sha256 of the whole file, once all of it has come; empty before
public record Part(RemoteFile file, long length, Optional<String> validator, Optional<String> sha256) {
    /// {@return `file`, of which nothing is known yet}
    static Part of(RemoteFile file) {
        return new Part(file, file.size(), Optional.empty(), Optional.empty());
    }

    /// {@return whether all of it has come, and is what it must be as far as that is known}
    public boolean done() {
        return sha256.isPresent();
    }

    /// {@return whether somebody has said what it must be}
    public boolean verifiable() {
        return file.checksum().isPresent();
    }

    /// {@return `later`, the same file asked for again, with what has come of this one; empty if that does not count
    /// for it: it is another file by now}
    Optional<Part> countingFor(Part later) {
        Optional<Checksum> wanted = later.file.checksum();
        boolean sameUri = later.file.uri().equals(file.uri());
        boolean same = wanted.isEmpty() ? sameUri : wanted.equals(file.checksum());
        boolean unchecked = wanted.isPresent() && file.checksum().isEmpty() && sameUri && sha256.isEmpty();
        if (!later.file.path().equals(file.path()) || !(same || unchecked)) {
            return Optional.empty();
        }
        Optional<Checksum> known = wanted.or(file::checksum);
        RemoteFile told = new RemoteFile(later.file.uri(), file.path(), later.file.size(), known);
        return Optional.of(new Part(told, length, validator, sha256));
    }

    Part learned(long bytes, Optional<String> tag, Optional<Checksum> known) {
        RemoteFile told =
                file.checksum().isPresent() ? file : new RemoteFile(file.uri(), file.path(), file.size(), known);
        return new Part(told, bytes, tag, sha256);
    }

    Part finished(String hex) {
        return new Part(file, length, validator, Optional.of(hex));
    }

    Part unfinished() {
        return new Part(file, file.size(), Optional.empty(), Optional.empty());
    }
}
