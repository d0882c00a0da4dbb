package studio.sfumato.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.diffusion.PromptReader;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.PromptChunk;

/// `sfumato tokens`: what a text encoder is given for a prompt.
@Command(name = "tokens", description = "Show a prompt's tokens, their ids and weights, and the chunks they fill.")
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

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    TokensCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        PromptReader reader = model == null
                ? PromptReader.clip()
                : PromptReader.of(workshop.models().open(model));
        Emphasis mode = Emphasis.parse(emphasis);
        List<PromptChunk> chunks = reader.read(String.join(" ", words), mode);
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
        String more = token.piece().endsWord() ? "" : "…";
        out.printf(
                Locale.ROOT,
                "  %6d  %6.2f  %s%n",
                token.piece().id(),
                weight,
                token.piece().text() + more);
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
