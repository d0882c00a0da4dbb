package studio.sfumato.diffusion.pose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.ForeignGraph;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Person;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.OnnxFile;

/// Sees where people's joints are, by OpenPose's body network alone, or by one that sees the joints of one person and,
/// where there are several, one that finds people. Sizes, thresholds and colours are those of A1111's ControlNet
/// extension (`openpose`, `dw_openpose`). For one thread.
public final class PoseSeer implements AutoCloseable {
    private static final String PICTURE = "picture";
    private static final String FIRST = "first";
    private static final String SECOND = "second";

    /// The shorter side of what OpenPose's network is shown, before it is made smaller still.
    private static final int WORK_SIDE = 512;

    /// The longer side may become no longer: 57 maps of that size are held at once.
    private static final int LONGEST = 8 * WORK_SIDE;

    private static final int SEEN_HEIGHT = 184; // half of 368, on which it was trained
    private static final int STRIDE = 8;
    private static final int GREY = 128;
    private static final float FREE = 114;
    private static final double PADDING = 1.25;
    private static final float[] MEANS = {123.675f, 116.28f, 103.53f};
    private static final float[] DEVIATIONS = {58.395f, 57.12f, 57.375f};

    private final OnnxFile file;
    private final PoseForm form;
    private final Session session;
    private final @Nullable OnnxFile finderFile;
    private final @Nullable Session finder;

    private PoseSeer(
            OnnxFile file, PoseForm form, Session session, @Nullable OnnxFile finderFile, @Nullable Session finder) {
        this.file = file;
        this.form = form;
        this.session = session;
        this.finderFile = finderFile;
        this.finder = finder;
    }

    /// Opens networks.
    ///
    /// @param file of form [PoseForm#FIELDS] or [PoseForm#JOINTS]
    /// @param people of form [PoseForm#PEOPLE]: finds several people for one that sees the joints of one
    /// @throws UnsupportedModelException if a file is something else
    public static PoseSeer open(
            OnnxFile file, Optional<OnnxFile> people, OrtRuntime runtime, SessionSettings settings) {
        PoseForm form = PoseForm.of(file)
                .filter(each -> each != PoseForm.PEOPLE)
                .orElseThrow(() -> new UnsupportedModelException(
                        file.name() + " does not see joints of people",
                        "DWPose (dw-ll_ucoco_384.onnx), RTMPose and OpenPose's body network as ONNX files do.",
                        null));
        Optional<OnnxFile> helper = form == PoseForm.JOINTS ? people : Optional.empty();
        List<OnnxFile.Port> outputs = outputs(file, form);
        Session session =
                session(file, outputs.getFirst().name(), outputs.getLast().name(), runtime, settings);
        try {
            Session second = helper.isEmpty()
                    ? null
                    : session(helper.get(), helper.get().outputs().getFirst().name(), null, runtime, settings);
            return new PoseSeer(file, form, session, helper.orElse(null), second);
        } catch (StudioException unusable) {
            session.close();
            throw unusable;
        }
    }

    /// Limbs before joints, columns before rows.
    private static List<OnnxFile.Port> outputs(OnnxFile file, PoseForm form) {
        List<OnnxFile.Port> all = file.outputs();
        if (form == PoseForm.FIELDS) {
            return List.of(
                    PoseForm.with(all, PoseForm.LIMB_CHANNELS).orElseThrow(),
                    PoseForm.with(all, PoseForm.JOINT_CHANNELS).orElseThrow());
        }
        boolean turned = file.output("simcc_y").filter(all.getFirst()::equals).isPresent();
        return turned ? all.reversed() : all;
    }

    private static Session session(
            OnnxFile file, String first, @Nullable String second, OrtRuntime runtime, SessionSettings settings) {
        Map<String, String> outputs = second == null ? Map.of(FIRST, first) : Map.of(FIRST, first, SECOND, second);
        return runtime.open(
                new OnnxModel(
                        "pose network (" + file.name() + ")",
                        new ForeignGraph(
                                file.file(),
                                Map.of(PICTURE, file.inputs().getFirst().name()),
                                outputs,
                                Set.of())),
                settings);
    }

    /// {@return everybody in `picture`; nobody where nobody is seen}
    ///
    /// @throws InferenceException if a network fails or gives something else
    public Pose see(Raster picture, CancellationToken token) {
        List<Person> people = form == PoseForm.FIELDS ? fields(picture, token) : joints(picture, token);
        return new Pose(picture.width(), picture.height(), people);
    }

    private List<Person> fields(Raster picture, CancellationToken token) {
        double larger = Math.min(
                (double) WORK_SIDE / Math.min(picture.width(), picture.height()),
                (double) LONGEST / Math.max(picture.width(), picture.height()));
        int width = Math.max(1, (int) Math.rint(picture.width() * larger));
        int height = Math.max(1, (int) Math.rint(picture.height() * larger));
        double scale = (double) SEEN_HEIGHT / height;
        int seenWidth = Math.max(1, (int) (width * scale));
        Raster seen = Resampler.BOX.resize(Resampler.LANCZOS.resize(picture, width, height), seenWidth, SEEN_HEIGHT);
        int wide = (seenWidth + STRIDE - 1) / STRIDE * STRIDE;
        float[] values = new float[3 * wide * SEEN_HEIGHT];
        for (int colour = 0; colour < 3; colour++) {
            for (int y = 0; y < SEEN_HEIGHT; y++) {
                for (int x = 0; x < wide; x++) {
                    int level = x < seenWidth ? (seen.argb(x, y) >> (8 * colour)) & 0xFF : GREY; // blue first
                    values[(colour * SEEN_HEIGHT + y) * wide + x] = level / 256f - 0.5f;
                }
            }
        }
        Map<String, Tensor> given =
                session.run(Map.of(PICTURE, Tensor.wrap(Shape.of(1, 3, SEEN_HEIGHT, wide), values)), token);
        List<Plane> limbs = planes(given, FIRST, PoseForm.LIMB_CHANNELS, wide, seenWidth, width, height);
        List<Plane> joints = planes(given, SECOND, PoseForm.JOINT_CHANNELS, wide, seenWidth, width, height);
        token.throwIfCancelled();
        return new Pose(width, height, new PartFields(joints, limbs).people())
                .within(picture.width(), picture.height());
    }

    private List<Plane> planes(
            Map<String, Tensor> all, String name, int channels, int wide, int seenWidth, int width, int height) {
        Tensor given = Objects.requireNonNull(all.get(name));
        int columns = wide / STRIDE;
        int rows = SEEN_HEIGHT / STRIDE;
        if (given.shape().elements() != (long) channels * columns * rows) {
            throw new InferenceException(file.name() + " gives " + given.shape() + ", not " + channels + " planes of "
                    + columns + "×" + rows);
        }
        float[] values = given.toArray();
        List<Plane> planes = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            float[] own = new float[columns * rows];
            System.arraycopy(values, i * own.length, own, 0, own.length);
            planes.add(new Plane(own, columns, rows)
                    .resized(wide, SEEN_HEIGHT)
                    .cut(seenWidth, SEEN_HEIGHT)
                    .resized(width, height));
        }
        return planes;
    }

    private List<Person> joints(Raster picture, CancellationToken token) {
        int width = side(file, 3);
        int height = side(file, 2);
        List<Person> people = new ArrayList<>();
        for (Crop crop : crops(picture, width, height, token)) {
            float[] values = crop.of(picture, 0, false);
            int plane = width * height;
            for (int i = 0; i < values.length; i++) {
                values[i] = (values[i] - MEANS[i / plane]) / DEVIATIONS[i / plane];
            }
            Map<String, Tensor> given =
                    session.run(Map.of(PICTURE, Tensor.wrap(Shape.of(1, 3, height, width), values)), token);
            Columns.person(Objects.requireNonNull(given.get(FIRST)), Objects.requireNonNull(given.get(SECOND)), crop)
                    .ifPresent(people::add);
        }
        return people;
    }

    private static int side(OnnxFile file, int axis) {
        return file.inputs().getFirst().dim(axis).orElseThrow();
    }

    /// What is shown of each person: their frame, a quarter larger and of the network's shape. Where nothing finds
    /// people
    /// the whole picture is one.
    private List<Crop> crops(Raster picture, int width, int height, CancellationToken token) {
        List<Crop> crops = new ArrayList<>();
        for (People.Found frame : frames(picture, token)) {
            double wide = (frame.right() - frame.left()) * PADDING;
            double tall = (frame.bottom() - frame.top()) * PADDING;
            double shape = (double) width / height;
            double across = wide > tall * shape ? wide : tall * shape;
            double down = wide > tall * shape ? wide / shape : tall;
            double left = (frame.left() + frame.right() - across) / 2;
            double top = (frame.top() + frame.bottom() - down) / 2;
            crops.add(new Crop(left, top, across / width, down / height, width, height));
        }
        return crops;
    }

    private List<People.Found> frames(Raster picture, CancellationToken token) {
        if (finder == null || finderFile == null) {
            return List.of(new People.Found(0, 0, picture.width(), picture.height(), 1));
        }
        int width = side(finderFile, 3);
        int height = side(finderFile, 2);
        double ratio = Math.min((double) height / picture.height(), (double) width / picture.width());
        int within = Math.max(1, (int) (picture.width() * ratio));
        int above = Math.max(1, (int) (picture.height() * ratio));
        double across = (double) picture.width() / within;
        double down = (double) picture.height() / above;
        float[] own =
                new Crop(0.5 * across - 0.5, 0.5 * down - 0.5, across, down, within, above).of(picture, FREE, true);
        float[] values = new float[3 * width * height];
        for (int i = 0; i < values.length; i++) {
            int x = i % width;
            int y = i / width % height;
            int colour = i / (width * height);
            values[i] = x < within && y < above ? own[(colour * above + y) * within + x] : FREE;
        }
        Tensor given = finder.run(Map.of(PICTURE, Tensor.wrap(Shape.of(1, 3, height, width), values)), FIRST, token);
        return People.in(given, width, height).stream()
                .map(each -> new People.Found(
                        each.left() / ratio,
                        each.top() / ratio,
                        each.right() / ratio,
                        each.bottom() / ratio,
                        each.score()))
                .toList();
    }

    @Override
    public void close() {
        session.close();
        if (finder != null) {
            finder.close();
        }
    }
}
