package studio.sfumato.diffusion;

/// What prompts were written as before their wildcards were chosen.
///
/// @param positive the prompt
/// @param negative the negative prompt
public record PromptTemplate(String positive, String negative) {}
