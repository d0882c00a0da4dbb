package studio.sfumato.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import studio.sfumato.diffusion.control.DepthNetwork;
import studio.sfumato.diffusion.control.LineNetwork;
import studio.sfumato.diffusion.control.MapNetwork;
import studio.sfumato.diffusion.pose.PoseForm;
import studio.sfumato.diffusion.pose.PoseSeer;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.PoseScope;
import studio.sfumato.image.control.Strokes;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.OnnxFile;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.checkpoint.DepthFile;
import studio.sfumato.weights.checkpoint.LinesFile;

/// Makes the maps that guide pictures. Networks are opened for one map and closed again. Any thread may use it.
///
/// @param runtime starts what runs networks, if need be
/// @param shelf where networks are
/// @param settings how they are run
public record ControlMaps(Supplier<OrtRuntime> runtime, AddOnShelf shelf, Supplier<EngineSettings> settings) {
    /// In a network's place: lines are drawn by arithmetic, whatever networks there are.
    public static final String CLASSICAL = "classical";

    /// {@return the map of `picture`, of its size}; where the picture is the map, itself
    ///
    /// @param network the name or file of the network, for what needs one; empty for the first on the shelf
    /// @throws ModelFileException if a network is needed and there is none
    /// @throws RequestException if a pose is wanted and nobody is seen
    /// @throws studio.sfumato.error.StudioException if the network cannot be used
    /// @throws studio.sfumato.error.CancelledException if cancelled
    public Raster map(
            Raster picture, ControlType type, MapSettings how, Optional<String> network, CancellationToken token) {
        token.throwIfCancelled();
        return switch (type.making()) {
            case AS_IT_IS -> type.map(picture, how);
            case COMPUTED ->
                lines(type, network)
                        .map(file -> lines(picture, type, file, token))
                        .orElseGet(() -> type.map(picture, how));
            case DRAWN -> pose(picture, type.people(), network, token).drawn(picture.width(), picture.height());
            case BY_NETWORK -> type.map(depth(picture, network, token), how);
        };
    }

    /// {@return whether the map of such a type is a network's work here}
    ///
    /// @param network the name or file of one, or [#CLASSICAL]
    public boolean byNetwork(ControlType type, Optional<String> network) {
        return switch (type.making()) {
            case AS_IT_IS -> false;
            case COMPUTED -> lines(type, network).isPresent();
            case DRAWN, BY_NETWORK -> true;
        };
    }

    /// {@return whether the map of such a type can be made of a picture}
    public boolean canMake(ControlType type) {
        return switch (type.making()) {
            case AS_IT_IS, COMPUTED -> true;
            case DRAWN ->
                poses().stream()
                        .anyMatch(each ->
                                type.people().details() ? PoseForm.sees(each.file) : each.form != PoseForm.PEOPLE);
            case BY_NETWORK -> depths().findFirst().isPresent();
        };
    }

    /// {@return the file of the network that `model` itself sees depth with, if it has one and such a map is its work}
    ///
    /// @throws studio.sfumato.error.StudioException if it has a damaged one
    public static Optional<String> own(ControlType type, ModelSource model) {
        boolean asked = type.making() == ControlType.Making.BY_NETWORK && model.depth();
        return asked
                ? DepthFile.within(model.location()).map(file -> file.location().toString())
                : Optional.empty();
    }

    /// {@return everybody in `picture`, in its pixels}
    ///
    /// @param scope what of them is wanted
    /// @param network the name or file of a network that sees that; empty for the first on the shelf
    /// @throws ModelFileException if there is none
    /// @throws RequestException if nobody is seen
    /// @throws studio.sfumato.error.StudioException if the network cannot be used
    /// @throws studio.sfumato.error.CancelledException if cancelled
    public Pose pose(Raster picture, PoseScope scope, Optional<String> network, CancellationToken token) {
        List<Seeing> all = poses();
        OnnxFile file = network.map(name -> read(shelf.get(AddOnKind.POSE, name)))
                .orElseGet(() -> scope.details() ? details(all) : joints(all));
        if (scope.details() && PoseForm.of(file).isPresent() && !PoseForm.sees(file)) {
            throw new UnsupportedModelException(
                    file.name() + " sees neither hands nor faces",
                    "DWPose (dw-ll_ucoco_384.onnx) and RTMPose for whole bodies do; openpose asks for joints only.",
                    null);
        }
        try (PoseSeer seer = PoseSeer.open(file, first(all, PoseForm.PEOPLE), runtime.get(), sessions())) {
            Pose pose = seer.see(picture, token);
            if (pose.people().isEmpty()) {
                throw new RequestException(
                        file.name() + " sees nobody in the picture", "Pose somebody yourself.", null);
            }
            return pose.only(scope);
        }
    }

    private static OnnxFile joints(List<Seeing> all) {
        return first(all, PoseForm.JOINTS)
                .or(() -> first(all, PoseForm.FIELDS))
                .orElseThrow(() -> new ModelFileException(
                        "a pose needs a network that sees joints of people, and there is none",
                        "Put an ONNX file such as dw-ll_ucoco_384.onnx (with yolox_l.onnx, which finds several people,"
                                + " beside it) or OpenPose's body network into a folder called pose among your"
                                + " models, name it (network=FILE), or pose somebody yourself.",
                        null));
    }

    private static OnnxFile details(List<Seeing> all) {
        return all.stream()
                .map(Seeing::file)
                .filter(PoseForm::sees)
                .findFirst()
                .orElseThrow(() -> new ModelFileException(
                        "hands and faces need a network that sees whole bodies, and there is none",
                        "Put an ONNX file such as dw-ll_ucoco_384.onnx (with yolox_l.onnx, which finds several people,"
                                + " beside it) into a folder called pose among your models, name it (network=FILE),"
                                + " or ask for openpose, which shows joints only.",
                        null));
    }

    /// A network that sees something of people.
    private record Seeing(OnnxFile file, PoseForm form) {}

    private List<Seeing> poses() {
        return shelf.files(AddOnKind.POSE).values().stream()
                .flatMap(path -> opened(path).stream())
                .flatMap(file -> PoseForm.of(file).map(form -> new Seeing(file, form)).stream())
                .toList();
    }

    private static Optional<OnnxFile> first(List<Seeing> all, PoseForm form) {
        return all.stream().filter(each -> each.form == form).map(Seeing::file).findFirst();
    }

    private static OnnxFile read(Path path) {
        return OnnxFile.read(path, String.valueOf(path.getFileName()));
    }

    /// A file that cannot be read sees nothing.
    private static Optional<OnnxFile> opened(Path path) {
        try {
            return Optional.of(read(path));
        } catch (ModelFileException _) {
            return Optional.empty();
        }
    }

    private SessionSettings sessions() {
        EngineSettings now = settings.get();
        return new SessionSettings(now.provider(), now.threads(), now.weights().orElse(WeightMode.BY_SIZE));
    }

    /// What a network would draw for such a map; scribbles are made of soft edges only where their network is named.
    private static Optional<LinesFile.Kind> drawn(ControlType type, boolean named) {
        if (type == ControlType.LINEART) {
            return Optional.of(LinesFile.Kind.PEN);
        }
        boolean soft = type == ControlType.SOFT_EDGE || (type == ControlType.SCRIBBLE && named);
        return soft ? Optional.of(LinesFile.Kind.SOFT_EDGES) : Optional.empty();
    }

    /// The network that draws such lines, if there is one; arithmetic does if there is none.
    private Optional<LinesFile> lines(ControlType type, Optional<String> network) {
        Optional<LinesFile.Kind> wanted = drawn(type, network.isPresent());
        if (wanted.isEmpty() || network.filter(CLASSICAL::equals).isPresent()) {
            return Optional.empty();
        }
        if (network.isPresent()) {
            LinesFile file = LinesFile.open(shelf.get(AddOnKind.LINES, network.get()));
            if (file.kind() != wanted.get()) {
                throw new UnsupportedModelException(network.get() + " draws "
                        + file.kind().label() + ", not " + wanted.get().label());
            }
            return Optional.of(file);
        }
        return shelf.files(AddOnKind.LINES).values().stream()
                .flatMap(path -> lines(path).stream())
                .filter(file -> file.kind() == wanted.get())
                .findFirst();
    }

    /// Other files may lie in the same folder.
    private static Optional<LinesFile> lines(Path path) {
        try {
            return Optional.of(LinesFile.open(path));
        } catch (ModelFileException | UnsupportedModelException _) {
            return Optional.empty();
        }
    }

    private Raster lines(Raster picture, ControlType type, LinesFile file, CancellationToken token) {
        try (LineNetwork opened = LineNetwork.open(file, runtime.get(), sessions())) {
            Raster drawn = opened.map(picture, token);
            return type == ControlType.SCRIBBLE ? Strokes.of(drawn) : drawn;
        }
    }

    /// A network that may see depth. Its file has been read, which is done once.
    private sealed interface Depth {
        /// One in an ONNX file.
        record Graph(OnnxFile file) implements Depth {}

        /// DPT-Hybrid.
        record Dpt(DepthFile file) implements Depth {}

        static Depth open(Path path) {
            return OnnxFile.is(path) ? new Graph(read(path)) : new Dpt(DepthFile.open(path));
        }

        default boolean sees() {
            return switch (this) {
                case Graph(OnnxFile file) -> PoseForm.of(file).isEmpty();
                case Dpt(DepthFile file) -> !file.weights().keys().isEmpty();
            };
        }
    }

    private Raster depth(Raster picture, Optional<String> network, CancellationToken token) {
        Depth seer = network.map(name -> Depth.open(shelf.get(AddOnKind.DEPTH, name)))
                .orElseGet(this::first);
        return switch (seer) {
            case Depth.Graph(OnnxFile file) -> {
                try (MapNetwork opened = MapNetwork.open(file, runtime.get(), sessions())) {
                    yield opened.map(picture, token);
                }
            }
            case Depth.Dpt(DepthFile file) -> depth(picture, file, token);
        };
    }

    /// {@return the depth map of `picture`, of its size, as the network in `file` sees it}. Its weights stay in the
    /// file
    /// where nothing else is said: it is run once.
    ///
    /// @throws studio.sfumato.error.StudioException if the network cannot be used
    /// @throws studio.sfumato.error.CancelledException if cancelled
    Raster depth(Raster picture, DepthFile file, CancellationToken token) {
        EngineSettings now = settings.get();
        SessionSettings mapped =
                new SessionSettings(now.provider(), now.threads(), now.weights().orElse(WeightMode.MAPPED));
        try (DepthNetwork opened = DepthNetwork.open(file, runtime.get(), mapped)) {
            return opened.map(picture, token);
        }
    }

    /// Networks that see people, or draw lines, may lie in the same folder.
    private Stream<Depth> depths() {
        return shelf.files(AddOnKind.DEPTH).values().stream().flatMap(path -> seesDepth(path).stream());
    }

    private static Optional<Depth> seesDepth(Path path) {
        try {
            return Optional.of(Depth.open(path)).filter(Depth::sees);
        } catch (ModelFileException | UnsupportedModelException _) {
            return Optional.empty();
        }
    }

    private Depth first() {
        return depths().findFirst()
                .orElseThrow(() -> new ModelFileException(
                        "a depth map needs a network that sees depth, and there is none",
                        "Put dpt_hybrid-midas-501f0c75.pt, or MiDaS or Depth Anything as an ONNX file, into a folder"
                                + " called depth among your models, name it (network=FILE), or give a map that is there already (map=PICTURE).",
                        null));
    }
}
