package studio.sfumato.diffusion;

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
public record Prompt(String positive, String negative, int clipSkip, PromptRules rules) {
    /// Refuses a clip skip outside 1…12.
    public Prompt {
        if (clipSkip < 1 || clipSkip > 12) {
            throw new RequestException("clip skip must be between 1 and 12, not " + clipSkip);
        }
    }

    /// Prompts that are read as A1111 reads them, with one of its modes of emphasis.
    public Prompt(String positive, String negative, int clipSkip, Emphasis emphasis) {
        this(positive, negative, clipSkip, new PromptRules(PromptDialect.A1111, emphasis));
    }

    /// Prompts that are read as A1111 reads them unless told otherwise.
    public Prompt(String positive, String negative, int clipSkip) {
        this(positive, negative, clipSkip, PromptRules.USUAL);
    }
}
