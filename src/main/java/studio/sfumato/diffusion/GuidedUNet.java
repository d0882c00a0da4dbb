package studio.sfumato.diffusion;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.guidance.AttentionMap;
import studio.sfumato.diffusion.guidance.ClassifierFreeGuidance;
import studio.sfumato.diffusion.guidance.Composition;
import studio.sfumato.diffusion.guidance.FreeU;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.GuidanceRescale;
import studio.sfumato.diffusion.guidance.ImageGuidance;
import studio.sfumato.diffusion.guidance.LimitedGuidance;
import studio.sfumato.diffusion.guidance.Network;
import studio.sfumato.diffusion.guidance.PerturbedAttentionGuidance;
import studio.sfumato.diffusion.guidance.Prediction;
import studio.sfumato.diffusion.guidance.SelfAttentionGuidance;
import studio.sfumato.diffusion.guidance.ThresholdedGuidance;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.net.unet.ToldGuidance;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.prompt.ConditioningSchedule;
import studio.sfumato.runtime.Session;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// The U-Net as the denoiser a request asks for: a stack of guidance around the prediction type around the network.
/// What is off is not in the stack.
///
/// @param scale the CFG scale, as the sampler takes it
/// @param training the noise levels σ is read by
/// @param calls how many calls a sampler is expected to make
/// @param instructed whether the model is fed the picture it changes
/// @param told what a latent consistency model is told of the CFG scale, which then is 1 for all else
record GuidedUNet(
        Guidance guidance,
        double scale,
        Prediction prediction,
        NoiseSchedule training,
        int calls,
        boolean instructed,
        Optional<ToldGuidance> told) {
    /// The same of a model that is fed no picture it changes.
    GuidedUNet(Guidance guidance, double scale, Prediction prediction, NoiseSchedule training, int calls) {
        this(guidance, scale, prediction, training, calls, false, Optional.empty());
    }

    /// {@return the same of a network of such sizes, which may be told its guidance: then there is no run without the
    /// prompt, and what would change its part does nothing}
    GuidedUNet over(UNetConfig unet) {
        Optional<ToldGuidance> scaled = ToldGuidance.of(unet, guidance.scale());
        return scaled.isEmpty()
                ? this
                : new GuidedUNet(guidance.withoutNegative(), 1, prediction, training, calls, instructed, scaled);
    }

    /// {@return the graph that such guidance needs}
    UNetVariant variant() {
        return new UNetVariant(
                guidance.freeU().map(FreeU::version),
                guidance.perturbedAttention() > 0,
                guidance.selfAttention().isPresent());
    }

    /// Refuses what cannot have an effect on such a network or such a picture.
    ///
    /// @param latent the shape of one picture's latents
    /// @param factor how many pixels a latent pixel covers
    void requireFit(UNetConfig unet, Shape latent, int factor) {
        guidance.freeU()
                .map(FreeU::version)
                .filter(version -> !version.fits(unet))
                .ifPresent(version -> {
                    throw new RequestException("FreeU " + version.name().toLowerCase(Locale.ROOT)
                            + " changes nothing in this model: no stage has 2 or 4 times the channels of the finest");
                });
        boolean small = Math.min(latent.at(2), latent.at(3)) < SelfAttentionGuidance.SMALLEST;
        if (guidance.selfAttention().isPresent() && small) {
            throw new RequestException("self-attention guidance needs a width and height of at least "
                    + SelfAttentionGuidance.SMALLEST * factor);
        }
    }

    /// {@return the denoiser of `count` pictures}
    ///
    /// @param session the variant of the U-Net that this guidance needs
    /// @param made counts the calls of what is returned
    /// @param beside what the U-Net of an inpainting model is fed beside the latents: [1, more, height, width]
    Denoiser denoiser(
            Session session,
            EncodedPrompts prompt,
            CallCounter made,
            int count,
            ImageSize size,
            Optional<Tensor> beside,
            CancellationToken token) {
        return denoiser(session, prompt, _ -> ControlFeed.NONE, made, count, size, beside, token);
    }

    /// {@return the same, guided by pictures}
    ///
    /// @param controls what is fed beside to a U-Net that follows such prompts
    Denoiser denoiser(
            Session session,
            EncodedPrompts encoded,
            Function<EncodedPrompts, ControlFeed> controls,
            CallCounter made,
            int count,
            ImageSize size,
            Optional<Tensor> beside,
            CancellationToken token) {
        EncodedPrompts prompt = told.isPresent() && encoded.whole() ? encoded.prompted() : encoded;
        AttentionMap map = new AttentionMap();
        VariantPorts ports = new VariantPorts(guidance, told, false, map);
        Condition seeing = (prompts, chosen, channels) -> {
            Network unet = new PromptedUNet(
                    session, chosen, () -> prompts.rows(made.made(), count), controls.apply(prompts), size, token);
            Network fed = channels.map(more -> BlankPicture.fed(unet, more)).orElse(unet);
            Denoiser each = prediction.denoiser(fed, training);
            return prompts.composed() ? new Composition(each, prompts.weights(), count) : each;
        };
        Condition.Fed condition = (prompts, chosen) -> seeing.denoiser(prompts, chosen, beside);
        Denoiser stack = condition.denoiser(prompt, ports);
        @Nullable ConditioningSchedule negative = prompt.negative();
        if (negative != null) {
            Denoiser both = stack;
            Denoiser guided = pictured(prompt, beside)
                    .<Denoiser>map(blank -> new ImageGuidance(
                            both,
                            seeing.denoiser(EncodedPrompts.unprompted(negative), ports, Optional.of(blank)),
                            scale,
                            guidance.imageScale()))
                    .orElseGet(() -> new ClassifierFreeGuidance(both, scale));
            stack = limited(guided, () -> condition.denoiser(prompt.prompted(), ports), made);
        }
        if (guidance.perturbedAttention() > 0) {
            VariantPorts perturbed = new VariantPorts(guidance, told, true, new AttentionMap());
            stack = new PerturbedAttentionGuidance(
                    stack, condition.denoiser(prompt.prompted(), perturbed), guidance.perturbedAttention());
        }
        if (guidance.selfAttention().isPresent() && prompt.negative() != null) {
            Denoiser unprompted = condition.denoiser(EncodedPrompts.unprompted(prompt.negative()), ports);
            stack = new SelfAttentionGuidance(
                    stack, unprompted, map, guidance.selfAttention().get());
        }
        return guidance.rescale() == 0 ? stack : new GuidanceRescale(stack, guidance.rescale(), prediction);
    }

    /// Binds the network to prompts.
    private interface Condition {
        Denoiser denoiser(EncodedPrompts prompts, VariantPorts ports, Optional<Tensor> channels);

        /// Binds the network that is fed a picture to prompts.
        interface Fed {
            Denoiser denoiser(EncodedPrompts prompts, VariantPorts ports);
        }
    }

    /// {@return what a model that follows instructions is fed where it is to see no picture; empty for all others, and
    /// where that would change nothing}
    private Optional<Tensor> pictured(EncodedPrompts prompt, Optional<Tensor> beside) {
        if (!instructed || guidance.imageScale() == 1) {
            return Optional.empty();
        }
        if (prompt.composed()) {
            throw new RequestException(
                    "AND cannot be used with a model that follows instructions, unless image CFG is 1");
        }
        return beside.map(channels -> Tensor.zeros(channels.shape()));
    }

    private Denoiser limited(Denoiser free, Supplier<Denoiser> prompted, CallCounter made) {
        Denoiser guided = free;
        if (guidance.thresholding().isPresent()) {
            guided = new ThresholdedGuidance(guided, guidance.thresholding().get(), scale, training);
        }
        return guidance.limits().equals(GuidanceLimits.NONE)
                ? guided
                : new LimitedGuidance(guided, prompted.get(), guidance.limits(), made::made, calls);
    }
}
