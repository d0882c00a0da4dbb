package studio.sfumato.weights;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.ModelFileException;

/// What tells a file from another, and from itself once it has been replaced, without reading it.
public final class FileStamp {
    private static final Pattern STAMPS =
            Pattern.compile("(.+?)\\|(\\d{1,18})\\|(-?\\d{1,18})(?:\\||$)", Pattern.DOTALL);

    private FileStamp() {}

    /// {@return path, size and time of change of `file`}
    ///
    /// @throws ModelFileException if it is missing or cannot be asked
    public static String of(Path file) {
        Path real = SafetensorsFile.realFile(file, String.valueOf(file.getFileName()));
        try {
            return real + "|" + Files.size(real) + "|"
                    + Files.getLastModifiedTime(real).toMillis();
        } catch (IOException unreadable) {
            throw new ModelFileException(file + " cannot be read: " + JsonFile.reason(unreadable), null, unreadable);
        }
    }

    /// {@return whether every file in `stamps` is there, and as it was}: one stamp, or several each followed by `|`,
    /// with a word and a `|` before them perhaps; false for anything else
    public static boolean holds(String stamps) {
        String all = stamps.replaceFirst("^\\w+\\|", "");
        Matcher each = STAMPS.matcher(all);
        int end = 0;
        while (each.lookingAt()) {
            try {
                Path file = Path.of(each.group(1));
                if (Files.size(file) != Long.parseLong(each.group(2))
                        || Files.getLastModifiedTime(file).toMillis() != Long.parseLong(each.group(3))) {
                    return false;
                }
            } catch (IOException | InvalidPathException gone) {
                return false;
            }
            end = each.end();
            each.region(end, all.length());
        }
        return end > 0 && end == all.length();
    }
}
