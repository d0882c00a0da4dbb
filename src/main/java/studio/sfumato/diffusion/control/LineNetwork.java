package studio.sfumato.diffusion.control;

import java.util.Map;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.net.control.LineNet;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.checkpoint.LinesFile;

/// Draws the lines of pictures with a network, light on black. For one thread.
public final class LineNetwork implements AutoCloseable {
    private static final int WHITE = 0xFFFFFF;

    /// Larger pictures are looked at smaller.
    private static final double MOST_PIXELS = 1 << 20;

    /// Four halvings must leave something.
    private static final int LEAST_SIDE = 32;

    private final LineNet net;
    private final Session session;

    private LineNetwork(LineNet net, Session session) {
        this.net = net;
        this.session = session;
    }

    /// Opens the network in `file`.
    ///
    /// @throws studio.sfumato.error.ModelFileException if its tensors do not make one
    public static LineNetwork open(LinesFile file, OrtRuntime runtime, SessionSettings settings) {
        LineNet net = LineNet.from(file.config());
        return new LineNetwork(net, runtime.open(net.build(file.weights()), settings));
    }

    /// {@return the lines of `picture`, of its size: grey, light on black}
    ///
    /// @throws studio.sfumato.error.InferenceException if the network fails
    public Raster map(Raster picture, CancellationToken token) {
        double smaller = Math.min(1, Math.sqrt(MOST_PIXELS / ((double) picture.width() * picture.height())));
        int width = side(picture.width() * smaller);
        int height = side(picture.height() * smaller);
        Raster opaque = Framing.on(picture, WHITE);
        boolean same = width == picture.width() && height == picture.height();
        Raster sized = same ? opaque : Resampler.LANCZOS.resize(opaque, width, height);
        Raster drawn = grey(session.run(Map.of(LineNet.PICTURE, levels(sized)), LineNet.LINES, token));
        return same ? drawn : Resampler.BILINEAR.resize(drawn, picture.width(), picture.height());
    }

    private int side(double length) {
        int multiple = net.multiple();
        return Math.max(LEAST_SIDE, (int) Math.rint(length / multiple) * multiple);
    }

    private static Tensor levels(Raster picture) {
        int[] argb = picture.toArgb();
        float[] values = new float[LineNet.COLOURS * argb.length];
        for (int plane = 0; plane < LineNet.COLOURS; plane++) {
            for (int i = 0; i < argb.length; i++) {
                values[plane * argb.length + i] = (argb[i] >> (16 - 8 * plane)) & 0xFF;
            }
        }
        return Tensor.wrap(Shape.of(1, LineNet.COLOURS, picture.height(), picture.width()), values);
    }

    private Raster grey(Tensor given) {
        float[] values = given.toArray();
        int[] argb = new int[values.length];
        for (int i = 0; i < argb.length; i++) {
            int level = (int) Math.clamp(255 * values[i], 0f, 255f);
            argb[i] = 0x010101 * (net.dark() ? 255 - level : level);
        }
        return Raster.opaque(given.shape().at(-1), given.shape().at(-2), argb);
    }

    @Override
    public void close() {
        session.close();
    }
}
