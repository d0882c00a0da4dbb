package studio.sfumato.net.unet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// By which inputs a U-Net can be guided by pictures. Each is added where it belongs and may be a single number for
/// every channel [1, channels, 1, 1].
///
/// @param residuals whether it takes what a ControlNet gives: for each picture that the way up takes again
///     [#residual], and for the middle [#MIDDLE_RESIDUAL]
/// @param features whether it takes what a T2I-Adapter gives: for the end of each resolution of the way down, and for
///     the middle, [#feature]
/// @param images whether it takes what an IP-Adapter gives: for each cross-attention [#key] and [#value]
public record ControlPorts(boolean residuals, boolean features, boolean images) {
    /// A U-Net that looks at no pictures.
    public static final ControlPorts NONE = new ControlPorts(false, false, false);

    /// A U-Net that looks at no picture as at a prompt.
    public ControlPorts(boolean residuals, boolean features) {
        this(residuals, features, false);
    }

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

    /// {@return the input of the keys of a picture for the cross-attention with number `index`}: counted down, then up,
    /// then in the middle
    public static String key(int index) {
        return "image_key_" + index;
    }

    /// {@return the input of the values that go with them}
    public static String value(int index) {
        return "image_value_" + index;
    }

    /// {@return the channels of each cross-attention of such a U-Net, in that order}
    public static List<Integer> attentionChannels(UNetConfig config) {
        List<Integer> channels = new ArrayList<>();
        for (UNetConfig.Level level : config.levels()) {
            if (level.attentionDown()) {
                channels.addAll(Collections.nCopies(level.layers() * level.transformers(), level.channels()));
            }
        }
        for (UNetConfig.Level level : config.levels().reversed()) {
            if (level.attentionUp()) {
                channels.addAll(Collections.nCopies((level.layers() + 1) * level.transformers(), level.channels()));
            }
        }
        if (config.middle()) {
            UNetConfig.Level last = config.levels().getLast();
            channels.addAll(Collections.nCopies(last.transformers(), last.channels()));
        }
        return List.copyOf(channels);
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
        return (residuals ? "+control" : "") + (features ? "+features" : "") + (images ? "+images" : "");
    }
}
