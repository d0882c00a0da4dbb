package studio.sfumato.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;

/// What is to be put on top of the model, as it was typed.
final class AddOnArgs {
    private static final Pattern WEIGHTED = Pattern.compile("(.+?):([+-]?(?:\\d+\\.?\\d*|\\.\\d+))");

    @Option(
            names = "--lora",
            paramLabel = "FILE|NAME[:WEIGHT]",
            description =
                    "Put a LoRA on the model, beside those the prompt names as <lora:NAME:WEIGHT>; may be repeated.")
    @Nullable
    List<String> loras;

    @Option(
            names = "--embedding",
            paramLabel = "FILE|NAME",
            description = "Let prompts name an embedding that lies in no folder of embeddings; may be repeated.")
    @Nullable
    List<String> embeddings;

    /// {@return what was typed; every file is there}
    ///
    /// @throws studio.sfumato.error.ModelFileException if one is not
    AddOns addOns(AddOnShelf shelf) {
        List<ExtraNetwork> found = new ArrayList<>();
        for (String typed : loras == null ? List.<String>of() : loras) {
            Weighted lora = Weighted.of(typed);
            shelf.get(AddOnKind.LORA, lora.name);
            found.add(ExtraNetwork.lora(lasting(lora.name), lora.weight, lora.weight, OptionalInt.empty()));
        }
        List<String> taught = embeddings == null ? List.of() : embeddings;
        taught.forEach(name -> shelf.get(AddOnKind.EMBEDDING, name));
        return new AddOns(found, taught.stream().map(AddOnArgs::lasting).toList());
    }

    /// `FILE|NAME[:WEIGHT]` in its parts; a file may have a colon in its name.
    record Weighted(String name, double weight) {
        static Weighted of(String typed) {
            Matcher weighted = WEIGHTED.matcher(typed);
            return isFile(typed) || !weighted.matches()
                    ? new Weighted(typed, 1)
                    : new Weighted(weighted.group(1), Double.parseDouble(weighted.group(2)));
        }
    }

    /// A file must be found from another folder as well, should somebody finish the queue there.
    private static String lasting(String name) {
        return isFile(name) ? Path.of(name).toAbsolutePath().normalize().toString() : name;
    }

    private static boolean isFile(String name) {
        try {
            return Files.isRegularFile(Path.of(name));
        } catch (InvalidPathException notAPath) {
            return false;
        }
    }
}
