package studio.sfumato.job;

import studio.sfumato.diffusion.Prompt;
import studio.sfumato.prompt.Emphasis;
import tools.jackson.databind.node.ObjectNode;

/// What to paint, as fields of a request.
final class PromptJson {
    private PromptJson() {}

    static void write(Prompt prompt, ObjectNode node) {
        node.put("prompt", prompt.positive());
        node.put("negative", prompt.negative());
        node.put("clipSkip", prompt.clipSkip());
        node.put("emphasis", prompt.emphasis().label());
    }

    static Prompt read(RequestFields fields) {
        return new Prompt(
                fields.text("prompt"),
                fields.text("negative"),
                fields.number("clipSkip"),
                Emphasis.parse(fields.text("emphasis")));
    }
}
