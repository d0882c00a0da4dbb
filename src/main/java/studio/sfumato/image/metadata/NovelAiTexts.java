package studio.sfumato.image.metadata;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What NovelAI's service writes: `Description` is the prompt, `Comment` has the rest as JSON. As A1111 reads it, the
/// text encoder's last layer but one and a seed delta of 31337 go with it.
final class NovelAiTexts {
    private static final String TEXT_OF_V4 = "/caption/base_caption";

    private NovelAiTexts() {}

    static @Nullable PictureParameters read(Map<String, String> texts) {
        JsonNode told = JsonText.object(texts.get("Comment"));
        String description = texts.get("Description");
        if (told == null) {
            return description == null ? null : PictureParameters.of(description, "");
        }
        String prompt = JsonText.text(told, "prompt");
        String schedule = JsonText.text(told, "noise_schedule");
        JsonNode width = told.path("width");
        JsonNode height = told.path("height");
        String rescale = JsonText.number(told, "cfg_rescale");
        return PictureParameters.of(
                        description != null ? description : prompt != null ? prompt : "",
                        told.path("uc")
                                .asString(told.path("v4_negative_prompt")
                                        .at(TEXT_OF_V4)
                                        .asString("")))
                .with(A1111Field.STEPS, JsonText.number(told, "steps"))
                .with(A1111Field.SAMPLER, ToolNames.kDiffusion(JsonText.text(told, "sampler")))
                .with(A1111Field.SCHEDULE, schedule == null ? null : schedule(schedule))
                .with(A1111Field.CFG_SCALE, JsonText.number(told, "scale"))
                .with(A1111Field.SEED, JsonText.number(told, "seed"))
                .with(A1111Field.SIZE, width.isInt() && height.isInt() ? width.asInt() + "x" + height.asInt() : null)
                .with(A1111Field.MODEL, texts.get("Source"))
                .with(A1111Field.DENOISING, told.has("noise") ? JsonText.number(told, "strength") : null)
                .withClipSkip(2)
                .with(A1111Field.ENSD, "31337")
                .with("Guidance rescale", rescale == null || rescale.equals("0") ? null : rescale);
    }

    private static String schedule(String name) {
        return switch (name) {
            case "native" -> "Uniform";
            case "karras" -> "Karras";
            case "exponential" -> "Exponential";
            default -> name;
        };
    }
}
