package studio.sfumato.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.image.AtomicFiles;
import studio.sfumato.weights.Versions;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the file of settings was before it was changed, kept beside it as replaced models are ([Versions]): each state
/// once, of changes that follow one another within a minute only the one before the first, and the [#MOST] newest.
final class EarlierSettings {
    /// How many are kept.
    static final int MOST = 50;

    private static final Logger LOG = LoggerFactory.getLogger(EarlierSettings.class);
    private static final Duration TOGETHER = Duration.ofMinutes(1);
    private static final int MOST_BYTES = 8 << 20;

    private final Path file;

    /// @param file the settings
    EarlierSettings(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    /// {@return what was set before and is not set now, newest first}
    ///
    /// @throws ImageFileException if that cannot be read
    List<Earlier> all() {
        List<Earlier> all = new ArrayList<>();
        byte[] now = bytes(file);
        for (Versions.Version version : versions()) {
            byte[] text = bytes(version.file());
            if (!Arrays.equals(text, now)) {
                try {
                    if (JsonMapper.shared().readTree(text) instanceof ObjectNode node) {
                        Settings settings = SettingsJson.read(node, new ArrayList<>());
                        all.add(new Earlier(version, settings));
                    }
                } catch (JacksonException damaged) {
                    LOG.debug("{} is damaged", version.file(), damaged);
                }
            }
        }
        return all;
    }

    /// {@return whether there is one, as far as can be seen}
    boolean any() {
        try {
            return !all().isEmpty();
        } catch (ImageFileException unreadable) {
            LOG.debug("nobody knows what was set before", unreadable);
            return false;
        }
    }

    /// Puts one back. What is set now is kept.
    ///
    /// @throws ImageFileException if it cannot be read or put there, or what is set now cannot be kept
    void takeBack(Earlier one) {
        byte[] text = bytes(one.version().file());
        if (text.length == 0) {
            throw new ImageFileException(one.version().file() + " cannot be read");
        }
        try {
            add(Versions.of(file));
        } catch (IOException | ModelFileException unkept) {
            throw new ImageFileException(
                    "what is set now cannot be kept, so it stays: " + unkept.getMessage(), null, unkept);
        }
        AtomicFiles.write(file, out -> out.write(text));
    }

    /// Keeps what is in the file, unless another was kept short ago. That it cannot be is no reason not to change
    /// settings.
    void keep() {
        try {
            List<Versions.Version> known = Versions.of(file);
            LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
            LocalDateTime recent = now.minus(TOGETHER);
            // Clocks are put back, too: what was kept later than now says nothing.
            if (known.stream()
                    .map(Versions.Version::replaced)
                    .noneMatch(kept -> kept.isAfter(recent) && !kept.isAfter(now))) {
                add(known);
            }
        } catch (IOException | ModelFileException unkept) {
            LOG.warn("what is set now cannot be kept as an earlier version", unkept);
        }
    }

    /// Adds what is in the file to those that are known, if it is not among them.
    private void add(List<Versions.Version> known) throws IOException {
        byte[] now = bytes(file);
        if (now.length == 0
                || known.stream().anyMatch(one -> one.bytes() == now.length && Arrays.equals(bytes(one.file()), now))) {
            return;
        }
        Versions.keep(file);
        for (Versions.Version old : known.subList(Math.min(known.size(), MOST - 1), known.size())) {
            Files.deleteIfExists(old.file());
        }
    }

    private List<Versions.Version> versions() {
        try {
            return Versions.of(file);
        } catch (ModelFileException unreadable) {
            throw new ImageFileException(String.valueOf(unreadable.getMessage()), unreadable.hint(), unreadable);
        }
    }

    /// {@return what is in a file; nothing where it cannot be read, or could be no settings}
    private static byte[] bytes(Path path) {
        try {
            return Files.isRegularFile(path) && Files.size(path) <= MOST_BYTES ? Files.readAllBytes(path) : new byte[0];
        } catch (IOException unreadable) {
            LOG.debug("unreadable", unreadable);
            return new byte[0];
        }
    }
}
