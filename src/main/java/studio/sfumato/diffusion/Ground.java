package studio.sfumato.diffusion;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.LatentMask;
import studio.sfumato.diffusion.inpaint.MaskedContent;
import studio.sfumato.diffusion.inpaint.Prepared;
import studio.sfumato.diffusion.inpaint.SoftOverlay;
import studio.sfumato.diffusion.inpaint.WayBack;
import studio.sfumato.diffusion.sampler.PictureWalk;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Mask;
import studio.sfumato.image.Raster;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelSource;

/// A picture that others start from.
///
/// @param latents [1, channels, height/8, width/8]
/// @param painted what of it is painted anew; empty for all
/// @param beside what an inpainting model's U-Net is fed beside the latents; empty for a blank picture
record Ground(Tensor latents, Optional<Painted> painted, Optional<Tensor> beside) {
    /// What shows where a picture is transparent, as in A1111.
    static final int BACKGROUND = 0xFFFFFF;

    private static final float ALL = 255;

    /// A part that is painted anew.
    ///
    /// @param noisy whether it begins as noise
    record Painted(LatentMask mask, WayBack back, boolean noisy) {}

    /// Makes grounds of pictures.
    ///
    /// @param sources finds them
    /// @param model who is fed them
    record Maker(
            Function<PictureRef, Raster> sources,
            PictureEncoder encoder,
            ModelSource model,
            Consumer<GenerationEvent> events,
            CancellationToken token) {
        /// {@return the ground of a request; empty where it starts from noise alone}
        Optional<Ground> of(GenerationRequest request) {
            return switch (request.task()) {
                case Task.TextToImage _ -> Optional.empty();
                case Task.ImageToImage task ->
                    Optional.of(whole(sources.apply(task.source()), task.resize(), request.size()));
                case Task.Inpaint task -> Optional.of(part(task, request.size()));
                case Task.Upscale _ -> Optional.empty(); // each of its tiles has one of its own
            };
        }

        /// {@return the ground of all of a picture}
        Ground whole(Raster source, ResizeMode resize, ImageSize size) {
            Raster shown = resize.apply(Framing.on(source, BACKGROUND), size.width(), size.height());
            int factor = encoder.vae().factor();
            Tensor latents = LatentSize.bilinear(
                    encoder.latents(shown.toTensor(), events, token), size.height() / factor, size.width() / factor);
            return over(latents);
        }

        /// {@return the latents of a picture whose sides are whole ones}
        Tensor latents(Raster picture) {
            return encoder.latents(picture.toTensor(), events, token);
        }

        /// {@return the ground of a picture of these latents}
        Ground over(Tensor latents) {
            return new Ground(latents, Optional.empty(), instruction(latents));
        }

        /// What a model that follows instructions is fed: the picture's latents as the VAE gives them.
        private Optional<Tensor> instruction(Tensor latents) {
            return model.instructed() ? Optional.of(latents.over(encoder.vae().scalingFactor())) : Optional.empty();
        }

        private Ground part(Task.Inpaint task, ImageSize size) {
            Inpainting options = task.options();
            Raster source = sources.apply(task.source());
            Mask meant = Prepared.meant(source, sources.apply(task.mask()), options);
            Mask feathered = meant.feathered(options.maskBlur());
            if (feathered.isEmpty()) {
                String why = meant.isEmpty()
                        ? "the mask is empty"
                        : "a mask blur of " + options.maskBlur() + " leaves nothing of the mask";
                events.accept(new GenerationEvent.Notice(why + ": the whole picture is changed"));
                return whole(source, task.resize(), size);
            }
            Prepared ready = Prepared.of(source, feathered, size, task.resize(), options, token);
            Tensor latents = encoder.latents(ready.shown().toTensor(), events, token);
            LatentMask mask = LatentMask.of(
                    ready.mask(), latents.shape().at(2), latents.shape().at(3), options.soft());
            Tensor begun = options.content() == MaskedContent.NOTHING
                    ? mask.within(latents, Tensor.zeros(latents.shape()))
                    : latents;
            return new Ground(
                    begun,
                    Optional.of(new Painted(mask, ready.back(), options.content() == MaskedContent.NOISE)),
                    model.inpainting()
                            ? Optional.of(fed(ready, latents.shape(), options.hard()))
                            : instruction(latents));
        }

        /// The mask, and the latents of the picture that is grey where it is painted.
        private Tensor fed(Prepared ready, Shape latents, boolean hard) {
            Raster shown = ready.shown();
            int plane = shown.width() * shown.height();
            float[] share = new float[plane];
            for (int i = 0; i < plane; i++) {
                float exact = ready.mask().at(i % shown.width(), i / shown.width()) / ALL;
                share[i] = hard ? (float) Math.rint(exact) : exact;
            }
            Tensor pixels = shown.toTensor();
            float[] masked = pixels.toArray();
            for (int i = 0; i < masked.length; i++) {
                masked[i] *= 1 - share[i % plane];
            }
            Tensor around = encoder.latents(Tensor.wrap(pixels.shape(), masked), events, token);
            int height = latents.at(2);
            int width = latents.at(3);
            float[] nearest = new float[width * height];
            for (int i = 0; i < nearest.length; i++) {
                int y = i / width * shown.height() / height;
                int x = i % width * shown.width() / width;
                nearest[i] = share[y * shown.width() + x];
            }
            return BlankPicture.joined(Tensor.wrap(Shape.of(1, 1, height, width), nearest), around);
        }
    }

    /// {@return the sampling of `count` pictures from it}
    Beginning beginning(PictureWalk walk, int count) {
        return (model, noise, steps) -> {
            Tensor start = LatentSize.times(latents, count);
            Tensor unit = noise.next(start.shape());
            if (painted.isEmpty()) {
                return walk.from(start, unit, steps.watching(model), noise, steps);
            }
            LatentMask mask = painted.get().mask();
            Tensor from = painted.get().noisy() ? mask.within(start, unit) : start;
            Tensor made = walk.from(from, unit, steps.watching(mask.over(model, from)), noise, steps);
            return mask.last(from, made);
        };
    }

    /// {@return the sampling of pictures from latents of their own}
    static Beginning beginning(Tensor start, PictureWalk walk) {
        return (model, noise, steps) ->
                walk.from(start, noise.next(start.shape()), steps.watching(model), noise, steps);
    }

    /// {@return the finished picture, what was not painted brought back}
    ///
    /// @param made what was decoded
    /// @param sampled from what: [1, channels, height/8, width/8]
    Raster finished(Raster made, Tensor sampled) {
        if (painted.isEmpty()) {
            return made;
        }
        WayBack back = painted.get().back();
        LatentMask mask = painted.get().mask();
        if (mask.soft().isEmpty()) {
            return back.apply(made);
        }
        Mask changed =
                new SoftOverlay(mask.soft().get(), mask.shares()).mask(latents, sampled, made.width(), made.height());
        return back.apply(made, back.placed(changed));
    }
}
