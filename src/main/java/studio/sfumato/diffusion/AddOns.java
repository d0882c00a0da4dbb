package studio.sfumato.diffusion;

import java.util.List;
import studio.sfumato.prompt.ExtraNetwork;

/// What a request puts on top of the model beside what its prompts name.
///
/// @param loras LoRAs by name or path with their strengths; each counts unless the prompt has a tag for it
/// @param embeddings embeddings by name or path, which its prompts can name
public record AddOns(List<ExtraNetwork> loras, List<String> embeddings) {
    /// Nothing.
    public static final AddOns NONE = new AddOns(List.of());

    /// Copies the lists.
    public AddOns {
        loras = List.copyOf(loras);
        embeddings = List.copyOf(embeddings);
    }

    /// LoRAs only.
    public AddOns(List<ExtraNetwork> loras) {
        this(loras, List.of());
    }

    /// {@return the same with these LoRAs in place of others}
    public AddOns withLoras(List<ExtraNetwork> others) {
        return new AddOns(others, embeddings);
    }

    /// {@return the same with these embeddings in place of others}
    public AddOns withEmbeddings(List<String> others) {
        return new AddOns(loras, others);
    }
}
