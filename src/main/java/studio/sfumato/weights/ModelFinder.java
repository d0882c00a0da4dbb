package studio.sfumato.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.checkpoint.FileKind;

/// Walks folders of models. Links are followed (shared model folders are full of them), a loop of links ends there,
/// and what cannot be read is passed over.
final class ModelFinder {
    /// Deep enough for `OWNER/NAME`, for Hugging Face's cache, `models--OWNER--NAME/snapshots/REVISION`, and for
    /// folders
    /// in InvokeAI's, `models/sd-1/main/NAME`.
    private static final int DEPTH = 5;

    /// More than a folder of models has; a home folder given by mistake ends the search here.
    private static final int MOST_VISITED = 20_000;

    private static final Pattern CACHED = Pattern.compile("(?:^|/)models--([^/]+?)--([^/]+)/snapshots/[^/]+(/.+)?$");

    /// Folders that other programs keep other things than models in, and those of a network inside a model's folder.
    private static final Set<String> OTHERS = Set.of(
            "lora",
            "loras",
            "lycoris",
            "embeddings",
            "embedding",
            "textual_inversion",
            "controlnet",
            "t2i_adapter",
            "ipadapter",
            "ip_adapter",
            "hypernetworks",
            "vae",
            "vae_approx",
            "vae-approx",
            "approxvae",
            "clip",
            "clip_vision",
            "text_encoder",
            "text_encoder_2",
            "text_encoders",
            "tokenizer",
            "unet",
            "scheduler",
            "safety_checker",
            "feature_extractor",
            "image_encoder",
            "upscale",
            "upscale_models",
            "upscaling",
            "spandrel_image_to_image",
            "upscalers",
            "esrgan",
            "realesrgan",
            "swinir",
            "gfpgan",
            "codeformer",
            "style_models",
            "gligen",
            "photomaker",
            "animatediff_models",
            "clip_embed",
            "t5_encoder",
            "siglip",
            "control_lora",
            "audio_encoders",
            "model_patches",
            "latent_upscale_models",
            "bsrgan",
            "ldsr",
            "scunet",
            "adetailer",
            "ultralytics",
            "torch_deepdanbooru",
            "blip",
            "blobs");

    /// PyTorch's ending for whatever it saves: models, words, detectors.
    private static final Pattern ANYTHING = Pattern.compile("(?i)\\.pt$");

    /// By name, but of files that differ only in their ending the one that may be anything is last.
    private static final Comparator<Path> ORDER = Comparator.<Path, Path>comparing(
                    path -> path.resolveSibling(ANYTHING.matcher(fileName(path)).replaceFirst(".~")))
            .thenComparing(Comparator.naturalOrder());

    private ModelFinder() {}

    /// {@return `OWNER/NAME` of a model in Hugging Face's cache, and where in it a file lies}
    static Optional<String> cachedName(Path path) {
        Matcher cached = CACHED.matcher(path.toString().replace('\\', '/'));
        return cached.find()
                ? Optional.of(cached.group(1) + "/" + cached.group(2)
                        + Optional.ofNullable(cached.group(3)).orElse(""))
                : Optional.empty();
    }

    /// {@return the model folders and single checkpoint files in `folder`, in order}; of `.pt` files only those whose
    /// list of tensors says that they are one.
    static SortedSet<Path> find(Path folder) {
        SortedSet<Path> found = new TreeSet<>(ORDER);
        walk(folder, new Visitor() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                String name = String.valueOf(path.getFileName());
                boolean other = !path.equals(folder)
                        && (name.startsWith(".")
                                || OTHERS.contains(name.toLowerCase(Locale.ROOT))
                                || isRest(folder, path));
                if (!other && (ModelFolder.isModel(path) || OnnxFolder.isModel(path))) {
                    found.add(path);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return other ? FileVisitResult.SKIP_SUBTREE : counted();
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && isCheckpoint(path) && !isSomethingElse(path)) {
                    found.add(path);
                }
                return counted();
            }
        });
        return found;
    }

    /// {@return the size of a file, or of all files in a folder, in bytes}
    static long size(Path path) {
        long[] bytes = {0};
        walk(path, new Visitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
                return counted();
            }
        });
        return bytes[0];
    }

    /// {@return whether this is the name of a model in a single file}
    static boolean isCheckpoint(Path path) {
        return fileName(path).matches("(?i)(?!.+\\.vae\\.).+\\.(safetensors|ckpt|pt)");
    }

    /// {@return whether `path` has an ending that says nothing, and its list of tensors is no model's, or cannot be
    /// read}
    static boolean isSomethingElse(Path path) {
        if (!ANYTHING.matcher(fileName(path)).find()) {
            return false;
        }
        try {
            FileKind kind = FileKind.of(TensorFile.open(path));
            return !kind.listed() || kind == FileKind.UNKNOWN;
        } catch (StudioException unreadable) {
            return true;
        }
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }

    /// Shows `visitor` what is in and below `start`.
    static void walk(Path start, Visitor visitor) {
        try {
            Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, visitor);
        } catch (IOException impossible) {
            // Every failure goes to visitFileFailed.
            throw new UncheckedIOException(impossible);
        }
    }

    /// Passes over what cannot be read, and ends where too much has been seen.
    abstract static class Visitor extends SimpleFileVisitor<Path> {
        private int visited;

        /// {@return whether `path` is what a program has beside its models}: in its own folder, which `start` may be,
        /// or in the one it was unpacked to
        static boolean isRest(Path start, Path path) {
            Path parent = path.getParent();
            return !path.equals(start) && parent != null && ModelHomes.isRest(parent, path);
        }

        final FileVisitResult counted() {
            visited++;
            return visited < MOST_VISITED ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public final FileVisitResult visitFileFailed(Path path, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public final FileVisitResult postVisitDirectory(Path path, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }
}
