package studio.sfumato.diffusion;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.diffusion.guidance.AttentionMap;
import studio.sfumato.net.unet.ToldGuidance;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// The inputs and outputs that a variant of the U-Net has beside the plain one's.
///
/// @param guidance what the variant was chosen for
/// @param told what a latent consistency model is told of it
/// @param perturbed whether the middle is not to look around
/// @param map takes what a watched variant tells
record VariantPorts(Guidance guidance, Optional<ToldGuidance> told, boolean perturbed, AttentionMap map) {
    /// Adds the inputs of a run over `pictures` pictures.
    void feed(Map<String, Tensor> inputs, int pictures) {
        told.ifPresent(scale -> inputs.put(UNet.TIMESTEP_COND, scale.embedding(pictures)));
        guidance.freeU().ifPresent(freeU -> inputs.put(UNet.FREE_U, freeU.factors()));
        if (guidance.perturbedAttention() > 0) {
            float[] flags = new float[pictures];
            Arrays.fill(flags, perturbed ? 1 : 0);
            inputs.put(UNet.PERTURBED, Tensor.wrap(Shape.of(pictures), flags));
        }
    }

    /// {@return whether a run tells where the network looked}
    boolean watched() {
        return guidance.selfAttention().isPresent();
    }
}
