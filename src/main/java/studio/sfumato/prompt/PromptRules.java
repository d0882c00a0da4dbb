package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.error.RequestException;

/// How prompts are read: what they are taken apart into, which tokens stand in which chunk, and what weights do.
///
/// @param dialect whose language it is
/// @param emphasis what weights do in A1111's
public record PromptRules(PromptDialect dialect, Emphasis emphasis) {
    /// A1111's language with its usual emphasis.
    public static final PromptRules USUAL = new PromptRules(PromptDialect.A1111, Emphasis.ORIGINAL);

    /// Refuses a mode of emphasis where there are no modes.
    public PromptRules {
        if (dialect != PromptDialect.A1111 && emphasis != Emphasis.ORIGINAL) {
            throw new RequestException(
                    "emphasis '" + emphasis.label() + "' is A1111's; the dialect " + dialect.label() + " has its own",
                    "leave out --emphasis or --dialect",
                    null);
        }
    }

    /// {@return the plan of a prompt}
    ///
    /// @throws RequestException if a weight or a bracket cannot be
    public PromptPlan positive(String prompt, StepRange range) {
        return switch (dialect) {
            case A1111 -> A1111Prompt.positive(prompt, range);
            case COMFY, DIFFUSERS -> PromptPlan.of(PromptSchedule.of(prompt, range));
            case INVOKE ->
                new PromptPlan(
                        PromptPlan.of(PromptSchedule.of(prompt, range)).parts(),
                        CompelPrompt.parse(prompt).networks());
        };
    }

    /// {@return the plan of a negative prompt}
    ///
    /// @throws RequestException if a bracket cannot be
    public PromptPlan negative(String prompt, StepRange range) {
        return switch (dialect) {
            case A1111 -> A1111Prompt.negative(prompt, range);
            case COMFY, DIFFUSERS -> PromptPlan.of(PromptSchedule.of(prompt, range));
            case INVOKE -> positive(prompt, range);
        };
    }

    /// {@return the chunks of a text of a plan, at least one}
    ///
    /// @throws RequestException if its weights or its length cannot be
    public List<PromptChunk> chunks(String text, ClipTokenizer tokenizer) {
        return switch (dialect) {
            case A1111 -> PromptChunks.of(parts(text), tokenizer);
            case COMFY -> ComfyChunks.of(parts(text), tokenizer);
            case INVOKE ->
                CompelPrompt.parse(text).texts().stream()
                        .flatMap(each -> CompelChunks.of(each, tokenizer).chunks().stream())
                        .toList();
            case DIFFUSERS -> List.of(PromptChunks.cut(parts(text), tokenizer));
        };
    }

    /// {@return what weights do}
    public Weighting weighting() {
        return switch (dialect) {
            case A1111, DIFFUSERS -> emphasis;
            case COMFY, INVOKE -> TowardsEmpty.INSTANCE;
        };
    }

    /// {@return the words of a text without what weights them}
    public String words(String text) {
        return String.join(" ", stretches(text));
    }

    /// {@return what of a text the tokenizer is given at once, in order}
    public List<String> stretches(String text) {
        List<String> words = new ArrayList<>();
        for (PromptPart part : parts(text)) {
            switch (part) {
                case PromptPart.Text(String plain, double _) -> words.add(plain);
                case PromptPart.Break _ -> words.add("\n");
            }
        }
        return words;
    }

    private List<PromptPart> parts(String text) {
        return switch (dialect) {
            case A1111 -> emphasis.parts(text);
            case COMFY -> ComfyGrammar.parse(text);
            case INVOKE -> List.of(new PromptPart.Text(CompelPrompt.parse(text).words(), 1));
            case DIFFUSERS -> List.of(new PromptPart.Text(text, 1));
        };
    }
}
