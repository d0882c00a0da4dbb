package studio.sfumato.image.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What InvokeAI writes: `invokeai_metadata` since version 3, `sd-metadata` from 1.15 on, and `Dream`, the command line
/// of the first versions. Until version 2 the negative prompt stood in square brackets within the prompt,
/// and noise came from the card.
final class InvokeTexts {
    private static final Pattern NEGATIVE = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final Pattern DREAM = Pattern.compile("^\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"(.*)$", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("(?:^|\\s)-([A-Za-z])\\s*([^\\s-]\\S*)");

    private InvokeTexts() {}

    static @Nullable PictureParameters read(Map<String, String> texts) {
        JsonNode now = JsonText.object(texts.get("invokeai_metadata"));
        if (now != null) {
            return now(now);
        }
        JsonNode before = JsonText.object(texts.get("sd-metadata"));
        if (before != null && before.path("image").isObject()) {
            return before(before);
        }
        String dream = texts.get("Dream");
        return dream == null ? null : dream(dream);
    }

    private static @Nullable PictureParameters now(JsonNode told) {
        ToolNames.Walk walk = ToolNames.invoke(JsonText.text(told, "scheduler"));
        String skip = JsonText.number(told, "clip_skip");
        String rescale = JsonText.number(told, "cfg_rescale_multiplier");
        String mode = told.path("generation_mode").asString("txt2img");
        PictureParameters known = PictureParameters.of(
                        told.path("positive_prompt").asString(""),
                        told.path("negative_prompt").asString(""))
                .with(A1111Field.STEPS, JsonText.number(told, "steps"))
                .with(A1111Field.SAMPLER, walk.sampler())
                .with(A1111Field.SCHEDULE, walk.schedule())
                .with(A1111Field.CFG_SCALE, JsonText.number(told, "cfg_scale"))
                .with(A1111Field.SEED, JsonText.number(told, "seed"))
                .with(A1111Field.SIZE, size(told))
                .with(A1111Field.MODEL, name(told.path("model")))
                .with(A1111Field.VAE, name(told.path("vae")))
                .with(A1111Field.DENOISING, mode.endsWith("txt2img") ? null : JsonText.number(told, "strength"))
                .with(A1111Field.CLIP_SKIP, skip == null || !skip.matches("[1-9]") ? null : following(skip))
                .with("Guidance rescale", rescale == null || rescale.equals("0") ? null : rescale)
                .with("Style prompt", JsonText.text(told, "positive_style_prompt"))
                .with(A1111Field.LORAS, loras(told.path("loras")));
        if (known.fields().isEmpty() && known.prompt().isEmpty()) {
            return null;
        }
        known = ControlText.add(known, controls(told));
        boolean card = told.path("rand_device").asString("cpu").equals("cuda");
        return known.with(A1111Field.RNG, card ? "GPU" : "CPU")
                .with(A1111Field.DIALECT, "invoke")
                .with(A1111Field.COMPATIBILITY, "diffusers")
                .with(A1111Field.VERSION, version(told));
    }

    /// InvokeAI counts the layers that are left out.
    private static String following(String skip) {
        return Integer.toString(Integer.parseInt(skip) + 1);
    }

    private static @Nullable String name(JsonNode model) {
        String name = JsonText.text(model, "name");
        return name == null ? JsonText.text(model, "model_name") : name;
    }

    private static @Nullable String version(JsonNode told) {
        String version = JsonText.text(told, "app_version");
        return version == null ? null : "InvokeAI " + version;
    }

    private static @Nullable String size(JsonNode told) {
        JsonNode width = told.path("width");
        JsonNode height = told.path("height");
        return width.isInt() && height.isInt() && width.asInt() > 0 && height.asInt() > 0
                ? width.asInt() + "x" + height.asInt()
                : null;
    }

    private static @Nullable String loras(JsonNode list) {
        List<String> tags = new ArrayList<>();
        for (JsonNode each : list) {
            String name = name(each.has("model") ? each.path("model") : each.path("lora"));
            if (name != null) {
                tags.add(JsonText.lora(name, null, JsonText.number(each, "weight")));
            }
        }
        return tags.isEmpty() ? null : String.join(" ", tags);
    }

    /// Of each kind the network has another name. What InvokeAI keeps of a picture is a name in its own gallery.
    private static List<ControlText> controls(JsonNode told) {
        List<ControlText> units = new ArrayList<>();
        told.path("controlnets").forEach(unit -> control(unit, "control_model", "control_weight", units));
        told.path("t2iAdapters").forEach(unit -> control(unit, "t2i_adapter_model", "weight", units));
        told.path("ipAdapters").forEach(unit -> control(unit, "ip_adapter_model", "weight", units));
        return units;
    }

    private static void control(JsonNode unit, String model, String weight, List<ControlText> units) {
        String name = name(unit.path(model));
        if (name == null) {
            return;
        }
        @Nullable
        String mode = switch (unit.path("control_mode").asString("")) {
            case "balanced" -> "Balanced";
            case "more_prompt" -> "My prompt is more important";
            case "more_control", "unbalanced" -> "ControlNet is more important";
            default -> null;
        };
        @Nullable
        String resize = switch (unit.path("resize_mode").asString("")) {
            case "just_resize", "just_resize_simple" -> "Just Resize";
            case "crop_resize" -> "Crop and Resize";
            case "fill_resize" -> "Resize and Fill";
            default -> null;
        };
        units.add(new ControlText(
                "none",
                name,
                JsonText.number(unit, weight),
                JsonText.number(unit, "begin_step_percent"),
                JsonText.number(unit, "end_step_percent"),
                mode,
                resize,
                null,
                null));
    }

    private static PictureParameters before(JsonNode told) {
        JsonNode image = told.path("image");
        JsonNode prompt = image.path("prompt");
        List<String> parts = new ArrayList<>();
        if (prompt.isString()) {
            parts.add(prompt.asString());
        }
        if (prompt.isArray()) {
            prompt.forEach(part -> parts.add(part.path("prompt").asString("")));
        }
        return parted(String.join(" ", parts))
                .with(A1111Field.STEPS, JsonText.number(image, "steps"))
                .with(A1111Field.SAMPLER, ToolNames.kDiffusion(JsonText.text(image, "sampler")))
                .with(A1111Field.CFG_SCALE, JsonText.number(image, "cfg_scale"))
                .with(A1111Field.SEED, JsonText.number(image, "seed"))
                .with(A1111Field.SIZE, size(image))
                .with(A1111Field.MODEL, JsonText.text(told, "model_weights"))
                .with(A1111Field.DIALECT, "invoke")
                .with(A1111Field.VERSION, version(told));
    }

    private static @Nullable PictureParameters dream(String text) {
        Matcher line = DREAM.matcher(text);
        if (!line.matches()) {
            return null;
        }
        PictureParameters told = parted(line.group(1).replaceAll("\\\\(.)", "$1"));
        @Nullable String width = null;
        @Nullable String height = null;
        Matcher option = OPTION.matcher(line.group(2));
        while (option.find()) {
            String value = option.group(2);
            boolean number = value.matches("\\d{1,20}(\\.\\d{1,20})?");
            switch (option.group(1)) {
                case "s" -> told = told.with(A1111Field.STEPS, number ? value : null);
                case "S" -> told = told.with(A1111Field.SEED, number ? value : null);
                case "C" -> told = told.with(A1111Field.CFG_SCALE, number ? value : null);
                case "A" -> told = told.with(A1111Field.SAMPLER, ToolNames.kDiffusion(value));
                case "W" -> width = number ? value : null;
                case "H" -> height = number ? value : null;
                default -> {}
            }
        }
        return told.with(A1111Field.SIZE, width == null || height == null ? null : width + "x" + height)
                .with(A1111Field.DIALECT, "invoke");
    }

    private static PictureParameters parted(String prompt) {
        List<String> negative = new ArrayList<>();
        String positive = NEGATIVE.matcher(prompt).replaceAll(found -> {
            negative.add(found.group(1).strip());
            return "";
        });
        return PictureParameters.of(positive.replaceAll(" {2,}", " ").strip(), String.join(", ", negative));
    }
}
