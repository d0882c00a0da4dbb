package studio.sfumato.job;

import java.time.ZonedDateTime;
import studio.sfumato.diffusion.GenerationRequest;

/// What a picture's name can tell.
///
/// @param request what made it
/// @param picture its number, from 0, among those of the request
/// @param model what the model is called
/// @param modelHash the first ten digits of its SHA-256; empty when unknown
/// @param made when it was made
public record NameFacts(GenerationRequest request, int picture, String model, String modelHash, ZonedDateTime made) {
    String seed() {
        return request.noise(picture).seed().toString();
    }
}
