package studio.sfumato.job;

import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.PromptTemplate;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptRules;
import tools.jackson.databind.node.ObjectNode;

/// What to paint, as fields of a request.
final class PromptJson {
    private PromptJson() {}

    static void write(Prompt prompt, ObjectNode node) {
        node.put("prompt", prompt.positive());
        node.put("negative", prompt.negative());
        node.put("clipSkip", prompt.clipSkip());
        node.put("emphasis", prompt.rules().emphasis().label());
        node.put("dialect", prompt.rules().dialect().label());
        AddOnsJson.write(prompt.addOns(), node);
        prompt.template().ifPresent(template -> {
            node.put("template", template.positive());
            node.put("negativeTemplate", template.negative());
        });
    }

    static Prompt read(RequestFields fields) {
        return new Prompt(
                fields.text("prompt"),
                fields.text("negative"),
                fields.number("clipSkip"),
                new PromptRules(
                        fields.has("dialect") ? PromptDialect.parse(fields.text("dialect")) : PromptDialect.A1111,
                        Emphasis.parse(fields.text("emphasis"))),
                AddOnsJson.read(fields),
                fields.optionalText("template")
                        .map(template -> new PromptTemplate(
                                template,
                                fields.optionalText("negativeTemplate").orElse(""))));
    }
}
