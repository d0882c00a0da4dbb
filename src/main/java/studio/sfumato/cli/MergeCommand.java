package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.Suggestions;
import studio.sfumato.job.AskedPrediction;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.merge.Blocks;
import studio.sfumato.weights.merge.Merge;
import studio.sfumato.weights.merge.MergeMethod;
import studio.sfumato.weights.merge.MergeRecipe;
import studio.sfumato.weights.merge.Precision;

/// `sfumato merge`: one model of several.
@Command(
        name = "merge",
        sortOptions = false,
        description = "Make one model of two or three, with LoRAs and a VAE baked in.")
final class MergeCommand implements Runnable {
    private static final double MEGABYTE = 1e6;
    private static final int PERCENT = 100;

    private final Workshop workshop;

    @Parameters(
            arity = "1..3",
            paramLabel = "MODEL",
            description = "A, B and for add-difference C: names or paths. One alone is copied with what is baked in.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> models;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description =
                    "weighted-sum (default): (1-m)A + mB; add-difference: A + m(B-C); sigmoid: weighted, m eased.")
    private String method = MergeMethod.WEIGHTED_SUM.id();

    @Option(names = "--amount", paramLabel = "M", description = "How much of B, from 0 to 1 (default: 0.5).")
    private double amount = 0.5;

    @Option(
            names = "--blocks",
            paramLabel = "AMOUNTS",
            description =
                    "Other amounts for the U-Net's blocks: IN04=0.2,OUT11=1 or all of them in order, BASE,IN00,…,M00,OUT00,…")
    @Nullable
    private String blocks;

    @Option(names = "--lora", paramLabel = "FILE|NAME[:WEIGHT]", description = "Bake a LoRA in; may be repeated.")
    @Nullable
    private List<String> loras;

    @Option(names = "--vae", paramLabel = "FILE|FOLDER|NAME", description = "Bake in another VAE.")
    @Nullable
    private String vae;

    @Option(names = "--precision", paramLabel = "TYPE", description = "fp16 (default), bf16 or fp32.")
    private String precision = Precision.FP16.label();

    @Option(names = "--overwrite", description = "Replace the file if there is one of this name.")
    private boolean overwrite;

    @Mixin
    private final ModelArgs folders = new ModelArgs();

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FILE",
            description = "The file to write: NAME.safetensors.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    MergeCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        MergeMethod how = one(
                "--method",
                method,
                MergeMethod::of,
                Stream.of(MergeMethod.values()).map(MergeMethod::id));
        Precision type = one(
                "--precision",
                precision,
                Precision::of,
                Stream.of(Precision.values()).map(Precision::label));
        ModelCatalogue known = folders.told(workshop).models();
        if (blocks != null && models.size() == 1) {
            throw new RequestException("--blocks: with one model alone there is nothing to weigh");
        }
        List<ModelSource> sources = models.stream().map(known::openAsStored).toList();
        Map<String, Double> byBlock = blocks == null
                ? Map.of()
                : Blocks.read(blocks, sources.getFirst().family());
        MergeRecipe recipe = new MergeRecipe(
                sources, how, amount, byBlock, baked(), Optional.ofNullable(vae).map(known::vae), type, out, overwrite);
        CancellationToken cancel = new CancellationToken();
        Interrupts.hear(_ -> cancel.cancel());
        AskedPrediction asking = new AskedPrediction(
                () -> OrtRuntime.start(workshop.paths().cache()), () -> new EngineArgs().engine(workshop.settings()));
        Merge.Made made =
                made(new Merge(recipe, workshop.hashes(), LocalDate.now(ZoneId.systemDefault()), asking), cancel);
        PrintWriter err = spec.commandLine().getErr();
        made.notices().forEach(notice -> err.println("note: " + Printable.of(notice)));
        err.flush();
        spec.commandLine()
                .getOut()
                .printf(Locale.ROOT, "%s  %.0f MB%n", Printable.of(made.file().toString()), made.bytes() / MEGABYTE);
    }

    private Merge.Made made(Merge merge, CancellationToken cancel) {
        try {
            return merge.run(progress(), cancel);
        } finally {
            clear();
        }
    }

    private List<MergeRecipe.Baked> baked() {
        return (loras == null ? List.<String>of() : loras)
                .stream()
                        .map(AddOnArgs.Weighted::of)
                        .map(lora -> new MergeRecipe.Baked(
                                workshop.addOns().get(AddOnKind.LORA, lora.name()), lora.weight()))
                        .toList();
    }

    private static <T> T one(String option, String typed, Function<String, Optional<T>> known, Stream<String> names) {
        List<String> all = names.toList();
        return known.apply(typed).orElseThrow(() -> {
            List<String> near = Suggestions.nearest(typed, all);
            return new RequestException(
                    option + ": there is no '" + typed + "'",
                    near.isEmpty()
                            ? all.stream().collect(Collectors.joining(", ", "There are ", "."))
                            : "Did you mean " + String.join(" or ", near) + "?",
                    null);
        });
    }

    private Merge.Progress progress() {
        if (!workshop.interactive()) {
            return (_, _) -> {};
        }
        PrintWriter err = spec.commandLine().getErr();
        return new Merge.Progress() {
            private long shown = -1;

            @Override
            public void at(long done, long total) {
                long percent = done * PERCENT / total;
                if (percent > shown) {
                    clear();
                    shown = percent;
                    err.printf(Locale.ROOT, "%3d %%  %.0f of %.0f MB", percent, done / MEGABYTE, total / MEGABYTE);
                    err.flush();
                }
            }

            @Override
            public void asking(ModelSource model) {
                clear();
                err.print("finding out what " + Printable.of(model.name()) + " predicts");
                err.flush();
            }
        };
    }

    private void clear() {
        if (workshop.interactive()) {
            spec.commandLine().getErr().print("\r\u001b[2K");
            spec.commandLine().getErr().flush();
        }
    }
}
