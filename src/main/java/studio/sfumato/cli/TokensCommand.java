package studio.sfumato.cli;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.Embeddings;
import studio.sfumato.diffusion.NamedLora;
import studio.sfumato.diffusion.PromptReader;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.error.Printable;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.Piece;
import studio.sfumato.prompt.PromptChunk;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptPlan;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.prompt.PromptSchedule;
import studio.sfumato.prompt.StepRange;

/// `sfumato tokens`: what a text encoder is given for a prompt, and when.
@Command(
        name = "tokens",
        description = "Show a prompt's tokens, their ids and weights, the chunks they fill and the steps they hold.")
final class TokensCommand implements Runnable {
    private final Workshop workshop;

    @Parameters(arity = "1..*", paramLabel = "PROMPT", description = "The prompt; several words make one.")
    private List<String> words = List.of();

    @Option(
            names = "--model",
            paramLabel = "NAME|PATH",
            description = "Read it with this model's tokenizer (default: with CLIP's, which nearly all models have).")
    private @Nullable String model;

    @Option(
            names = "--emphasis",
            paramLabel = "MODE",
            description = "What weights such as (fox:1.3) do: Original, \"No norm\", Ignore, None.")
    private String emphasis = "Original";

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            description = "Whose prompt language: a1111 (default), comfy, invoke, diffusers.")
    private String dialect = "a1111";

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Show what holds when in so many steps (default: ${DEFAULT-VALUE}).")
    private int steps = 20;

    @Mixin
    private final AddOnArgs addOns = new AddOnArgs();

    @Mixin
    private final ModelArgs models = new ModelArgs();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    TokensCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        Workshop told = models.told(workshop);
        PromptReader plain = model == null
                ? PromptReader.clip()
                : PromptReader.of(told.models().open(model));
        AddOns beside = addOns.addOns(told.addOns());
        PromptRules rules = new PromptRules(PromptDialect.parse(dialect), Emphasis.parse(emphasis));
        int calls = new Sampling(new SamplerId("Euler"), ScheduleId.AUTOMATIC, steps).steps();
        PromptPlan plan = rules.positive(String.join(" ", words), StepRange.first(calls));
        Embeddings.Found taught = new Embeddings(told.addOns()).of(plain, plan.texts(), rules, beside.embeddings());
        PromptReader reader = taught.reader();
        taught.notices().forEach(notice -> spec.commandLine().getErr().println("note: " + Printable.of(notice)));
        PrintWriter out = spec.commandLine().getOut();
        boolean first = true;
        for (int i = 0; i < plan.parts().size(); i++) {
            PromptPlan.Part part = plan.parts().get(i);
            Map<String, List<PromptSchedule.Run>> texts = new LinkedHashMap<>();
            part.schedule()
                    .runs(calls)
                    .forEach(run -> texts.computeIfAbsent(run.text(), _ -> new ArrayList<>())
                            .add(run));
            for (Map.Entry<String, List<PromptSchedule.Run>> text : texts.entrySet()) {
                if (!first) {
                    out.println();
                }
                first = false;
                if (plan.parts().size() > 1 || part.weight() != 1) {
                    out.println("Part " + (i + 1) + " of " + plan.parts().size() + ", weight " + number(part.weight()));
                }
                if (texts.size() > 1) {
                    out.println("Steps " + steps(text.getValue()) + ": "
                            + text.getKey().strip());
                }
                print(out, reader, reader.read(text.getKey(), rules), rules.emphasis());
            }
        }
        plan.networks().forEach(network -> print(out, network, network.name()));
        NamedLora.untagged(beside.loras(), plan).forEach(lora -> print(out, lora, NamedLora.stem(lora.name())));
    }

    private static void print(PrintWriter out, ExtraNetwork network, String name) {
        out.println();
        out.println("<" + network.kind() + "> " + Printable.of(name) + ": " + number(network.textEncoder())
                + " in the text encoder, " + number(network.unet()) + " in the U-Net");
    }

    private static String steps(List<PromptSchedule.Run> runs) {
        return runs.stream()
                .map(run -> run.first() == run.last() ? "" + run.first() : run.first() + "-" + run.last())
                .collect(Collectors.joining(", "));
    }

    private static void print(PrintWriter out, PromptReader reader, List<PromptChunk> chunks, Emphasis mode) {
        int tokens = chunks.stream().mapToInt(chunk -> chunk.tokens().size()).sum();
        out.println(count(tokens, "token") + " in " + count(chunks.size(), "chunk") + " of " + reader.room());
        for (int i = 0; i < chunks.size(); i++) {
            List<PromptChunk.Token> some = chunks.get(i).tokens();
            out.println();
            out.println("Chunk " + (i + 1) + ": " + count(some.size(), "token"));
            some.forEach(token -> print(out, token, mode));
        }
    }

    private static void print(PrintWriter out, PromptChunk.Token token, Emphasis mode) {
        double weight = mode == Emphasis.IGNORE ? 1 : token.weight();
        Piece piece = token.piece();
        String more = piece.endsWord() ? "" : "…";
        out.printf(
                Locale.ROOT,
                "  %6s  %6.2f  %s%n",
                piece.taught().isPresent() ? "vector" : String.valueOf(piece.id()),
                weight,
                piece.taught()
                        .map(vector -> piece.text() + " " + (vector.index() + 1) + "/"
                                + vector.word().vectors().size())
                        .orElse(piece.text() + more));
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
