package studio.sfumato.download;

import java.nio.file.Path;
import java.util.Optional;
import studio.sfumato.weights.checkpoint.FileKind;

/// Something that has come.
///
/// @param path where it is
/// @param kind what it is; empty where nobody can tell
/// @param verified whether it is, to the bit, what somebody said it must be
/// @param sha256 of a single file
/// @param before whether it was there already: nothing new has been put there
/// @param problem why it cannot be used, if so
public record Arrived(
        Path path,
        Optional<FileKind> kind,
        boolean verified,
        boolean before,
        Optional<String> sha256,
        Optional<String> problem) {}
