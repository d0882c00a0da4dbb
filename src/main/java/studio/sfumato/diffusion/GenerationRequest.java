package studio.sfumato.diffusion;

import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.error.RequestException;

/// Everything that determines a picture. Equal requests give equal pixels on one machine.
///
/// @param model the model's name or folder, as the user gave it
/// @param prompt what to paint
/// @param size the picture's size
/// @param sampling how noise becomes a picture
/// @param seed the first picture's seed; picture i uses seed + i
/// @param rng whose random numbers the seed stands for
/// @param count how many pictures to make, 1…[#MOST_PICTURES]
/// @param batch how many of them one call of the network makes, 1…[#LARGEST_BATCH]
/// @param task what is made of it
public record GenerationRequest(
        String model,
        Prompt prompt,
        ImageSize size,
        Sampling sampling,
        Seed seed,
        RandomSource rng,
        int count,
        int batch,
        Task task) {
    /// The most pictures a request may ask for.
    public static final int MOST_PICTURES = 10_000;

    /// The most pictures one call may make.
    public static final int LARGEST_BATCH = 64;

    /// Refuses a blank model and counts out of range.
    public GenerationRequest {
        if (model.isBlank()) {
            throw new RequestException("model must not be empty");
        }
        if (count < 1 || count > MOST_PICTURES) {
            throw new RequestException("count must be between 1 and " + MOST_PICTURES + ", not " + count);
        }
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw new RequestException("batch must be between 1 and " + LARGEST_BATCH + ", not " + batch);
        }
    }
}
