package studio.sfumato.diffusion;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import studio.sfumato.diffusion.sampler.PictureWalk;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Tensor;

/// A picture that others start from.
///
/// @param latents [1, channels, height/8, width/8]
record Ground(Tensor latents) {
    /// What shows where a picture is transparent, as in A1111.
    static final int BACKGROUND = 0xFFFFFF;

    /// {@return the ground of a request; empty where it starts from noise alone}
    ///
    /// @param pictures finds pictures
    static Optional<Ground> of(
            GenerationRequest request,
            Function<PictureRef, Raster> pictures,
            PictureEncoder encoder,
            Consumer<GenerationEvent> events,
            CancellationToken token) {
        return switch (request.task()) {
            case Task.TextToImage _ -> Optional.empty();
            case Task.ImageToImage task -> {
                Raster source = Framing.on(pictures.apply(task.source()), BACKGROUND);
                ImageSize size = request.size();
                Raster shown = task.resize().apply(source, size.width(), size.height());
                int factor = encoder.vae().factor();
                Tensor latents = encoder.latents(shown.toTensor(), events, token);
                yield Optional.of(
                        new Ground(LatentSize.bilinear(latents, size.height() / factor, size.width() / factor)));
            }
            case Task.Inpaint _ -> throw new RequestException("a part of a picture cannot be painted anew yet");
        };
    }

    /// {@return the sampling of `count` pictures from it}
    Beginning beginning(PictureWalk walk, int count) {
        return (model, noise, steps) -> {
            Tensor start = LatentSize.times(latents, count);
            return walk.from(start, noise.next(start.shape()), steps.watching(model), noise, steps);
        };
    }
}
