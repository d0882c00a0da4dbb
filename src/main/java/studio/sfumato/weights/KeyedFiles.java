package studio.sfumato.weights;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.checkpoint.FileKind;
import studio.sfumato.weights.checkpoint.SingleFile;

/// Files of weights in folders that are named by a key, as InvokeAI has them since 6.9: `models/KEY/clay.safetensors`,
/// or a diffusers folder whose name is the key. No folder tells what is inside, so each file's header does; what it
/// said is remembered for as long as the file stays as it is. Safe for use by several threads.
public final class KeyedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(KeyedFiles.class);
    private static final Pattern KEY = Pattern.compile("(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern WEIGHTS = Pattern.compile("(?i)[^.].*\\.(safetensors|ckpt|pt|pth|bin)");

    /// What files are called in whose name nothing is said.
    private static final Set<String> NAMELESS = Set.of(
            "diffusion_pytorch_model",
            "pytorch_lora_weights",
            "adapter_model",
            "ip_adapter",
            "model",
            "learned_embeds");

    private static final int MOST_KEYS = 5_000;
    private static final int MOST_FILES = 8;
    private static final int MOST_REMEMBERED = 20_000;

    private final Map<String, FileKind> known = new ConcurrentHashMap<>();

    /// Nothing is known yet.
    public KeyedFiles() {}

    /// {@return whether a folder in `models` is named by a key}
    static boolean in(Path models) {
        return !keys(models, 1).isEmpty();
    }

    private static List<Path> keys(Path models, int most) {
        return children(
                models,
                most,
                path -> KEY.matcher(String.valueOf(path.getFileName())).matches() && Files.isDirectory(path));
    }

    private static List<Path> children(Path folder, int most, DirectoryStream.Filter<Path> wanted) {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, wanted)) {
            for (Path each : all) {
                if (found.size() == most) {
                    break;
                }
                found.add(each);
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            LOG.debug("{} cannot be listed", folder, unreadable);
        }
        found.sort(null);
        return found;
    }

    /// {@return the files of these kinds in folders named by a key, in and around `folders`, by name}: a file's own
    /// without its ending, with the key before it where that says nothing or another file has it
    public Map<String, Path> of(List<Path> folders, Set<FileKind> kinds) {
        Set<Path> places = new LinkedHashSet<>();
        for (Path folder : folders) {
            places.add(folder);
            places.addAll(ModelHomes.of(folder));
        }
        Map<String, Path> found = new LinkedHashMap<>();
        for (Path place : places) {
            for (Path key : keys(place, MOST_KEYS)) {
                for (Path file : weights(key)) {
                    if (kind(file).filter(kinds::contains).isPresent()) {
                        String stem = SingleFile.stem(file);
                        boolean taken = NAMELESS.contains(stem) || found.containsKey(stem);
                        found.putIfAbsent(taken ? key.getFileName() + "/" + stem : stem, file);
                    }
                }
            }
        }
        return found;
    }

    /// A whole model has a folder of its own, and is found as one.
    private static List<Path> weights(Path key) {
        return ModelFolder.isModel(key)
                ? List.of()
                : children(
                        key,
                        MOST_FILES,
                        file -> WEIGHTS.matcher(String.valueOf(file.getFileName()))
                                        .matches()
                                && Files.isRegularFile(file));
    }

    private Optional<FileKind> kind(Path file) {
        try {
            String stamp = FileStamp.of(file);
            FileKind before = known.get(stamp);
            if (before != null) {
                return Optional.of(before);
            }
            if (known.size() >= MOST_REMEMBERED) {
                known.clear();
            }
            FileKind told = FileKind.of(TensorFile.open(file));
            known.put(stamp, told);
            return Optional.of(told);
        } catch (StudioException damaged) {
            LOG.debug("{} is passed over", file, damaged);
            return Optional.empty();
        }
    }
}
