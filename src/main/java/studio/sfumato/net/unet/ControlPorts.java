package studio.sfumato.net.unet;

import java.util.ArrayList;
import java.util.List;

/// By which inputs a U-Net can be guided by pictures. Each is added where it belongs and may be a single number for
/// every channel [1, channels, 1, 1].
///
/// @param residuals whether it takes what a ControlNet gives: for each picture that the way up takes again
///     [#residual], and for the middle [#MIDDLE_RESIDUAL]
/// @param features whether it takes what a T2I-Adapter gives: for the end of each resolution of the way down, and for
///     the middle, [#feature]
public record ControlPorts(boolean residuals, boolean features) {
    /// A U-Net that looks at no pictures.
    public static final ControlPorts NONE = new ControlPorts(false, false);

    /// Input: what a ControlNet adds to the middle.
    public static final String MIDDLE_RESIDUAL = "control_middle";

    /// {@return the input of what a ControlNet adds to the picture with number `index` that the way up takes again}
    public static String residual(int index) {
        return "control_" + index;
    }

    /// {@return the input of what a T2I-Adapter adds to resolution `level`; the one after the last is the middle}
    public static String feature(int level) {
        return "feature_" + level;
    }

    /// {@return the channels of what a ControlNet gives such a U-Net, in its order, the middle last}
    public static List<Integer> residualChannels(UNetConfig config) {
        List<Integer> channels = new ArrayList<>();
        channels.add(config.levels().getFirst().channels());
        for (int i = 0; i < config.levels().size(); i++) {
            UNetConfig.Level level = config.levels().get(i);
            int pictures = level.layers() + (i < config.levels().size() - 1 ? 1 : 0);
            for (int j = 0; j < pictures; j++) {
                channels.add(level.channels());
            }
        }
        channels.add(config.levels().getLast().channels());
        return List.copyOf(channels);
    }

    /// {@return the channels of what a T2I-Adapter gives such a U-Net, the middle last}
    public static List<Integer> featureChannels(UNetConfig config) {
        List<Integer> channels = new ArrayList<>();
        config.levels().forEach(level -> channels.add(level.channels()));
        channels.add(config.levels().getLast().channels());
        return List.copyOf(channels);
    }

    String suffix() {
        return (residuals ? "+control" : "") + (features ? "+features" : "");
    }
}
