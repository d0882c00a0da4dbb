package studio.sfumato.job;

import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.Task;
import studio.sfumato.error.RequestException;
import studio.sfumato.graph.Wrap;
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
        if (!request.vae().isEmpty()) {
            node.put("vae", request.vae());
        }
        if (!request.textEncoder().isEmpty()) {
            node.put("textEncoder", request.textEncoder());
        }
        PromptJson.write(request.prompt(), node);
        node.put("width", request.size().width());
        node.put("height", request.size().height());
        SamplingJson.write(request.sampling(), node);
        GuidanceJson.write(request.guidance(), node);
        NoiseJson.write(request.noise(), node);
        if (request.compat() != Compatibility.A1111) {
            node.put("compat", request.compat().label());
        }
        node.put("count", request.count());
        node.put("batch", request.batch());
        if (request.tiling() != Wrap.NONE) {
            node.put("tiling", request.tiling().label());
        }
        EnsembleJson.write(request.ensemble(), node);
        ControlJson.write(request.controls(), node);
        TaskJson.write(request.task(), node);
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
        RequestFields fields = new RequestFields(node);
        if (fields.number("version") != VERSION) {
            throw new RequestException("version " + fields.number("version") + " of the request is not known here");
        }
        Task task = TaskJson.read(fields);
        return new GenerationRequest(
                fields.text("model"),
                fields.optionalText("vae").orElse(""),
                PromptJson.read(fields),
                new ImageSize(fields.number("width"), fields.number("height")),
                SamplingJson.read(fields),
                GuidanceJson.read(fields),
                NoiseJson.read(fields),
                fields.has("compat") ? Compatibility.get(fields.text("compat")) : Compatibility.A1111,
                fields.number("count"),
                fields.number("batch"),
                task,
                EnsembleJson.read(fields),
                ControlJson.read(fields),
                fields.optionalText("tiling").map(RequestJson::tiling).orElse(Wrap.NONE),
                fields.optionalText("textEncoder").orElse(""));
    }

    static Wrap tiling(String label) {
        return Wrap.of(label)
                .orElseThrow(() -> new RequestException("tiling must be none, x, y or both, not '" + label + "'"));
    }
}
