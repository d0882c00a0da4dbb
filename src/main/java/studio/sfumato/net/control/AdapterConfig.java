package studio.sfumato.net.control;

import java.util.List;
import java.util.stream.IntStream;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.ComponentConfig;

/// The sizes of a T2I-Adapter.
///
/// @param hintChannels channels of the picture
/// @param factor the side of the squares of pixels that the first layer gathers
/// @param stages what follows, finest first
/// @param light whether it is of the light kind
public record AdapterConfig(int hintChannels, int factor, List<Stage> stages, boolean light) {
    private static final int WIDEST = 1 << 13;
    private static final int LARGEST_FACTOR = 64;
    private static final int MOST_STAGES = 8;
    private static final int MOST_BLOCKS = 64;

    /// One stage.
    ///
    /// @param channels channels of what it gives
    /// @param inner channels of its residual blocks
    /// @param blocks how many residual blocks it has
    /// @param halved whether it halves the picture first
    /// @param fitted whether a convolution brings what comes in to its width
    public record Stage(int channels, int inner, int blocks, boolean halved, boolean fitted) {}

    /// Refuses sizes that no adapter has.
    public AdapterConfig {
        stages = List.copyOf(stages);
        if (stages.isEmpty()
                || stages.size() > MOST_STAGES
                || factor > LARGEST_FACTOR
                || hintChannels > WIDEST
                || stages.stream().anyMatch(stage -> stage.channels > WIDEST || stage.blocks > MOST_BLOCKS)) {
            throw new ModelFileException("T2I-Adapter: no adapter has such sizes");
        }
    }

    /// {@return the sizes in settings that [studio.sfumato.weights.checkpoint.ControlFile] has told from the tensors}
    public static AdapterConfig from(ComponentConfig config) {
        List<Integer> channels = config.ints("channels", List.of());
        List<Integer> inner = config.ints("inner_channels", channels);
        List<Integer> blocks = config.ints("num_res_blocks", List.of());
        List<Boolean> halved = config.flags("halved", List.of());
        List<Boolean> fitted = config.flags("fitted", List.of());
        List<Stage> stages = IntStream.range(0, channels.size())
                .mapToObj(i -> new Stage(channels.get(i), inner.get(i), blocks.get(i), halved.get(i), fitted.get(i)))
                .toList();
        return new AdapterConfig(
                config.positive("in_channels", 3),
                config.positive("downscale_factor", 8),
                stages,
                config.flag("light", false));
    }

    /// {@return what the picture's sides must be a multiple of}
    public int multiple() {
        return factor;
    }
}
