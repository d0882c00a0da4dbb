package studio.sfumato.ui.generate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.PromptTemplate;

/// The prompt of the request that was taken last. What it was written as counts for as long as nobody changes it.
final class TakenPrompt {
    private @Nullable Prompt taken;

    void take(Prompt prompt) {
        taken = prompt;
    }

    /// {@return what these words were written as, if they are those that were taken}
    Optional<PromptTemplate> template(String positive, String negative) {
        Prompt prompt = taken;
        return prompt != null
                        && prompt.positive().equals(positive)
                        && prompt.negative().equals(negative)
                ? prompt.template()
                : Optional.empty();
    }
}
