package studio.sfumato.diffusion.control;

import java.util.Map;
import studio.sfumato.diffusion.hires.LatentUpscale;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.net.depth.DepthNet;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.checkpoint.DepthFile;

/// Sees how near everything in a picture is with DPT-Hybrid, whose pictures are brought to size as Stability's
/// `AddMiDaS` does it for the depth model: by as little as brings one side to 384, cubic. For one thread.
public final class DepthNetwork implements AutoCloseable {
    /// The side of the squares that it was trained on.
    private static final int SIDE = 384;

    /// Larger pictures are looked at smaller: cubic interpolation of all their pixels would take much memory for
    /// nothing.
    private static final double MOST_PIXELS = 1 << 22;

    private static final int WHITE = 0xFFFFFF;

    private final Session session;

    private DepthNetwork(Session session) {
        this.session = session;
    }

    /// Opens the network in `file`.
    ///
    /// @throws studio.sfumato.error.ModelFileException if its tensors do not make one
    public static DepthNetwork open(DepthFile file, OrtRuntime runtime, SessionSettings settings) {
        return new DepthNetwork(runtime.open(DepthNet.from(file.config()).build(file.weights()), settings));
    }

    /// {@return the depth map of `picture`, of its size: grey, the nearest white; all black where nothing is nearer}
    ///
    /// @throws studio.sfumato.error.InferenceException if the network fails, or gives what is no number
    public Raster map(Raster picture, CancellationToken token) {
        double smaller = Math.min(1, Math.sqrt(MOST_PIXELS / ((double) picture.width() * picture.height())));
        Raster opaque = Framing.on(picture, WHITE);
        Raster seen = smaller < 1
                ? Resampler.LANCZOS.resize(opaque, scaled(picture.width(), smaller), scaled(picture.height(), smaller))
                : opaque;
        double across = (double) SIDE / seen.width();
        double down = (double) SIDE / seen.height();
        double scale = Math.abs(1 - across) < Math.abs(1 - down) ? across : down;
        Tensor sized =
                LatentUpscale.BICUBIC.apply(seen.toTensor(), side(seen.height() * scale), side(seen.width() * scale));
        Tensor near = session.run(Map.of(DepthNet.PIXELS, sized), DepthNet.NEAR, token);
        Raster map = Nearness.grey(LatentUpscale.BICUBIC.apply(near, seen.height(), seen.width()), false);
        return smaller < 1 ? Resampler.BILINEAR.resize(map, picture.width(), picture.height()) : map;
    }

    private static int scaled(int side, double scale) {
        return Math.max(1, (int) Math.rint(side * scale));
    }

    private static int side(double length) {
        return Nearness.side(length, DepthNet.MULTIPLE, SIDE);
    }

    @Override
    public void close() {
        session.close();
    }
}
