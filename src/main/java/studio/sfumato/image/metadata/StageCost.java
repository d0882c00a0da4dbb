package studio.sfumato.image.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a stage of making a picture took. It stands in the picture's own record, beside its request, which it says
/// nothing about: A1111's text knows no such thing.
///
/// @param stage what was done: `sampling`
/// @param seconds how long it took, to the thousandth
/// @param residentBytes the program's memory at its end; 0 where it could not be asked for
/// @param peakBytes the most memory the program had used until then; 0 where it could not be asked for
public record StageCost(String stage, double seconds, long residentBytes, long peakBytes) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FIELD = "stages";
    private static final int MOST = 16;
    private static final int LONGEST = 80;
    private static final double MILLI = 1e3;

    /// {@return `requestJson` with the stages beside its fields}
    ///
    /// @param requestJson a JSON object
    public static String into(String requestJson, List<StageCost> stages) {
        if (stages.isEmpty()) {
            return requestJson;
        }
        ObjectNode root = (ObjectNode) JSON.readTree(requestJson);
        ArrayNode list = root.putArray(FIELD);
        for (StageCost cost : stages) {
            list.addObject()
                    .put("stage", cost.stage())
                    .put("seconds", Math.round(cost.seconds() * MILLI) / MILLI)
                    .put("residentBytes", cost.residentBytes())
                    .put("peakBytes", cost.peakBytes());
        }
        return root.toString();
    }

    /// {@return the stages a picture's own record tells of}; none where it tells of none, and without those that cannot
    /// be.
    static List<StageCost> of(@Nullable String requestJson) {
        List<StageCost> stages = new ArrayList<>();
        for (JsonNode each : list(requestJson)) {
            String stage = each.path("stage").asString("").strip();
            double seconds = each.path("seconds").asDouble(-1);
            if (stages.size() < MOST
                    && !stage.isEmpty()
                    && stage.length() <= LONGEST
                    && seconds >= 0
                    && Double.isFinite(seconds)) {
                stages.add(new StageCost(stage, seconds, bytes(each, "residentBytes"), bytes(each, "peakBytes")));
            }
        }
        return List.copyOf(stages);
    }

    /// {@return time and memory for people: `1.52 s, 812 MiB, at most 930 MiB`}
    String toText() {
        String time = String.format(Locale.ROOT, "%.2f s", seconds);
        return residentBytes == 0 ? time : time + ", " + mebi(residentBytes) + ", at most " + mebi(peakBytes);
    }

    private static String mebi(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private static Iterable<JsonNode> list(@Nullable String requestJson) {
        if (requestJson == null || !requestJson.contains('"' + FIELD + '"')) {
            return List.of();
        }
        try {
            JsonNode list = JSON.readTree(requestJson).path(FIELD);
            return list.isArray() ? list : List.of();
        } catch (JacksonException _) {
            return List.of(); // reading the request complains about it
        }
    }

    private static long bytes(JsonNode from, String name) {
        return Math.max(0, from.path(name).asLong(0));
    }
}
