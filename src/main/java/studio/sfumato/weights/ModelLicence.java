package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.checkpoint.SingleFile;

/// Finds out under which licence a model was given away, where it says so: `license` in the front matter of its model
/// card (`README.md`, Hugging Face's form), the title of a `LICENSE` beside it, or `modelspec.license` in the header of
/// a single file (Stability AI's ModelSpec). What the user wrote beside it (`licence` in `NAME.sfumato.json`) goes
/// before
/// all that; where none of it says so, what other programs kept beside it counts ([SharedNotes]), or what its
/// repository
/// said when it was downloaded.
public final class ModelLicence {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLicence.class);
    private static final int MOST_BYTES = 1 << 16;
    private static final int LONGEST = 80;
    private static final Pattern FRONT =
            Pattern.compile("\\A\\s*---\\R(.*?)\\R---\\s*$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final List<String> FILES = List.of("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE");

    private ModelLicence() {}

    /// {@return what the model at `location`, a folder or a file, says about its licence, in a few words}
    public static Optional<String> of(Path location) {
        return Files.isRegularFile(location)
                ? of(location, () -> metadata(location), stem -> SharedNotes.of(location, stem))
                : told(UserFile.of(location)).or(() -> card(location)).or(() -> origin(location));
    }

    /// {@return the same of a file whose notes have been read already}
    public static Optional<String> of(Path file, FileNotes notes) {
        return of(file, notes::metadata, _ -> new SharedNotes(notes.card(), notes.shared()));
    }

    private static Optional<String> of(
            Path file, Supplier<Map<String, String>> metadata, Function<String, SharedNotes> beside) {
        String stem = SingleFile.stem(file);
        return told(UserFile.of(file))
                .or(() -> Optional.ofNullable(metadata.get().get("modelspec.license")))
                .or(() -> beside.apply(stem).licence())
                .or(() -> Origin.of(file).flatMap(Origin::licence))
                .map(ModelLicence::line)
                .filter(licence -> !licence.isEmpty());
    }

    private static Optional<String> origin(Path folder) {
        return Origin.of(folder).flatMap(Origin::licence).map(ModelLicence::line);
    }

    private static Optional<String> card(Path folder) {
        return front(text(folder.resolve("README.md")), "license_name")
                .or(() -> front(text(folder.resolve("README.md")), "license"))
                .filter(licence -> !licence.equals("other"))
                .or(() -> title(folder));
    }

    private static Optional<String> told(Path file) {
        return SharedNotes.licence(SharedNotes.read(file)).map(ModelLicence::line);
    }

    private static Map<String, String> metadata(Path file) {
        try {
            return TensorFile.open(file).metadata();
        } catch (StudioException unreadable) {
            LOG.debug("no licence in {}", file, unreadable);
            return Map.of();
        }
    }

    private static Optional<String> front(String card, String key) {
        Matcher front = FRONT.matcher(card);
        if (!front.find()) {
            return Optional.empty();
        }
        Matcher value = Pattern.compile("^" + key + ":[ \\t]*[\"']?([^\"'\\r\\n]*)", Pattern.MULTILINE)
                .matcher(front.group(1));
        return value.find() ? Optional.of(line(value.group(1))).filter(text -> !text.isEmpty()) : Optional.empty();
    }

    private static Optional<String> title(Path folder) {
        return FILES.stream()
                .map(name -> text(folder.resolve(name)))
                .flatMap(String::lines)
                .map(ModelLicence::line)
                .filter(line -> !line.isEmpty())
                .findFirst();
    }

    private static String line(String text) {
        String line =
                text.lines().findFirst().orElse("").replaceAll("^[#\\s]+", "").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST - 1).strip() + "…" : line;
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be read", file, unreadable);
            return "";
        }
    }
}
