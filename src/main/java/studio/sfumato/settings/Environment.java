package studio.sfumato.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Paths in environment variables.
///
/// @param variables name and value
record Environment(Map<String, String> variables) {
    /// {@return the folder that `variable` names; empty if it names none, or a relative one, which the XDG Base
    /// Directory Specification says to ignore}
    Optional<Path> path(String variable) {
        return asPath(variables.getOrDefault(variable, "")).filter(Path::isAbsolute);
    }

    Path path(String variable, Path fallback) {
        return path(variable).orElse(fallback);
    }

    /// {@return every folder in a list such as `PATH`}
    List<Path> paths(String variable, String separator) {
        String list = variables.getOrDefault(variable, "");
        return Arrays.stream(list.split(Pattern.quote(separator), -1))
                .flatMap(folder -> asPath(folder).stream())
                .toList();
    }

    /// {@return `text` as a path, if it can be one}
    static Optional<Path> asPath(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text.strip()));
        } catch (InvalidPathException notAPath) {
            return Optional.empty();
        }
    }
}
