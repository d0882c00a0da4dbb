package studio.sfumato.diffusion;

import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Tensor;

/// What happens to a request, in order. The last event is always [Finished], [Cancelled] or [Failed].
public sealed interface GenerationEvent {
    /// The request waits for the inference thread.
    record Queued(GenerationRequest request) implements GenerationEvent {}

    /// Something the user should know that does not stop the work: a fallback, words that were cut or are unknown.
    record Notice(String message) implements GenerationEvent {}

    /// A network is being loaded.
    record LoadingModel(String network) implements GenerationEvent {}

    /// The prompts are being encoded.
    record Encoding() implements GenerationEvent {}

    /// A sampling step ended.
    ///
    /// @param pictures numbers, from 0, of the pictures this call makes
    /// @param step the step, from 1
    /// @param steps how many there are
    /// @param seconds how long the step took
    record Stepped(List<Integer> pictures, int step, int steps, double seconds) implements GenerationEvent {}

    /// A step's estimate of the final picture.
    ///
    /// @param picture its number, from 0
    /// @param step the step, from 1
    /// @param frame draws it
    record Previewed(int picture, int step, int steps, StepFrame frame) implements GenerationEvent {
        /// The estimate as a picture that has been drawn.
        public Previewed(int picture, int step, int steps, Raster preview) {
            this(picture, step, steps, new StepFrame.Drawn(preview));
        }

        /// {@return the estimate, drawn now}
        public Raster preview() {
            return frame.draw(StepFrame.Estimate.MERGED).orElseThrow();
        }
    }

    /// The latents are being turned into pixels.
    record Decoding(List<Integer> pictures) implements GenerationEvent {}

    /// A stage ended.
    ///
    /// @param residentBytes the process's memory at its end
    /// @param peakBytes the most the process has used so far
    record StageDone(Stage stage, double seconds, long residentBytes, long peakBytes) implements GenerationEvent {}

    /// A picture is done.
    ///
    /// @param picture its number, from 0
    /// @param seed its own seed
    /// @param latents what it was decoded from: [1, channels, height, width] in latent pixels
    /// @param step the step, from 1, after which it was ended early; 0 for a picture that was finished
    /// @param stages what it took: the stages since the picture before it, those of a batch for all of the batch
    record ImageReady(int picture, Seed seed, Raster image, Tensor latents, int step, List<StageDone> stages)
            implements GenerationEvent {
        /// Copies the stages.
        public ImageReady {
            stages = List.copyOf(stages);
        }

        /// A picture that was finished, and of which nobody knows what it took.
        public ImageReady(int picture, Seed seed, Raster image, Tensor latents) {
            this(picture, seed, image, latents, 0, List.of());
        }

        /// {@return the same as the picture with another number}
        public ImageReady numbered(int number) {
            return new ImageReady(number, seed, image, latents, step, stages);
        }
    }

    /// Pictures were left out because somebody asked for it.
    record Skipped(List<Integer> pictures) implements GenerationEvent {}

    /// All pictures are done.
    record Finished(double seconds) implements GenerationEvent {}

    /// The work was cancelled; pictures that were ready before stay valid.
    record Cancelled() implements GenerationEvent {}

    /// The work failed.
    ///
    /// @param message one line naming the file, field or network
    /// @param hint what to do about it, if anything
    /// @param exitCode the exit code of the command line
    record Failed(String message, @Nullable String hint, int exitCode) implements GenerationEvent {}
}
