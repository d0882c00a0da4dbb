package studio.sfumato.diffusion;

import java.util.List;
import studio.sfumato.prompt.ExtraNetwork;

/// What a request puts on top of the model beside what its prompts name.
///
/// @param loras LoRAs by name or path with their strengths; each counts unless the prompt has a tag for it
public record AddOns(List<ExtraNetwork> loras) {
    /// Nothing.
    public static final AddOns NONE = new AddOns(List.of());

    /// Copies the list.
    public AddOns {
        loras = List.copyOf(loras);
    }
}
