package studio.sfumato.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.job.RequestJson;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Generation events as JSON objects, one a line: what `--events` prints.
final class EventJson {
    private static final ObjectMapper JSON = JsonMapper.shared();

    private EventJson() {}

    /// {@return the event on one line}
    ///
    /// @param file where the event's picture was written, if it has one and it was
    static String line(GenerationEvent event, @Nullable String file) {
        ObjectNode node = JSON.createObjectNode();
        node.put("event", name(event));
        switch (event) {
            case GenerationEvent.Queued queued ->
                node.set("request", JSON.readTree(RequestJson.write(queued.request())));
            case GenerationEvent.Notice notice -> node.put("message", notice.message());
            case GenerationEvent.LoadingModel loading -> node.put("network", loading.network());
            case GenerationEvent.Encoding _, GenerationEvent.Cancelled _ -> {}
            case GenerationEvent.Stepped stepped -> {
                node.set("pictures", numbers(stepped.pictures()));
                node.put("step", stepped.step());
                node.put("steps", stepped.steps());
                node.put("seconds", stepped.seconds());
            }
            case GenerationEvent.Previewed previewed -> {
                node.put("picture", previewed.picture());
                node.put("step", previewed.step());
                node.put("steps", previewed.steps());
            }
            case GenerationEvent.Decoding decoding -> node.set("pictures", numbers(decoding.pictures()));
            case GenerationEvent.StageDone done -> {
                node.put("stage", done.stage().label());
                node.put("seconds", done.seconds());
                node.put("residentBytes", done.residentBytes());
                node.put("peakBytes", done.peakBytes());
            }
            case GenerationEvent.ImageReady ready -> {
                node.put("picture", ready.picture());
                node.put("seed", ready.seed().toString());
                node.put("width", ready.image().width());
                node.put("height", ready.image().height());
                if (ready.step() > 0) {
                    node.put("step", ready.step());
                }
            }
            case GenerationEvent.Skipped skipped -> node.set("pictures", numbers(skipped.pictures()));
            case GenerationEvent.Finished finished -> node.put("seconds", finished.seconds());
            case GenerationEvent.Failed failed -> {
                node.put("message", failed.message());
                node.put("hint", failed.hint());
                node.put("exitCode", failed.exitCode());
            }
        }
        if (file != null) {
            node.put("file", file);
        }
        return node.toString();
    }

    private static String name(GenerationEvent event) {
        String type = event.getClass().getSimpleName();
        return Character.toLowerCase(type.charAt(0)) + type.substring(1);
    }

    private static ArrayNode numbers(List<Integer> values) {
        ArrayNode array = JSON.createArrayNode();
        values.forEach(array::add);
        return array;
    }
}
