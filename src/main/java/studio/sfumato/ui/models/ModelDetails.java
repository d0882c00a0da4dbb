package studio.sfumato.ui.models;

import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.ModelCheck;
import studio.sfumato.weights.Lacking;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelNotes;
import studio.sfumato.weights.NoiseFacts;
import studio.sfumato.weights.NoiseWord;
import studio.sfumato.weights.Origin;
import studio.sfumato.weights.Versions;

/// What is known about one model.
///
/// @param likes what it is best used with; empty if it cannot be opened
/// @param noise what it predicts, and what tells so; empty if it cannot be opened
/// @param licence what it says about its licence
/// @param origin where it was downloaded from
/// @param notes what people have written down beside it
/// @param lacking what it cannot be used without and has not got itself
/// @param check what is wrong with its tensors; nothing if it cannot be opened
/// @param versions what its file was before it was replaced, newest first
public record ModelDetails(
        ModelEntry entry,
        Optional<ModelDefaults> likes,
        Optional<NoiseFacts> noise,
        Optional<String> licence,
        Optional<Origin> origin,
        ModelNotes notes,
        Lacking lacking,
        ModelCheck check,
        List<Versions.Version> versions) {
    /// Copies the list.
    public ModelDetails {
        versions = List.copyOf(versions);
    }

    /// {@return what is known before anything has been read}
    static ModelDetails unread(ModelEntry entry) {
        return new ModelDetails(
                entry,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ModelNotes.NONE,
                Lacking.NONE,
                ModelCheck.NOTHING,
                List.of());
    }

    /// {@return why it cannot be used, one line each; none if it can}
    List<String> problems() {
        return entry.problem().map(List::of).orElse(check.problems());
    }

    /// {@return the same with another word of the user's on its noise}
    ModelDetails withWord(NoiseWord word) {
        return new ModelDetails(
                entry,
                likes,
                noise.map(facts -> facts.withWord(word)),
                licence,
                origin,
                notes,
                lacking,
                check,
                versions);
    }
}
