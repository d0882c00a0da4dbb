package studio.sfumato.job;

import studio.sfumato.diffusion.Guidance;
import tools.jackson.databind.node.ObjectNode;

/// How strongly the prompt is followed, as fields of a request.
final class GuidanceJson {
    private GuidanceJson() {}

    static void write(Guidance guidance, ObjectNode node) {
        node.put("guidance", guidance.scale());
    }

    static Guidance read(RequestFields fields) {
        return new Guidance(fields.decimal("guidance"));
    }
}
