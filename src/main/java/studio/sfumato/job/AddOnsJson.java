package studio.sfumato.job;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.error.RequestException;
import studio.sfumato.prompt.ExtraNetwork;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is put on top of the model, as fields of a request: `"loras": [{"file": "…", "textEncoder": 0.8, "unet":
/// 0.8}]` and `"embeddings": ["…"]`, left out where there is nothing.
final class AddOnsJson {
    private static final String LORAS = "loras";
    private static final String EMBEDDINGS = "embeddings";

    private AddOnsJson() {}

    static void write(AddOns addOns, ObjectNode node) {
        if (!addOns.loras().isEmpty()) {
            ArrayNode loras = node.putArray(LORAS);
            for (ExtraNetwork lora : addOns.loras()) {
                ObjectNode one = loras.addObject();
                one.put("file", lora.name());
                one.put("textEncoder", lora.textEncoder());
                one.put("unet", lora.unet());
                lora.rank().ifPresent(rank -> one.put("rank", rank));
            }
        }
        if (!addOns.embeddings().isEmpty()) {
            addOns.embeddings().forEach(node.putArray(EMBEDDINGS)::add);
        }
    }

    static AddOns read(RequestFields fields) {
        List<ExtraNetwork> loras = new ArrayList<>();
        for (JsonNode one : list(fields, LORAS)) {
            RequestFields lora = new RequestFields(one);
            loras.add(ExtraNetwork.lora(
                    lora.text("file"),
                    lora.decimal("textEncoder"),
                    lora.decimal("unet"),
                    lora.has("rank") ? OptionalInt.of(lora.number("rank")) : OptionalInt.empty()));
        }
        List<String> embeddings = new ArrayList<>();
        for (JsonNode one : list(fields, EMBEDDINGS)) {
            if (!one.isString()) {
                throw new RequestException("field '" + EMBEDDINGS + "' of the request must be a list of names");
            }
            embeddings.add(one.stringValue());
        }
        return new AddOns(loras, embeddings);
    }

    private static Iterable<JsonNode> list(RequestFields fields, String field) {
        if (!fields.has(field)) {
            return List.of();
        }
        JsonNode list = fields.node().get(field);
        if (!list.isArray()) {
            throw new RequestException("field '" + field + "' of the request must be a list");
        }
        return list;
    }
}
