package studio.sfumato.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import studio.sfumato.graph.Wrap;
import studio.sfumato.job.Destination;
import studio.sfumato.settings.Settings;

/// The words of `sfumato generate`, as they were typed; `null` where nothing was.
final class GenerateOptions {
    @Mixin
    PromptArgs prompt = new PromptArgs();

    @Option(
            names = "--model",
            paramLabel = "NAME|PATH",
            description = "A model's name, as `sfumato models` lists it, or its file or folder (default: starter).")
    @Nullable
    String model;

    @Mixin
    ModelArgs models = new ModelArgs();

    @Option(
            names = "--vae",
            paramLabel = "FILE|FOLDER|NAME",
            description = "Another VAE for this model, from now on; `own` takes the model's own again.")
    @Nullable
    String vae;

    @Option(
            names = "--text-encoder",
            paramLabel = "MODEL|FILE[,FILE]",
            description = "Whose text encoders a model is used with that has none, from now on: another model's of its"
                    + " family, or those of files such as clip_l.safetensors.")
    @Nullable
    String textEncoder;

    @Option(
            names = "--compat",
            paramLabel = "TOOL",
            description = "Whose rules hold where tools differ: a1111 (default), comfy or diffusers.")
    String compat = "a1111";

    @Mixin
    AddOnArgs addOns = new AddOnArgs();

    @Mixin
    HiresArgs hires = new HiresArgs();

    @Mixin
    EnsembleArgs ensemble = new EnsembleArgs();

    @Mixin
    SamplingArgs sampling = new SamplingArgs();

    @Mixin
    GuidanceArgs guidance = new GuidanceArgs();

    @Mixin
    NoiseArgs noise = new NoiseArgs();

    @Option(names = "--size", paramLabel = "WxH", description = "The picture's size in pixels, such as 512x768.")
    @Nullable
    String size;

    @Mixin
    PictureArgs picture = new PictureArgs();

    @Mixin
    ControlArgs control = new ControlArgs();

    @Option(
            names = "--tiling",
            paramLabel = "x|y|both",
            arity = "0..1",
            fallbackValue = "both",
            description = "A picture that repeats without a seam: across, down or (alone) both.")
    String tiling = Wrap.NONE.label();

    @Option(names = "--count", paramLabel = "N", description = "How many pictures; picture i has seed + i.")
    int count = 1;

    @Option(names = "--batch", paramLabel = "N", description = "How many of them at once.")
    int batch = 1;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "One picture for each line of a text file, or each row of a .csv with a column `prompt`.")
    @Nullable
    Path prompts;

    @Mixin
    EngineArgs engine = new EngineArgs();

    @Option(names = "--preview-dir", paramLabel = "DIR", description = "Write a picture of every step there.")
    @Nullable
    Path previewDir;

    @Option(names = "--contact-sheet", description = "Also write one picture with every step side by side.")
    boolean contactSheet;

    @Option(names = "--events", description = "Print every event as a line of JSON.")
    boolean events;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE|DIR",
            description = "Where pictures go (default: Sfumato in your folder of pictures, one folder a day).")
    @Nullable
    Path out;

    /// {@return the model that was typed, or else set}
    String model(Settings settings) {
        return model == null ? settings.defaultModel() : model;
    }

    /// {@return where the pictures go; a folder that was typed is taken as it is, the usual one has folders in it}
    ///
    /// @param usual the folder where none was typed or set
    /// @param total how many pictures will go there
    Destination destination(Settings settings, Path usual, int total) {
        return out == null
                ? new Destination(
                        settings.outputFolder().orElse(usual), settings.subFolders(), settings.fileName(), 0, total)
                : new Destination(out, "", settings.fileName(), 0, total);
    }
}
