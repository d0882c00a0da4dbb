package studio.sfumato.download;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.sfumato.error.RequestException;
import studio.sfumato.weights.ModelPart;

/// What of a repository is of use: all of a model that is stored in parts, with one kind of weights for each part, and
/// every file of weights that stands alone.
final class Offers {
    private static final List<String> WEIGHTS = List.of(".safetensors", ".ckpt", ".pt", ".pth", ".sft");
    private static final String INDEX = "model_index.json";

    /// A weight file of diffusers or transformers: a variant may stand in its name, and it may be one of several.
    private static final Pattern PART = Pattern.compile(
            "(?:diffusion_pytorch_model|model)(?:\\.([A-Za-z0-9_]+))??(-\\d{5}-of-\\d{5})?(?:\\.([A-Za-z0-9_]+))?"
                    + "\\.safetensors(?:\\.index(?:\\.([A-Za-z0-9_]+))?\\.json)?");

    /// Names that say nothing about what is in a file.
    private static final Pattern NAMELESS = Pattern.compile(
            "(?i)(diffusion_pytorch_model|model|pytorch_model|pytorch_lora_weights|adapter_model|learned_embeds)"
                    + "(\\.[a-z0-9]+)?\\.[a-z]+");

    /// Where the graphs of an exported model lie, one in each folder.
    private static final Set<String> GRAPHS =
            Set.of("text_encoder", "text_encoder_2", "unet", "vae_decoder", "vae_encoder");

    private static final String GRAPH = "model.onnx";

    /// What lies beside a graph and is none of its weights, which may have any name.
    private static final Pattern NO_GRAPH = Pattern.compile("(?i).*\\.(safetensors|msgpack|h5|ckpt|pt|pth|xml|json|md)"
            + "|(diffusion_)?pytorch_model.*\\.bin|openvino_.*|flax_.*|tf_.*|\\..*");

    /// Where the network lies that sees depth, for a model that does without it where it must.
    private static final String DEPTH = "depth_estimator";

    private static final Set<String> SETTINGS = Set.of("scheduler", "tokenizer", "tokenizer_2");
    private static final List<String> BESIDE =
            List.of("README.md", "LICENSE", "LICENSE.md", "LICENSE.txt", "sfumato.json", "words.txt");

    /// Where networks lie that are no use by themselves.
    private static final Set<String> INSIDE = Set.of(
            "unet",
            "vae",
            "vae_encoder",
            "vae_decoder",
            "text_encoder",
            "text_encoder_2",
            "text_encoder_3",
            "safety_checker",
            "image_encoder",
            DEPTH,
            "transformer",
            "prior");

    private final Address.Repository repository;
    private final Hub.Contents contents;

    Offers(Address.Repository repository, Hub.Contents contents) {
        this.repository = repository;
        this.contents = contents;
    }

    /// {@return what can be had, whole models first}
    ///
    /// @throws RequestException if the repository has nothing of use, or not the file that is asked for
    List<Offer> all() {
        if (repository.file().isPresent()) {
            return List.of(named(repository.file().get()));
        }
        List<Offer> offers = new ArrayList<>(models());
        exported().ifPresent(offers::add);
        boolean parts = !offers.isEmpty();
        Set<String> safe = contents.files().stream()
                .map(RemoteFile::path)
                .filter(path -> path.endsWith(".safetensors"))
                .map(Offers::stem)
                .collect(Collectors.toSet());
        contents.files().stream()
                .filter(file -> WEIGHTS.contains(RemoteName.ending(file.name())))
                .filter(file -> file.path().endsWith(".safetensors") || !safe.contains(stem(file.path())))
                .filter(file -> !parts || !INSIDE.contains(folder(file.path())))
                .sorted(Comparator.comparing((RemoteFile file) -> !file.path().endsWith(".safetensors"))
                        .thenComparing(RemoteFile::path))
                .map(this::single)
                .forEach(offers::add);
        if (offers.isEmpty()) {
            throw new RequestException(
                    repository.name() + " has no weights that Sfumato reads",
                    contents.files().isEmpty()
                            ? "It is empty."
                            : "It has " + shortList(contents.files().stream().map(RemoteFile::path)) + ".",
                    null);
        }
        return offers;
    }

    private Offer named(String path) {
        return contents.files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .map(this::single)
                .orElseThrow(() -> new RequestException(
                        repository.name() + " has no file '" + path + "'",
                        "It has "
                                + shortList(contents.files().stream()
                                        .map(RemoteFile::path)
                                        .filter(name -> WEIGHTS.contains(RemoteName.ending(name))))
                                + ".",
                        null));
    }

    private static String shortList(Stream<String> names) {
        List<String> all = names.sorted().toList();
        int most = 12;
        return all.isEmpty()
                ? "no file of weights"
                : String.join(", ", all.subList(0, Math.min(most, all.size())))
                        + (all.size() > most ? " and " + (all.size() - most) + " more" : "");
    }

    private Offer single(RemoteFile file) {
        String name = file.name();
        String target = NAMELESS.matcher(name).matches()
                ? repository.shortName() + name.substring(name.lastIndexOf('.'))
                : name;
        RemoteFile flat = new RemoteFile(file.uri(), RemoteName.safe(target), file.size(), file.checksum());
        return new Offer(file.path(), "", false, flat.path(), List.of(flat), contents.licence());
    }

    /// The smaller weights first: what is computed is the same.
    private List<Offer> models() {
        if (contents.files().stream().noneMatch(file -> file.path().equals(INDEX))) {
            return List.of();
        }
        Set<String> parts = new LinkedHashSet<>();
        for (ModelPart part : ModelPart.values()) {
            if (contents.files().stream().anyMatch(file -> folder(file.path()).equals(part.folder()))) {
                parts.add(part.folder());
            }
        }
        Set<String> variants =
                new TreeSet<>(Comparator.comparingInt(Offers::rank).thenComparing(name -> name));
        contents.files().forEach(file -> variant(file, parts).ifPresent(variants::add));
        return variants.stream()
                .filter(variant -> parts.contains(ModelPart.UNET.folder())
                        && parts.contains(ModelPart.VAE.folder())
                        && parts.stream().allMatch(part -> has(part, variant, parts)))
                .map(variant -> model(variant, parts))
                .toList();
    }

    private static int rank(String variant) {
        return switch (variant) {
            case "fp16" -> 0;
            case "" -> 1;
            default -> 2;
        };
    }

    private boolean has(String part, String variant, Set<String> parts) {
        return contents.files().stream()
                .anyMatch(file -> folder(file.path()).equals(part)
                        && variant(file, parts).filter(variant::equals).isPresent());
    }

    /// {@return the variant that a weight file of one of `parts` belongs to; empty for any other file}
    private static Optional<String> variant(RemoteFile file, Set<String> parts) {
        Matcher match = PART.matcher(file.name());
        if (!parts.contains(folder(file.path())) || !match.matches()) {
            return Optional.empty();
        }
        return Optional.of(Stream.of(1, 3, 4)
                .map(match::group)
                .filter(group -> group != null)
                .findFirst()
                .orElse(""));
    }

    private Offer model(String variant, Set<String> parts) {
        List<RemoteFile> files = contents.files().stream()
                .filter(file -> {
                    String folder = folder(file.path());
                    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
                    boolean text = name.endsWith(".json") || name.endsWith(".txt");
                    return file.path().equals(INDEX)
                            || BESIDE.contains(file.path())
                            || (SETTINGS.contains(folder) && text)
                            || ((parts.contains(folder) || folder.equals(DEPTH))
                                    && (name.equals("config.json")
                                            || variant(file, Set.of(folder))
                                                    .filter(variant::equals)
                                                    .isPresent()));
                })
                .map(file -> new RemoteFile(file.uri(), RemoteName.safePath(file.path()), file.size(), file.checksum()))
                .sorted(Comparator.comparingLong(RemoteFile::size).thenComparing(RemoteFile::path))
                .toList();
        String target = RemoteName.safe(repository.shortName());
        return new Offer(repository.name(), variant, true, target, files, contents.licence());
    }

    /// {@return the model of exported graphs, if there is one: with the files of its weights}
    private Optional<Offer> exported() {
        Set<String> graphs = contents.files().stream()
                .filter(file -> file.path().equals(folder(file.path()) + "/" + GRAPH))
                .map(file -> folder(file.path()))
                .filter(GRAPHS::contains)
                .collect(Collectors.toSet());
        if (!graphs.containsAll(List.of("text_encoder", "unet", "vae_decoder"))) {
            return Optional.empty();
        }
        Set<String> others = contents.files().stream()
                .map(RemoteFile::path)
                .filter(path -> path.endsWith(".onnx") && !path.endsWith("/" + GRAPH))
                .collect(Collectors.toSet());
        List<RemoteFile> taken = contents.files().stream()
                .filter(file -> {
                    String path = file.path();
                    String folder = folder(path);
                    String name = path.substring(path.lastIndexOf('/') + 1);
                    return path.equals(INDEX)
                            || path.equals("vae/config.json")
                            || BESIDE.contains(path)
                            || (SETTINGS.contains(folder) && (name.endsWith(".json") || name.endsWith(".txt")))
                            || (graphs.contains(folder)
                                    && (name.equals("config.json")
                                            || (!NO_GRAPH.matcher(name).matches()
                                                    && others.stream().noneMatch(path::startsWith))));
                })
                .sorted(Comparator.comparingLong(RemoteFile::size).thenComparing(RemoteFile::path))
                .toList();
        if (taken.stream().map(RemoteFile::path).anyMatch(path -> !RemoteName.keeps(path))) {
            return Optional.empty(); // a graph names its weights' files: they cannot be called otherwise
        }
        String target = RemoteName.safe(repository.shortName());
        return Optional.of(new Offer(repository.name(), "onnx", true, target, taken, contents.licence()));
    }

    /// {@return the one folder a file lies in; empty for none or several}
    private static String folder(String path) {
        int slash = path.indexOf('/');
        return slash < 0 || slash != path.lastIndexOf('/') ? "" : path.substring(0, slash);
    }

    private static String stem(String path) {
        return path.substring(0, path.lastIndexOf('.'));
    }
}
