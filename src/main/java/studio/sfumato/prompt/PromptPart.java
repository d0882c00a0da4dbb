package studio.sfumato.prompt;

/// A stretch of a prompt as [PromptGrammar] reads it.
public sealed interface PromptPart {
    /// Text that counts so much.
    ///
    /// @param text without the brackets, escapes and figures that gave it its weight
    /// @param weight 1 where nothing was said
    record Text(String text, double weight) implements PromptPart {}

    /// `BREAK`: what follows starts a new chunk.
    record Break() implements PromptPart {}
}
