package studio.sfumato.prompt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;

/// Lists of words in a folder: `__animals/cats__` takes a line of `animals/cats.txt`. Empty lines and
/// those that start with `#` don't count.
///
/// @param folder which need not exist
public record WildcardFolder(Path folder) implements Wildcards.Lists {
    private static final Logger LOG = LoggerFactory.getLogger(WildcardFolder.class);
    private static final String END = ".txt";
    private static final int DEEPEST = 8;
    private static final int MOST_BYTES = 16 << 20;

    @Override
    public List<String> lines(String name) {
        Pattern wanted = Pattern.compile(
                Stream.of(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^/]*")),
                Pattern.CASE_INSENSITIVE);
        List<String> all = names();
        List<String> found =
                all.stream().filter(each -> wanted.matcher(each).matches()).toList();
        if (found.isEmpty()) {
            List<String> near = Suggestions.nearest(name, all);
            throw new RequestException(
                    "there is no wildcard '" + name + "'",
                    near.isEmpty()
                            ? "put a file " + name + END + " with one choice a line into " + folder
                            : "nearest: " + String.join(", ", near),
                    null);
        }
        List<String> lines = found.stream().flatMap(each -> read(each).stream()).toList();
        if (lines.isEmpty()) {
            throw new RequestException("the wildcard '" + name + "' has no lines to choose from");
        }
        return lines;
    }

    /// {@return the names of all lists, in order}
    public List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(file -> file.getFileName().toString().endsWith(END))
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .map(file -> file.substring(0, file.length() - END.length()))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            LOG.debug("wildcards", unreadable);
            throw new RequestException(folder + " cannot be read", null, unreadable);
        }
    }

    private List<String> read(String name) {
        Path file = folder.resolve(name + END);
        return TextFile.read(file, MOST_BYTES)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
