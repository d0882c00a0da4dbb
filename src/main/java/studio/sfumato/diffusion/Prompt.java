package studio.sfumato.diffusion;

import java.util.Optional;
import studio.sfumato.error.RequestException;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptRules;

/// What to paint and what to keep out.
///
/// @param positive the prompt; may be empty
/// @param negative the negative prompt; may be empty
/// @param clipSkip which layer of the text encoder to use, counted from the end; 1 is the last, as in A1111
/// @param rules how both are read, and what weights such as `(fox:1.3)` do
/// @param addOns what is put on top of the model beside what the prompts name
/// @param template what they were written as, if wildcards were chosen in them
public record Prompt(
        String positive,
        String negative,
        int clipSkip,
        PromptRules rules,
        AddOns addOns,
        Optional<PromptTemplate> template) {
    /// Refuses a clip skip outside 1…12.
    public Prompt {
        if (clipSkip < 1 || clipSkip > 12) {
            throw new RequestException("clip skip must be between 1 and 12, not " + clipSkip);
        }
    }

    /// Prompts as they were written.
    public Prompt(String positive, String negative, int clipSkip, PromptRules rules, AddOns addOns) {
        this(positive, negative, clipSkip, rules, addOns, Optional.empty());
    }

    /// Prompts with nothing beside them.
    public Prompt(String positive, String negative, int clipSkip, PromptRules rules) {
        this(positive, negative, clipSkip, rules, AddOns.NONE);
    }

    /// Prompts that are read as A1111 reads them, with one of its modes of emphasis.
    public Prompt(String positive, String negative, int clipSkip, Emphasis emphasis) {
        this(positive, negative, clipSkip, new PromptRules(PromptDialect.A1111, emphasis));
    }

    /// Prompts that are read as A1111 reads them unless told otherwise.
    public Prompt(String positive, String negative, int clipSkip) {
        this(positive, negative, clipSkip, PromptRules.USUAL);
    }

    /// {@return the same with other things on top of the model}
    public Prompt with(AddOns others) {
        return new Prompt(positive, negative, clipSkip, rules, others, template);
    }
}
