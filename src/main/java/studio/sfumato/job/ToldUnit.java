package studio.sfumato.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlMode;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.ControlType.Making;
import studio.sfumato.image.control.MapSettings;

/// A picture that guided another, as the text of A1111's ControlNet extension tells, in all the forms it has had:
/// `ControlNet 0: "Module: canny, Model: control_v11p_sd15_canny [d14c016b], Weight: 1, …"`, before that
/// `"preprocessor: canny, model: …, starting/ending: (0, 1), …"`, and at first a field for each value,
/// `ControlNet-0 Module: canny`.
///
/// @param number which it was
/// @param told its values by their names in lower case
record ToldUnit(int number, Map<String, String> told) {
    private static final Pattern WHOLE = Pattern.compile("ControlNet (\\d{1,2})");
    private static final Pattern SINGLE = Pattern.compile("ControlNet(?:-(\\d{1,2}))? (\\w[\\w ]*)");

    /// What modules of the extension are here that have no names of their own; the first that begins so counts.
    private static final Map<String, ControlType> BEGINNINGS = beginnings();

    private static Map<String, ControlType> beginnings() {
        Map<String, ControlType> all = new LinkedHashMap<>();
        all.put("canny", ControlType.CANNY);
        all.put("depth", ControlType.DEPTH);
        all.put("midas", ControlType.DEPTH);
        all.put("openpose", ControlType.OPENPOSE);
        all.put("dw_openpose", ControlType.OPENPOSE);
        all.put("animal_openpose", ControlType.OPENPOSE);
        all.put("lineart", ControlType.LINEART);
        all.put("softedge", ControlType.SOFT_EDGE);
        all.put("hed", ControlType.SOFT_EDGE);
        all.put("pidinet", ControlType.SOFT_EDGE);
        all.put("scribble", ControlType.SCRIBBLE);
        all.put("t2ia_sketch", ControlType.SCRIBBLE);
        all.put("normal", ControlType.NORMAL);
        all.put("seg", ControlType.SEGMENTATION);
        all.put("tile", ControlType.TILE);
        all.put("blur", ControlType.TILE);
        all.put("inpaint", ControlType.INPAINT);
        all.put("shuffle", ControlType.SHUFFLE);
        all.put("invert", ControlType.INVERT);
        all.put("ip-adapter", ControlType.NONE);
        all.put("clip", ControlType.NONE);
        all.put("none", ControlType.NONE);
        return all;
    }

    /// {@return the units that `fields` tell of, which are taken from them}
    static List<ToldUnit> of(ToldFields fields) {
        Map<Integer, Map<String, String>> units = new TreeMap<>();
        for (String name : List.copyOf(fields.left())) {
            Matcher whole = WHOLE.matcher(name);
            Matcher single = SINGLE.matcher(name);
            if (whole.matches()) {
                fields.take(name, text -> text)
                        .ifPresent(text -> units.computeIfAbsent(
                                        Integer.valueOf(whole.group(1)), _ -> new LinkedHashMap<>())
                                .putAll(values(text)));
            } else if (single.matches()) {
                int number = single.group(1) == null ? 0 : Integer.parseInt(single.group(1));
                fields.take(name, text -> text)
                        .ifPresent(text -> units.computeIfAbsent(number, _ -> new LinkedHashMap<>())
                                .put(lower(single.group(2)), text));
            }
        }
        return units.entrySet().stream()
                .map(entry -> new ToldUnit(entry.getKey(), entry.getValue()))
                .filter(unit -> !unit.told.getOrDefault("enabled", "True").equalsIgnoreCase("False"))
                .toList();
    }

    private static String lower(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /// Values in brackets have commas.
    private static Map<String, String> values(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        int from = 0;
        boolean within = false;
        for (int at = 0; at <= text.length(); at++) {
            char c = at == text.length() ? ',' : text.charAt(at);
            within = c == '(' || (within && c != ')' && at < text.length());
            if (c == ',' && !within) {
                value(text.substring(from, at), values);
                from = at + 1;
            }
        }
        return values;
    }

    private static void value(String part, Map<String, String> values) {
        int colon = part.indexOf(':');
        if (colon > 0) {
            values.put(
                    lower(part.substring(0, colon)), part.substring(colon + 1).strip());
        }
    }

    /// {@return the unit; empty, and told, where its network or its picture is not here, or it cannot be}
    ///
    /// @param here those that guide now, whose pictures are taken
    /// @param task what is made; its picture guides where the unit has none, as in A1111
    /// @param networks gives the name of the network here that one calls so, or nothing
    Optional<ControlUnit> unit(
            ToldFields fields, List<ControlUnit> here, Task task, Function<String, Optional<String>> networks) {
        String field = "ControlNet " + number;
        String written = first("model").orElse("None");
        Optional<String> network = networks.apply(written);
        if (network.isEmpty()) {
            fields.note(field + ": the network " + NamedFile.of(written).name()
                    + " is not here; the picture goes without it");
            return Optional.empty();
        }
        return fields.tried(field, this::asked).flatMap(asked -> {
            Optional<ControlUnit> same = here.stream()
                    .filter(unit -> !unit.own()) // which is none of the extension's
                    .skip(number)
                    .findFirst()
                    .filter(unit -> unit.type() == asked.type || unit.made());
            boolean map = asked.type.making() == Making.BY_NETWORK || asked.type.making() == Making.DRAWN;
            boolean made = asked.made || same.filter(ControlUnit::made).isPresent();
            Optional<PictureRef> picture = same.map(ControlUnit::picture)
                    .or(() -> made || map
                            ? Optional.empty()
                            : task.pictures().stream().findFirst());
            if (picture.isEmpty()) {
                fields.note(
                        field + ": the " + (made || map ? "map" : "picture") + " that guided it (" + asked.type.label()
                                + ") is not in its file; choose one on the canvas, or by --control "
                                + asked.typed(network.get(), made || map));
                return Optional.empty();
            }
            asked.near.ifPresent(near -> fields.note(field + ": " + near));
            return fields.tried(field, () -> asked.unit(picture.get(), made, network.get()));
        });
    }

    /// What a unit asks for but its picture and its network.
    ///
    /// @param made whether its picture is a map already
    /// @param near what the user should know about how the map is made here
    private record Asked(
            ControlType type,
            boolean made,
            double weight,
            double start,
            double end,
            ControlMode mode,
            ResizeMode resize,
            MapSettings settings,
            Optional<String> near) {
        ControlUnit unit(PictureRef picture, boolean map, String network) {
            return new ControlUnit(type, map, picture, network, weight, start, end, mode, resize, settings);
        }

        /// As it is typed on the command line.
        String typed(String network, boolean map) {
            return new StringJoiner(",")
                    .add("TYPE=" + type.label())
                    .add((map ? "map" : "image") + "=PICTURE")
                    .add("model=" + network)
                    .add("weight=" + ControlFields.plain(weight))
                    .add("start=" + ControlFields.plain(start))
                    .add("end=" + ControlFields.plain(end))
                    .add("mode=" + mode.label())
                    .toString();
        }
    }

    private Asked asked() {
        String module = lower(first("module", "preprocessor").orElse("none"));
        ControlType type = type(module);
        boolean computed = type.making() == Making.COMPUTED && type != ControlType.CANNY;
        boolean own = Stream.of(type.module(), type.label()).anyMatch(module::equals);
        Optional<String> near = computed && !own
                ? Optional.of("its map was made by " + module + "; here it is made by " + type.module()
                        + ", which is only near it")
                : Optional.empty();
        MapSettings usual = type.settings();
        MapSettings settings = type.thresholds() == 0
                ? usual
                : new MapSettings(
                        threshold("threshold a", 1).orElse(usual.low()),
                        type.thresholds() > 1 ? threshold("threshold b", 2).orElse(usual.high()) : usual.high());
        return new Asked(
                type,
                module.equals("none"),
                first("weight").map(ToldFields::finite).orElse(1.0),
                span("guidance start", 0).orElse(0.0),
                span("guidance end", 1).orElse(1.0),
                first("control mode").map(ToldUnit::mode).orElse(ControlMode.BALANCED),
                first("resize mode").map(ToldUnit::resize).orElse(ResizeMode.CROP),
                settings,
                near);
    }

    /// What stands behind one of these names.
    private Optional<String> first(String... names) {
        return Stream.of(names)
                .map(told::get)
                .flatMap(Stream::ofNullable)
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    private Optional<Double> span(String name, int place) {
        return first(name).or(() -> inBrackets("starting/ending", 2, place)).map(ToldFields::finite);
    }

    /// Of `(resolution, a, b)`; −1 stands for the usual.
    private Optional<Double> threshold(String name, int place) {
        return first(name)
                .or(() -> inBrackets("preprocessor params", 3, place))
                .map(ToldFields::finite)
                .filter(value -> value >= 0);
    }

    /// @param many how many values stand in the brackets
    private Optional<String> inBrackets(String name, int many, int place) {
        return first(name)
                .filter(text -> text.startsWith("(") && text.endsWith(")"))
                .map(text -> text.substring(1, text.length() - 1).split(",", -1))
                .filter(values -> values.length == many)
                .map(values -> values[place].strip());
    }

    private static ControlType type(String module) {
        return BEGINNINGS.entrySet().stream()
                .filter(entry -> module.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> ControlType.get(module));
    }

    private static ControlMode mode(String name) {
        return ControlMode.get(name.replaceFirst("^ControlMode\\.", ""));
    }

    /// The extension's names, those of its first versions and those of its code.
    private static ResizeMode resize(String name) {
        return switch (lower(name).replaceFirst("^resizemode\\.", "").replace('_', ' ')) {
            case "just resize", "resize" -> ResizeMode.STRETCH;
            case "crop and resize", "inner fit", "inner fit (scale to fit)", "scale to fit (inner fit)" ->
                ResizeMode.CROP;
            case "resize and fill", "outer fit", "outer fit (shrink to fit)", "envelope (outer fit)" -> ResizeMode.FILL;
            default -> throw new RequestException("there is no resize mode '" + name + "'");
        };
    }
}
