package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folders that ComfyUI's `extra_model_paths.yaml` names: sections, each with a `base_path` and, for each kind of
/// file, one folder or several lines of them. Those of a section that has `is_default: true` come before
/// what was named until then, the last first, as in ComfyUI. Read is what that file's own example uses of YAML; what
/// cannot be read
/// counts as not written.
public final class ExtraPaths {
    /// What ComfyUI calls models.
    public static final String CHECKPOINTS = "checkpoints";

    /// What ComfyUI calls models in folders.
    static final String FOLDERS = "diffusers";

    /// What ComfyUI calls VAEs.
    public static final String VAES = "vae";

    /// What ComfyUI calls what draws previews.
    static final String SMALL_VAES = "vae_approx";

    private static final Logger LOG = LoggerFactory.getLogger(ExtraPaths.class);
    private static final String FILE = "extra_model_paths.yaml";
    private static final int MOST_BYTES = 1 << 16;
    private static final String BASE = "base_path";
    private static final String DEFAULT = "is_default";
    private static final int UP = 3;
    private static final Pattern ENTRY = Pattern.compile("(\\s*)([\\w.-]+)\\s*:(?:\\s+(.*))?");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#.*$");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{(?<braced>\\w+)}|(?<plain>\\w+))|%(?<windows>\\w+)%");
    private static final Pattern HOME = Pattern.compile("^~(?=[/\\\\]|$)");

    private ExtraPaths() {}

    /// {@return the folders for a kind of file, of every such file in or above one of `modelFolders`: ComfyUI has it
    /// beside its folder `models`}
    ///
    /// @param kind as ComfyUI calls it: `checkpoints`, `loras`, `embeddings`
    public static List<Path> of(List<Path> modelFolders, String kind) {
        Set<Path> places = new LinkedHashSet<>();
        for (Path folder : modelFolders) {
            Path at = folder.toAbsolutePath().normalize();
            for (int i = 0; i < UP && at != null; i++) {
                places.add(at.resolve(FILE));
                at = at.getParent();
            }
        }
        return places.stream()
                .filter(Files::isRegularFile)
                .flatMap(file -> read(file).getOrDefault(kind, List.of()).stream())
                .distinct()
                .toList();
    }

    private static Map<String, List<Path>> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            return read(new String(bytes, StandardCharsets.UTF_8).lines().toList(), file.resolveSibling(""));
        } catch (IOException unreadable) {
            LOG.debug("{} is passed over: {}", file, JsonFile.reason(unreadable));
            return Map.of();
        }
    }

    private static Map<String, List<Path>> read(List<String> lines, Path beside) {
        Map<String, List<Path>> found = new LinkedHashMap<>();
        Map<String, List<String>> section = new LinkedHashMap<>();
        String key = "";
        int depth = 0;
        for (String line : lines) {
            String text = COMMENT.matcher(line).replaceAll("").stripTrailing();
            int indent = text.length() - text.stripLeading().length();
            Matcher entry = ENTRY.matcher(text);
            boolean inBlock = !key.isEmpty() && indent > depth;
            if (text.isBlank() || (inBlock && add(section, key, text.strip()))) {
                continue;
            }
            key = "";
            if (entry.matches() && entry.group(3) == null && indent == 0) {
                collect(section, beside, found);
                section = new LinkedHashMap<>();
            } else if (entry.matches()) {
                String value = entry.group(3) == null ? "" : entry.group(3).strip();
                if (value.isEmpty() || value.equals("|") || value.equals("|-") || value.equals(">")) {
                    key = entry.group(2);
                    depth = indent;
                } else {
                    add(section, entry.group(2), value);
                }
            }
        }
        collect(section, beside, found);
        return found;
    }

    private static boolean add(Map<String, List<String>> section, String key, String value) {
        String plain = value.startsWith("- ") ? value.substring(2).strip() : value;
        boolean quoted = plain.length() > 1 && (plain.startsWith("\"") || plain.startsWith("'"));
        section.computeIfAbsent(key, _ -> new ArrayList<>())
                .add(quoted && plain.endsWith(plain.substring(0, 1)) ? plain.substring(1, plain.length() - 1) : plain);
        return true;
    }

    /// Paths are below the section's `base_path`, and that is beside the file unless it is a whole one.
    private static void collect(Map<String, List<String>> section, Path beside, Map<String, List<Path>> found) {
        String base = expanded(section.getOrDefault(BASE, List.of("")).getFirst());
        boolean first = section.getOrDefault(DEFAULT, List.of("")).getFirst().matches("(?i)true|yes|on");
        section.forEach((kind, folders) -> {
            if (!kind.equals(BASE) && !kind.equals(DEFAULT)) {
                for (String folder : folders) {
                    try {
                        Path place =
                                beside.resolve(home(base)).resolve(home(folder)).normalize();
                        List<Path> places = found.computeIfAbsent(kind, _ -> new ArrayList<>());
                        places.add(first ? 0 : places.size(), place);
                    } catch (InvalidPathException wrong) {
                        LOG.debug("no folder: {}", folder, wrong);
                    }
                }
            }
        });
    }

    /// As Python has it: what is no variable here stays as it is.
    private static String expanded(String path) {
        return VARIABLE.matcher(path).replaceAll(named -> {
            String name = Stream.of(named.group(1), named.group(2), named.group(3))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse("");
            return Matcher.quoteReplacement(Objects.requireNonNullElse(System.getenv(name), named.group()));
        });
    }

    private static String home(String path) {
        return HOME.matcher(path).replaceFirst(Matcher.quoteReplacement(System.getProperty("user.home", ".")));
    }
}
