package studio.sfumato.image.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Something that segmentation maps show, and its colour there: one of ADE20K's 150 classes, with which ControlNet's
/// segmentation networks were trained.
///
/// @param name its name in the data set, in English
/// @param rgb its colour, 0xRRGGBB
public record SceneClass(String name, int rgb) {
    private static final String RESOURCE = "ade20k.txt";
    private static final int HEX = 16;
    private static final List<SceneClass> ALL = load();

    /// {@return all of them, in the order of their numbers}
    public static List<SceneClass> all() {
        return ALL;
    }

    /// {@return those whose names have `words`, whatever the case; first those that begin with them}
    public static List<SceneClass> find(String words) {
        String wanted = words.strip().toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(each -> each.name.contains(wanted))
                .sorted((one, other) -> Boolean.compare(other.name.startsWith(wanted), one.name.startsWith(wanted)))
                .toList();
    }

    private static List<SceneClass> load() {
        try (InputStream in = Objects.requireNonNull(SceneClass.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .map(parts -> new SceneClass(parts[1], Integer.parseInt(parts[0], HEX)))
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(RESOURCE, broken);
        }
    }
}
