package studio.sfumato.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.PictureFile;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.job.ControlUnits;
import studio.sfumato.job.PoseJson;
import studio.sfumato.job.SourceStore;
import studio.sfumato.weights.addon.AddOnKind;

/// The pictures that guide others, as they were typed.
final class ControlArgs {
    private static final List<String> KEYS = List.of(
            "type", "image", "map", "mask", "model", "network", "weight", "start", "end", "mode", "resize", "low",
            "high");

    private static final String KEY = "\\s*(" + String.join("|", KEYS) + ")\\s*=";

    /// A comma parts two settings only where the name of one follows: paths may have commas.
    private static final Pattern SETTING = Pattern.compile("(?i)" + KEY + "(.*?)(?=," + KEY + "|$)");

    @Option(
            names = "--control",
            paramLabel = "TYPE=canny,image=F,model=M[,…]",
            description = {
                "Guide the pictures by another, with a ControlNet or T2I-Adapter; may be repeated.",
                "TYPE: canny, scribble, lineart, softedge, invert, depth, normal, openpose, segmentation, tile, inpaint,"
                        + " shuffle, or none; openpose_hand, openpose_face, openpose_full: with hands, face, both;"
                        + " openpose_faceonly.",
                "image=PICTURE: what to follow (default: that of --init); for openpose… a pose as JSON.",
                "map=PICTURE: a map that is there already. mask=PICTURE: for inpaint, white is painted anew.",
                "model=NAME|FILE: see `sfumato controls`. network=NAME|FILE: one that sees depth.",
                "weight=1 (0 to 2), start=0, end=1 (shares of the steps), mode=balanced, prompt or control,"
                        + " resize=crop, stretch or fill, low=100, high=200."
            })
    @Nullable
    List<String> controls;

    @Option(
            names = "--depth-map",
            paramLabel = "PICTURE",
            description = {
                "For a model that sees depth: how near things are, the nearest white.",
                "Without it the model's own network sees the depth of --init, or one in a folder called depth."
            })
    @Nullable
    Path depthMap;

    /// What was typed, and the picture that it follows where it names none.
    private record Asked(String typed, Optional<PictureRef> own) {}

    private final Map<Asked, ControlUnit> known = new HashMap<>();

    /// {@return the depth map, kept: it is read once for all requests}
    Optional<PictureRef> depthMap(SourceStore sources) {
        return Optional.ofNullable(depthMap).map(PictureFile::read).map(sources::keep);
    }

    /// {@return the units for a picture made so}; what follows the same picture as before is not made again.
    ///
    /// @param depth the map for a model that sees depth
    /// @param byPath whether networks are to be named by their path, as nobody else knows their folder
    /// @throws RequestException if something typed cannot be; the message names it
    /// @throws studio.sfumato.error.CancelledException if cancelled
    List<ControlUnit> units(
            Task task, ControlUnits units, Optional<PictureRef> depth, boolean byPath, CancellationToken token) {
        List<ControlUnit> all = new ArrayList<>();
        for (String typed : controls == null ? List.<String>of() : controls) {
            try {
                Map<String, String> settings = settings(typed);
                boolean follows = !settings.containsKey("map") && !settings.containsKey("image");
                Optional<PictureRef> own = task.pictures().stream().findFirst().filter(_ -> follows);
                Asked asked = new Asked(typed, own);
                ControlUnit unit = known.get(asked);
                if (unit == null) {
                    unit = unit(settings, own, units, byPath, token);
                    known.put(asked, unit);
                }
                all.add(unit);
            } catch (RequestException wrong) {
                throw new RequestException("--control " + typed + ": " + wrong.getMessage(), wrong.hint(), wrong);
            }
        }
        depth.map(map -> units.depth(map, task)).ifPresent(all::add);
        return all;
    }

    private static Map<String, String> settings(String typed) {
        Map<String, String> settings = new LinkedHashMap<>();
        int at = 0;
        Matcher setting = SETTING.matcher(typed);
        while (at < typed.length()) {
            if (!setting.region(at, typed.length()).lookingAt()) {
                throw new RequestException(
                        "'" + typed.substring(at).strip() + "' is no setting",
                        "There are: " + String.join(", ", KEYS),
                        null);
            }
            String key = setting.group(1).toLowerCase(Locale.ROOT);
            if (settings.put(key, setting.group(2).strip()) != null) {
                throw new RequestException(key + " is there twice");
            }
            at = setting.end() + 1;
        }
        return settings;
    }

    private static ControlUnit unit(
            Map<String, String> typed,
            Optional<PictureRef> own,
            ControlUnits units,
            boolean byPath,
            CancellationToken token) {
        ControlType type = ControlType.get(typed.getOrDefault("type", "none"));
        String model = typed.get("model");
        if (model == null) {
            throw new RequestException("model is missing", "See what there is: sfumato controls", null);
        }
        Path file = units.maps().shelf().get(AddOnKind.CONTROL, model); // says now what there is instead
        String name = byPath ? file.toAbsolutePath().normalize().toString() : lasting(model);
        ControlUnit plain = plain(type, name, typed, own, units, token);
        MapSettings usual = type.settings();
        return new ControlUnit(
                type,
                plain.made(),
                plain.picture(),
                plain.model(),
                number(typed, "weight", 1),
                number(typed, "start", 0),
                number(typed, "end", 1),
                ControlMode.get(typed.getOrDefault("mode", ControlMode.BALANCED.label())),
                ResizeMode.get(typed.getOrDefault("resize", ResizeMode.CROP.label())),
                new MapSettings(number(typed, "low", usual.low()), number(typed, "high", usual.high())));
    }

    private static ControlUnit plain(
            ControlType type,
            String model,
            Map<String, String> typed,
            Optional<PictureRef> own,
            ControlUnits units,
            CancellationToken token) {
        String map = typed.get("map");
        String image = typed.get("image");
        if (map != null && image != null) {
            throw new RequestException("image and map exclude each other");
        }
        if (map != null) {
            return units.made(masked(PictureFile.read(Path.of(map)), typed), type, model);
        }
        if (image != null && ControlMapCommand.isPose(Path.of(image))) {
            return units.of(PoseJson.read(Path.of(image)), type, model);
        }
        Raster picture = masked(image == null ? own(own, units) : PictureFile.read(Path.of(image)), typed);
        return units.of(picture, type, model, Optional.ofNullable(typed.get("network")), token);
    }

    private static Raster masked(Raster picture, Map<String, String> typed) {
        String mask = typed.get("mask");
        return mask == null ? picture : ControlUnits.masked(picture, PictureFile.read(Path.of(mask)));
    }

    private static Raster own(Optional<PictureRef> picture, ControlUnits units) {
        return units.sources()
                .open(picture.orElseThrow(() -> new RequestException("image is missing: what should it follow?")));
    }

    private static double number(Map<String, String> typed, String key, double usual) {
        String value = typed.get(key);
        try {
            return value == null ? usual : Double.parseDouble(value);
        } catch (NumberFormatException none) {
            throw new RequestException(key + " must be a number, not '" + value + "'", null, none);
        }
    }

    /// A file must be found from another folder as well, should somebody finish the queue there.
    static String lasting(String name) {
        try {
            return Files.isRegularFile(Path.of(name))
                    ? Path.of(name).toAbsolutePath().normalize().toString()
                    : name;
        } catch (InvalidPathException notAPath) {
            return name;
        }
    }
}
