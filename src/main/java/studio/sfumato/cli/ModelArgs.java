package studio.sfumato.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where models are looked for, as it was typed; `null` where nothing was.
final class ModelArgs {
    @Option(
            names = "--models-dir",
            paramLabel = "DIR",
            description =
                    "Look for models, LoRAs and embeddings there too, and there first; A1111's and ComfyUI's folders do.")
    @Nullable
    Path folder;

    /// {@return `workshop`, which now looks there too}
    Workshop told(Workshop workshop) {
        if (folder != null) {
            workshop.alsoLookIn(folder);
        }
        return workshop;
    }
}
