package studio.sfumato.diffusion.control;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.ForeignGraph;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.OnnxFile;

/// A network in an ONNX file that says of each place of a picture how near it is: MiDaS (Ranftl et al. 2020,
/// arXiv:1907.01341), Depth Anything (Yang et al. 2024, arXiv:2401.10891) and their like. It takes one picture
/// [1, 3, height, width] and gives one number a place, larger for what is nearer; what is named after metres (`zoe`,
/// `metric`) gives larger ones for what is farther. For one thread.
public final class MapNetwork implements AutoCloseable {
    private static final String PICTURE = "picture";
    private static final String MAP = "map";
    private static final int COLOURS = 3;

    /// The side that MiDaS was trained on, and the size of its coarsest pixels.
    private static final int MIDAS_SIDE = 384;

    private static final int MIDAS_MULTIPLE = 32;
    private static final int ANYTHING_SIDE = 518;
    private static final int ANYTHING_MULTIPLE = 14;

    private static final float[] MEANS = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATIONS = {0.229f, 0.224f, 0.225f};

    private final OnnxFile file;
    private final OnnxFile.Port input;
    private final Session session;

    private MapNetwork(OnnxFile file, OnnxFile.Port input, Session session) {
        this.file = file;
        this.input = input;
        this.session = session;
    }

    /// Opens the network in `file`.
    ///
    /// @throws UnsupportedModelException if it takes or gives something else
    public static MapNetwork open(OnnxFile file, OrtRuntime runtime, SessionSettings settings) {
        List<OnnxFile.Port> pictures = file.inputs().stream()
                .filter(port -> port.dims().size() == 4)
                .filter(port -> port.dim(1).orElse(COLOURS) == COLOURS)
                .toList();
        if (file.inputs().size() != 1 || pictures.size() != 1) {
            throw new UnsupportedModelException(
                    file.name() + " takes something else than one picture of 1×3×height×width",
                    "MiDaS and Depth Anything as ONNX files do.",
                    null);
        }
        OnnxFile.Port output = file.output("depth", "predicted_depth", "output")
                .orElseGet(() -> file.outputs().getFirst());
        OnnxModel model = new OnnxModel(
                "depth network (" + file.name() + ")",
                new ForeignGraph(
                        file.file(),
                        Map.of(PICTURE, pictures.getFirst().name()),
                        Map.of(MAP, output.name()),
                        Set.of()));
        return new MapNetwork(file, pictures.getFirst(), runtime.open(model, settings));
    }

    /// {@return the depth map of `picture`, of its size: grey, the nearest white}
    ///
    /// @throws InferenceException if the network fails or gives no such map
    public Raster map(Raster picture, CancellationToken token) {
        String name = file.name().toLowerCase(Locale.ROOT);
        boolean anything = name.contains("anything");
        int side = anything ? ANYTHING_SIDE : MIDAS_SIDE;
        int multiple = anything ? ANYTHING_MULTIPLE : MIDAS_MULTIPLE;
        double scale = (double) side / Math.min(picture.width(), picture.height());
        int width = input.dim(3).orElseGet(() -> Nearness.side(picture.width() * scale, multiple, side));
        int height = input.dim(2).orElseGet(() -> Nearness.side(picture.height() * scale, multiple, side));
        Raster sized = Resampler.LANCZOS.resize(picture, width, height);
        Tensor levels = name.contains("dpt") ? sized.toTensor() : sized.toTensor(MEANS, DEVIATIONS);
        Tensor given = session.run(Map.of(PICTURE, levels), MAP, token);
        return Resampler.BILINEAR.resize(
                grey(given, name.contains("zoe") || name.contains("metric")), picture.width(), picture.height());
    }

    private Raster grey(Tensor given, boolean farther) {
        Shape shape = given.shape();
        int places = shape.rank() < 2 ? 0 : shape.at(-1) * shape.at(-2);
        if (places == 0 || shape.elements() != places) {
            throw new InferenceException(file.name() + " gives " + shape + ", not one number for each place");
        }
        return Nearness.grey(given, farther);
    }

    @Override
    public void close() {
        session.close();
    }
}
