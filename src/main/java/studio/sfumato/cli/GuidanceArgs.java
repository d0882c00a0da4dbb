package studio.sfumato.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.prompt.PromptLine;
import studio.sfumato.weights.ModelDefaults;

/// How strongly the prompt is followed, as it was typed; `null` where nothing was.
final class GuidanceArgs {
    @Option(names = "--cfg", paramLabel = "X", description = "CFG scale: how closely the prompt is followed; 1 is off.")
    @Nullable
    Double cfg;

    Guidance guidance(PromptLine line, ModelDefaults defaults) {
        return new Guidance(line.cfg().orElse(cfg == null ? defaults.cfg() : cfg));
    }
}
