package studio.sfumato.diffusion;

import java.nio.file.Path;
import studio.sfumato.runtime.SessionSettings;

/// What a loaded network is found by.
///
/// @param model the model's folder or file
/// @param network which of its networks, and in which form: `text_encoder/2`
/// @param settings how it was opened
public record NetworkKey(Path model, String network, SessionSettings settings) {
    @Override
    public String toString() {
        return model.getFileName() + "/" + network;
    }
}
