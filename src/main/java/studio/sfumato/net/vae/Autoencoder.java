package studio.sfumato.net.vae;

import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Wrap;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.WeightSource;

/// What translates between pictures and their latents, of either kind. Both halves' inputs and outputs have the names
/// that [VaeDecoder] and [VaeEncoder] give.
public sealed interface Autoencoder permits VaeConfig, TinyVaeConfig {
    /// {@return channels of a picture: 3}
    int imageChannels();

    /// {@return channels of a latent: 4}
    int latentChannels();

    /// {@return how many pixels a latent's side stands for: 8}
    int factor();

    /// {@return what a latent is multiplied by to be as the U-Net has it}
    double scalingFactor();

    /// {@return the network from latents to pictures}
    ///
    /// @param wrap which edges of its pictures meet
    OnnxModel decoder(WeightSource weights, Wrap wrap);

    /// {@return the network from pictures to latents}
    ///
    /// @param wrap which edges of its pictures meet
    /// @throws ModelFileException if `weights` are a decoder's alone
    OnnxModel encoder(WeightSource weights, Wrap wrap);

    /// {@return the autoencoder that a `vae/config.json` is about}
    ///
    /// @throws UnsupportedModelException if it asks for a variant that this program does not know
    static Autoencoder from(ComponentConfig config) {
        return config.text("_class_name", "").equals(TinyVaeConfig.CLASS_NAME)
                ? TinyVaeConfig.from(config)
                : VaeConfig.from(config);
    }
}
