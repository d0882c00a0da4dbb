package studio.sfumato.job;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.RequestException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Changes of a queue as JSON, one a line.
final class QueueChangeJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private QueueChangeJson() {}

    static String write(QueueChange change) {
        ObjectNode node = JSON.createObjectNode();
        switch (change) {
            case QueueChange.Added added -> {
                node.put("change", "added").put("id", added.id());
                node.set("request", JSON.readTree(RequestJson.write(added.request())));
                Destination place = added.place();
                node.putObject("place")
                        .put("out", place.out().toAbsolutePath().toString())
                        .put("subFolders", place.subFolders())
                        .put("fileName", place.fileName())
                        .put("first", place.first())
                        .put("total", place.total());
            }
            case QueueChange.Made made ->
                node.put("change", "made")
                        .put("id", made.id())
                        .put("picture", made.picture())
                        .put("file", made.file().toAbsolutePath().toString());
            case QueueChange.Skipped skipped ->
                node.put("change", "skipped").put("id", skipped.id()).put("picture", skipped.picture());
            case QueueChange.Turned turned -> {
                node.put("change", "turned").put("id", turned.id());
                state(turned.state(), node);
            }
            case QueueChange.Ordered ordered -> {
                ArrayNode ids = node.put("change", "ordered").putArray("ids");
                ordered.ids().forEach(ids::add);
            }
            case QueueChange.Removed removed -> node.put("change", "removed").put("id", removed.id());
            case QueueChange.Paused paused -> node.put("change", "paused").put("on", paused.on());
        }
        return node.toString();
    }

    private static void state(JobState state, ObjectNode node) {
        switch (state) {
            case JobState.Waiting _ -> node.put("state", "waiting");
            case JobState.Held _ -> node.put("state", "held");
            case JobState.Running _ -> node.put("state", "running");
            case JobState.Done done -> {
                node.put("state", "done");
                if (done.endedAt() > 0) {
                    node.put("endedAt", done.endedAt());
                }
            }
            case JobState.Cancelled _ -> node.put("state", "cancelled");
            case JobState.Failed failed ->
                node.put("state", "failed")
                        .put("message", failed.message())
                        .put("hint", failed.hint())
                        .put("exitCode", failed.exitCode());
        }
    }

    /// {@return the change on a line}
    ///
    /// @throws RequestException if it is none, or a request in it is not known here
    static QueueChange read(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            RequestFields fields = new RequestFields(node);
            return switch (fields.text("change")) {
                case "added" ->
                    new QueueChange.Added(
                            fields.text("id"),
                            RequestJson.read(node.path("request").toString()),
                            place(node.path("place")));
                case "made" ->
                    new QueueChange.Made(fields.text("id"), fields.number("picture"), Path.of(fields.text("file")));
                case "skipped" -> new QueueChange.Skipped(fields.text("id"), fields.number("picture"));
                case "turned" -> new QueueChange.Turned(fields.text("id"), state(fields, node));
                case "ordered" -> new QueueChange.Ordered(ids(node.path("ids")));
                case "removed" -> new QueueChange.Removed(fields.text("id"));
                case "paused" -> new QueueChange.Paused(node.path("on").asBoolean(false));
                default -> throw new RequestException("the change '" + fields.text("change") + "' is not known here");
            };
        } catch (JacksonException | InvalidPathException broken) {
            throw new RequestException("not a change of a queue: " + broken.getMessage(), null, broken);
        }
    }

    private static Destination place(JsonNode node) {
        RequestFields fields = new RequestFields(node);
        return new Destination(
                Path.of(fields.text("out")),
                fields.text("subFolders"),
                fields.text("fileName"),
                fields.number("first"),
                fields.number("total"));
    }

    /// A job that was running when the program ended has to wait again.
    private static JobState state(RequestFields fields, JsonNode node) {
        return switch (fields.text("state")) {
            case "waiting", "running" -> new JobState.Waiting();
            case "held" -> new JobState.Held();
            case "done" -> new JobState.Done(fields.has("endedAt") ? fields.number("endedAt") : 0);
            case "cancelled" -> new JobState.Cancelled();
            case "failed" -> {
                @Nullable
                String hint = node.path("hint").isString() ? node.path("hint").asString() : null;
                yield new JobState.Failed(fields.text("message"), hint, fields.number("exitCode"));
            }
            default -> throw new RequestException("the state '" + fields.text("state") + "' is not known here");
        };
    }

    private static List<String> ids(JsonNode array) {
        List<String> ids = new ArrayList<>();
        array.forEach(id -> ids.add(id.asString()));
        return ids;
    }
}
