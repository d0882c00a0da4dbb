package studio.sfumato.diffusion;

import java.util.List;
import studio.sfumato.prompt.ExtraNetwork;

/// What a request puts on top of the model beside what its prompts name.
///
/// @param loras LoRAs by name or path with their strengths; each counts unless the prompt has a tag for it
/// @param embeddings files of embeddings that its prompts may name though they lie elsewhere
public record AddOns(List<ExtraNetwork> loras, List<String> embeddings) {
    /// Nothing.
    public static final AddOns NONE = new AddOns(List.of(), List.of());

    /// Copies the lists.
    public AddOns {
        loras = List.copyOf(loras);
        embeddings = List.copyOf(embeddings);
    }
}
