package studio.sfumato.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Where A1111 (and Forge), ComfyUI and InvokeAI keep what: from any of the folders one may call a folder of models
/// (the
/// program's own, its `models`, the part of it with whole models) the folders are found in which each kind of file has
/// a
/// folder of its own. Nothing is opened.
public final class ModelHomes {
    /// What a folder of whole models is called that has folders of other things beside it.
    private static final Set<String> WHOLE = Set.of("stable-diffusion", "stablediffusion", "checkpoints", "diffusers");

    private static final String MODELS = "models";

    /// Where InvokeAI 3 takes in whatever is put there.
    private static final String AUTOIMPORT = "autoimport";

    /// By which InvokeAI parts its models before it parts them by kind.
    private static final List<String> FAMILIES =
            List.of("sd-1", "sd-2", "sdxl", "sdxl-refiner", "any", "unknown", "core");

    /// What a program's `models` has in it, one of these at least.
    private static final List<String> PARTS = List.of("Stable-diffusion", "checkpoints", "sd-1", "sd-2", "sdxl", "any");

    /// What stands in for a program's own folder where its portable form is unpacked.
    private static final List<String> UNPACKED = List.of("ComfyUI", "webui");

    /// A1111's ControlNet extension, which has a folder `models` of its own.
    public static final Path EXTENSION = Path.of("extensions", "sd-webui-controlnet");

    /// What else is in a program's own folder; tens of thousands of files may be.
    private static final Set<String> REST = Set.of(
            "venv",
            "env",
            "python",
            "python_embeded",
            "python_embedded",
            "node_modules",
            "repositories",
            "extensions",
            "extensions-builtin",
            "custom_nodes",
            "output",
            "outputs",
            "input",
            "temp",
            "tmp",
            "cache",
            "log",
            "logs",
            "html",
            "javascript",
            "web",
            "user",
            "databases");

    private ModelHomes() {}

    /// {@return the folders around and in `folder` in which there may be one of LoRAs, of VAEs and so on, the nearest
    /// first}; `folder` itself is left out, and only those are named that are there
    public static List<Path> of(Path folder) {
        Set<Path> homes = new LinkedHashSet<>();
        addBelow(folder, homes);
        Optional<Path> models = models(folder);
        models.filter(home -> !home.equals(folder)).ifPresent(home -> {
            homes.add(home);
            addBelow(home, homes);
        });
        // What is called `models`, or holds `checkpoints`, may be a program's.
        models.filter(home -> isCalled(home, Set.of(MODELS, AUTOIMPORT)))
                .map(home -> home.toAbsolutePath().normalize().getParent())
                .ifPresent(program -> {
                    homes.add(program);
                    addBelow(program, homes);
                });
        homes.remove(folder);
        return homes.stream().filter(Files::isDirectory).toList();
    }

    /// {@return the folder of all kinds of models that `folder` is or is in}
    private static Optional<Path> models(Path folder) {
        if (isCalled(folder, Set.of(MODELS, AUTOIMPORT))) {
            return Optional.of(folder);
        }
        return isCalled(folder, WHOLE)
                ? Optional.ofNullable(folder.toAbsolutePath().normalize().getParent())
                : Optional.empty();
    }

    private static boolean isCalled(Path folder, Set<String> names) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name != null && names.contains(name.toString().toLowerCase(Locale.ROOT));
    }

    private static void addBelow(Path folder, Set<Path> homes) {
        addFamilies(folder, homes);
        for (Path program : programs(folder)) {
            homes.add(program.resolve(MODELS));
            addFamilies(program.resolve(MODELS), homes);
            homes.add(program.resolve(AUTOIMPORT));
            homes.add(program.resolve(EXTENSION));
            if (!program.equals(folder)) {
                homes.add(program);
            }
        }
    }

    private static void addFamilies(Path models, Set<Path> homes) {
        FAMILIES.forEach(family -> homes.add(models.resolve(family)));
    }

    /// {@return `folder` and where in it a program may have been unpacked}
    private static List<Path> programs(Path folder) {
        Set<Path> programs = new LinkedHashSet<>(Set.of(folder));
        UNPACKED.forEach(name -> programs.add(folder.resolve(name)));
        return List.copyOf(programs);
    }

    /// {@return the parts of a program's folder, or of its `models`, that hold whole models; none where it is no
    /// program's}
    static List<Path> parts(Path folder) {
        Set<Path> parts = new LinkedHashSet<>();
        for (Path program : programs(folder)) {
            for (Path models : List.of(program, program.resolve(MODELS))) {
                List.of("Stable-diffusion", "checkpoints", "diffusers")
                        .forEach(name -> parts.add(models.resolve(name)));
                if (FAMILIES.stream().map(models::resolve).anyMatch(Files::isDirectory)
                        || (models.endsWith(MODELS) && KeyedFiles.in(models))) {
                    parts.add(models);
                }
            }
            parts.add(program.resolve(AUTOIMPORT));
        }
        return parts.stream().filter(Files::isDirectory).toList();
    }

    /// {@return whether `folder`, in `parent`, is a part of a program in which no models are looked for}
    static boolean isRest(Path parent, Path folder) {
        return isCalled(folder, REST) && isProgram(parent);
    }

    private static boolean isProgram(Path folder) {
        Path models = folder.resolve(MODELS);
        return PARTS.stream().map(models::resolve).anyMatch(Files::isDirectory) || KeyedFiles.in(models);
    }
}
