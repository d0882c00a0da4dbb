package studio.sfumato.job;

import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.error.RequestException;
import studio.sfumato.prompt.Emphasis;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A request as JSON: the form in which it is written into pictures and files.
public final class RequestJson {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = JsonMapper.shared();

    private RequestJson() {}

    /// {@return the request as a JSON object on one line}
    public static String write(GenerationRequest request) {
        ObjectNode node = JSON.createObjectNode();
        node.put("version", VERSION);
        node.put("model", request.model());
        node.put("prompt", request.prompt().positive());
        node.put("negative", request.prompt().negative());
        node.put("clipSkip", request.prompt().clipSkip());
        node.put("emphasis", request.prompt().emphasis().label());
        node.put("width", request.size().width());
        node.put("height", request.size().height());
        node.put("sampler", request.sampling().sampler().label());
        node.put("schedule", request.sampling().schedule().label());
        node.put("steps", request.sampling().steps());
        node.put("guidance", request.sampling().guidance());
        node.put("seed", request.seed().toString());
        node.put("rng", request.rng().label());
        node.put("count", request.count());
        node.put("batch", request.batch());
        node.put(
                "task",
                switch (request.task()) {
                    case Task.TextToImage _ -> "text-to-image";
                });
        return node.toString();
    }

    /// {@return the request that `json` describes}
    ///
    /// @throws RequestException if it is not such a request; the message names the field
    public static GenerationRequest read(String json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new RequestException("the request is not JSON: " + e.getOriginalMessage(), null, e);
        }
        if (number(node, "version") != VERSION) {
            throw new RequestException("version " + node.get("version") + " of the request is not known here");
        }
        if (!text(node, "task").equals("text-to-image")) {
            throw new RequestException("task '" + text(node, "task") + "' is not known here");
        }
        return new GenerationRequest(
                text(node, "model"),
                new Prompt(
                        text(node, "prompt"),
                        text(node, "negative"),
                        number(node, "clipSkip"),
                        Emphasis.parse(text(node, "emphasis"))),
                new ImageSize(number(node, "width"), number(node, "height")),
                new Sampling(
                        Samplers.parse(text(node, "sampler")).sampler(),
                        Schedules.parse(text(node, "schedule")),
                        number(node, "steps"),
                        field(node, "guidance").asDouble(Double.NaN)),
                Seed.parse(text(node, "seed")),
                RandomSource.get(text(node, "rng")),
                number(node, "count"),
                number(node, "batch"),
                new Task.TextToImage());
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = field(node, field);
        if (!value.isString()) {
            throw new RequestException("field '" + field + "' of the request must be text");
        }
        return value.asString();
    }

    private static int number(JsonNode node, String field) {
        JsonNode value = field(node, field);
        if (!value.isInt()) {
            throw new RequestException("field '" + field + "' of the request must be a whole number");
        }
        return value.asInt();
    }

    private static JsonNode field(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw new RequestException("the request has no field '" + field + "'");
        }
        return value;
    }
}
