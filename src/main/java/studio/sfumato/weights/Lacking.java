package studio.sfumato.weights;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.sfumato.error.ModelFileException;

/// What a model cannot do without and has not got itself.
///
/// @param parts the networks it lacks
/// @param lenders the names of the models whose text encoders fit it, where it lacks one
public record Lacking(Set<ModelPart> parts, List<String> lenders) {
    /// Nothing.
    public static final Lacking NONE = new Lacking(Set.of(), List.of());

    /// Keeps copies.
    public Lacking {
        parts = Set.copyOf(parts);
        lenders = List.copyOf(lenders);
    }

    /// {@return whether it lacks a VAE}
    public boolean vae() {
        return parts.contains(ModelPart.VAE);
    }

    /// {@return whether it lacks a text encoder}
    public boolean text() {
        return parts.contains(ModelPart.TEXT_ENCODER) || parts.contains(ModelPart.TEXT_ENCODER_2);
    }

    /// {@return the refusal of a model without text encoders}
    ///
    /// @param name its file's name
    public ModelFileException refused(String name) {
        return new ModelFileException(
                name + " has no " + words() + ": it is no complete model", hint().orElse(null), null);
    }

    /// {@return how it can be used all the same}
    public Optional<String> hint() {
        if (text()) {
            String lender = lenders.isEmpty() ? "MODEL" : "\"" + lenders.getFirst() + "\"";
            return Optional.of(
                    "Give it that of another model: --text-encoder " + lender + ", or in the window in Models.");
        }
        return vae() ? Optional.of("Give it one: --vae FILE or MODEL, or in the window in Models.") : Optional.empty();
    }

    private String words() {
        return Stream.of(ModelPart.TEXT_ENCODER, ModelPart.TEXT_ENCODER_2)
                .filter(parts::contains)
                .map(ModelPart::label)
                .collect(Collectors.joining(" and no "));
    }
}
