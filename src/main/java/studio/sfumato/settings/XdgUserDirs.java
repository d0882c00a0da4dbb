package studio.sfumato.settings;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The desktop's names for the user's folders: `user-dirs.dirs` of xdg-user-dirs, a shell script of assignments.
final class XdgUserDirs {
    private static final Logger LOG = LoggerFactory.getLogger(XdgUserDirs.class);
    private static final Pattern PICTURES = Pattern.compile("\\s*XDG_PICTURES_DIR=\"(\\$HOME/)?([^\"$]*)\"\\s*");

    private XdgUserDirs() {}

    /// {@return the user's folder of pictures, `~/Pictures` unless the file says otherwise}
    static Path pictures(Path config, Path home) {
        for (String line : lines(config.resolve("user-dirs.dirs"))) {
            Matcher named = PICTURES.matcher(line);
            if (named.matches()) {
                Optional<Path> path = Environment.asPath(named.group(2));
                Optional<Path> whole = named.group(1) == null ? path.filter(Path::isAbsolute) : path.map(home::resolve);
                if (whole.isPresent()) {
                    return whole.get();
                }
            }
        }
        return home.resolve("Pictures");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
        } catch (MalformedInputException notText) {
            return List.of();
        } catch (IOException unreadable) {
            LOG.debug("user-dirs.dirs cannot be read", unreadable);
            return List.of();
        }
    }
}
