package studio.sfumato.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ModelFileException;

/// Where something that was downloaded came from, kept beside it: `dream.safetensors.origin.json`, or `origin.json` in
/// a model's folder.
///
/// @param source its address or repository
/// @param sha256 of a single file, when it came; empty for a folder
/// @param verified whether it was then what somebody said it must be
/// @param licence under which it is given away, as its repository says
public record Origin(String source, Optional<String> sha256, boolean verified, Optional<String> licence) {
    private static final Logger LOG = LoggerFactory.getLogger(Origin.class);
    private static final String NAME = "origin.json";

    private static Path beside(Path location) {
        return Files.isDirectory(location)
                ? location.resolve(NAME)
                : location.resolveSibling(location.getFileName() + "." + NAME);
    }

    /// {@return where the file or folder at `location` came from, if that was kept}
    public static Optional<Origin> of(Path location) {
        Path file = beside(location);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            ComponentConfig kept = ComponentConfig.read(file, String.valueOf(file.getFileName()));
            return kept.text("source")
                    .map(source -> new Origin(
                            source, kept.text("sha256"), kept.flag("verified", false), kept.text("licence")));
        } catch (ModelFileException damaged) {
            LOG.debug("{} is passed over", file, damaged);
            return Optional.empty();
        }
    }

    /// Keeps this beside the file or in the folder at `location`.
    ///
    /// @throws IOException if it cannot be written
    public void keep(Path location) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("source", source);
        sha256.ifPresent(hex -> values.put("sha256", hex));
        values.put("verified", verified);
        licence.ifPresent(text -> values.put("licence", text));
        Files.write(beside(location), JsonFile.of(values).toPrettyString().getBytes(StandardCharsets.UTF_8));
    }
}
