package studio.sfumato.net.upscale;

import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.WeightSource;

/// A network that makes pictures larger by a whole factor.
public sealed interface UpscalerConfig permits RrdbConfig, CompactConfig {
    /// Input: a picture, 0 to 1 [batch, 3, height, width]; both sides multiples of [#multiple()].
    String PICTURE = "picture";

    /// Output: the larger picture, about 0 to 1 [batch, 3, scale·height, scale·width].
    String ENLARGED = "enlarged";

    /// Channels of a picture.
    int COLOURS = 3;

    /// {@return how many times as wide and high pictures become}
    int scale();

    /// {@return what the sides of a picture must be multiples of}
    int multiple();

    /// {@return the network}
    OnnxModel build(WeightSource weights);

    /// {@return the sizes of a network in these settings, which have BasicSR's names}
    ///
    /// @throws UnsupportedModelException if it is of no kind that this program knows
    /// @throws ModelFileException if its sizes cannot be
    static UpscalerConfig from(ComponentConfig config) {
        String kind = config.text("_class_name", "");
        return switch (kind) {
            case RrdbConfig.CLASS_NAME -> RrdbConfig.from(config);
            case CompactConfig.CLASS_NAME -> CompactConfig.from(config);
            default ->
                throw new UnsupportedModelException(
                        config.name() + ": _class_name with '" + kind + "' is not supported by this program");
        };
    }

    /// Refuses a size that no network has.
    static void require(String what, int size, int most) {
        if (size < 1 || size > most) {
            throw new ModelFileException("upscaler: " + what + " must be 1 to " + most + ", not " + size);
        }
    }
}
