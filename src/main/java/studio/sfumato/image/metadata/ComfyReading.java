package studio.sfumato.image.metadata;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.metadata.ComfyGraph.Node;
import tools.jackson.databind.JsonNode;

/// What made a picture of ComfyUI, read off its graph: from the sampler that started from nothing back to the prompts,
/// the size, the model and what lies on it.
final class ComfyReading {
    private static final List<String> TEXTS =
            List.of("text", "text_g", "text_l", "clip_l", "clip_g", "t5xxl", "prompt");
    private static final Pattern STRING = Pattern.compile("(?i).*(?:text|string|prompt|value).*");

    private final ComfyGraph graph;
    private final List<Node> parts = new ArrayList<>();

    private ComfyReading(ComfyGraph graph, Node sampler) {
        this.graph = graph;
        parts.add(sampler);
        for (String part : List.of("sampler", "sigmas", "noise", "guider")) { // where the sampler is in pieces
            Node node = graph.source(sampler.input(part));
            if (node != null) {
                parts.add(node);
            }
        }
    }

    /// {@return what the graph in `prompt` tells; `null` where it has no sampler}
    static @Nullable PictureParameters read(@Nullable String prompt) {
        ComfyGraph graph = ComfyGraph.of(prompt).orElse(null);
        List<Node> samplers = graph == null ? List.of() : graph.samplers();
        return graph == null || samplers.isEmpty()
                ? null
                : new ComfyReading(graph, samplers.getFirst()).parameters(samplers.size() - 1);
    }

    private PictureParameters parameters(int more) {
        JsonNode asked = input("positive");
        Texts positive = texts(asked == null ? input("conditioning") : asked, "positive");
        Texts negative = texts(input("negative"), "negative");
        List<String> loras = new ArrayList<>();
        String model = model(loras);
        Node latent = latent();
        String seed = number("noise_seed") == null ? number("seed") : number("noise_seed");
        PictureParameters told = PictureParameters.of(positive.joined(), negative.joined())
                .with(A1111Field.STEPS, number("steps"))
                .with(A1111Field.SAMPLER, ToolNames.comfySampler(word("sampler_name")))
                .with(A1111Field.SCHEDULE, ToolNames.comfySchedule(schedule()))
                .with(A1111Field.CFG_SCALE, number("cfg"))
                .with(A1111Field.SEED, seed)
                .with(A1111Field.SIZE, size(latent))
                .with(A1111Field.MODEL, model)
                .with(A1111Field.VAE, vae())
                .with(A1111Field.CLIP_SKIP, clipSkip(positive))
                .with(A1111Field.DENOISING, part(number("denoise")))
                .with("Batch size", latent == null ? null : several(latent))
                .with(
                        "Combined prompts",
                        positive.found().size() > 1
                                ? Integer.toString(positive.found().size())
                                : null)
                .with("Further passes", more > 0 ? Integer.toString(more) : null)
                .with(A1111Field.LORAS, loras.isEmpty() ? null : String.join(" ", loras));
        List<ControlText> guides = new ComfyControls(graph).of(asked == null ? input("conditioning") : asked);
        return ControlText.add(told, guides)
                .with(A1111Field.RNG, "CPU")
                .with(A1111Field.DIALECT, "comfy")
                .with(A1111Field.COMPATIBILITY, "comfy");
    }

    private @Nullable JsonNode input(String name) {
        return parts.stream()
                .map(part -> part.input(name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private @Nullable String number(String name) {
        return JsonText.number(graph.literal(input(name), name));
    }

    private @Nullable String word(String name) {
        JsonNode value = graph.literal(input(name), name);
        return value.isString() ? value.asString() : null;
    }

    /// Noise levels may come from a node that makes one kind only.
    private @Nullable String schedule() {
        String name = word("scheduler");
        Node levels = graph.source(input("sigmas"));
        return name == null && levels != null ? levels.kind() : name;
    }

    /// {@return how much of a picture was made anew; `null` where it was all of it}
    private static @Nullable String part(@Nullable String denoise) {
        return denoise == null || Double.parseDouble(denoise) >= 1 ? null : denoise;
    }

    /// What a prompt says, in the order it is met.
    ///
    /// @param first the node of its first text
    private record Texts(Set<String> found, @Nullable Node first) {
        String joined() {
            return String.join("\n", found);
        }
    }

    private Texts texts(@Nullable JsonNode from, String role) {
        Set<String> found = new LinkedHashSet<>();
        Node[] first = new Node[1];
        walk(from, role, new LinkedHashSet<>(), found, first, 0);
        return new Texts(found, first[0]);
    }

    /// Follows what a sampler is told to the nodes that encode a text.
    private void walk(
            @Nullable JsonNode from,
            String role,
            Set<String> seen,
            Set<String> found,
            @Nullable Node[] first,
            int depth) {
        Node node = graph.source(from);
        if (node == null
                || depth > ComfyGraph.DEEPEST
                || !seen.add(node.id())
                || node.kind().contains("ZeroOut")) {
            return;
        }
        JsonNode own = node.input(role);
        boolean encodes = false;
        if (own != null && own.isString()) {
            encodes = true;
            add(own.asString(), found);
        }
        for (String name : TEXTS) {
            JsonNode text = node.input(name);
            if (text != null) {
                encodes = true;
                strings(text, new LinkedHashSet<>(), found, depth + 1);
            }
        }
        if (encodes) {
            first[0] = first[0] == null ? node : first[0];
        } else if (own != null) {
            walk(own, role, seen, found, first, depth + 1);
        } else {
            node.inputs().properties().forEach(input -> {
                if (input.getKey().toLowerCase(Locale.ROOT).startsWith("cond")) {
                    walk(input.getValue(), role, seen, found, first, depth + 1);
                }
            });
        }
    }

    /// Follows a text to the nodes it is put together of.
    private void strings(JsonNode from, Set<String> seen, Set<String> found, int depth) {
        if (from.isString()) {
            add(from.asString(), found);
            return;
        }
        Node node = graph.source(from);
        if (node != null && depth <= ComfyGraph.DEEPEST && seen.add(node.id())) {
            node.inputs().properties().forEach(input -> {
                if (STRING.matcher(input.getKey()).matches()) {
                    strings(input.getValue(), seen, found, depth + 1);
                }
            });
        }
    }

    private static void add(String text, Set<String> found) {
        if (!text.isBlank()) {
            found.add(text.strip());
        }
    }

    /// {@return the model's name; the LoRAs on its way are added in the order they were put on}
    private @Nullable String model(List<String> loras) {
        Node node = graph.source(input("model"));
        Set<String> seen = new LinkedHashSet<>();
        while (node != null && seen.add(node.id())) {
            String lora = JsonText.stem(JsonText.text(node.inputs(), "lora_name"));
            if (lora != null && node.has("strength_model")) {
                String unet = JsonText.number(graph.literal(node.input("strength_model"), "strength_model"));
                String text = JsonText.number(graph.literal(node.input("strength_clip"), "strength_clip"));
                loras.addFirst(JsonText.lora(lora, text, unet));
            }
            for (String name : List.of("ckpt_name", "unet_name", "model_name")) {
                JsonNode file = graph.literal(node.input(name), name);
                if (file.isString()) {
                    return JsonText.stem(file.asString());
                }
            }
            node = graph.source(node.input("model"));
        }
        return null;
    }

    private @Nullable String vae() {
        for (Node decoder : graph.ofKind("VAEDecode")) {
            Node from = graph.source(decoder.input("vae"));
            String name = from == null ? null : JsonText.text(from.inputs(), "vae_name");
            if (name != null) {
                return JsonText.stem(name);
            }
        }
        return null;
    }

    private @Nullable String clipSkip(Texts positive) {
        Node node = positive.first();
        Set<String> seen = new LinkedHashSet<>();
        while (node != null && seen.add(node.id())) {
            for (String name : List.of("stop_at_clip_layer", "clip_skip")) {
                JsonNode layer = graph.literal(node.input(name), name);
                if (layer.isInt() && layer.asInt() < -1) {
                    return Integer.toString(-layer.asInt());
                }
            }
            node = graph.source(node.input("clip"));
        }
        return null;
    }

    /// {@return where the sampler's empty picture comes from, or the picture it goes on from}
    private @Nullable Node latent() {
        JsonNode from = input("latent_image");
        Node node = graph.source(from == null ? input("latent") : from);
        Set<String> seen = new LinkedHashSet<>();
        while (node != null && seen.add(node.id())) {
            if (node.has("width") && node.has("height")) {
                return node;
            }
            Node at = node;
            node = List.of("samples", "latent", "latent_image").stream()
                    .map(name -> graph.source(at.input(name)))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
        return null;
    }

    private @Nullable String size(@Nullable Node latent) {
        if (latent == null) {
            return null;
        }
        JsonNode width = graph.literal(latent.input("width"), "width");
        JsonNode height = graph.literal(latent.input("height"), "height");
        return width.isInt() && height.isInt() && width.asInt() > 0 && height.asInt() > 0
                ? width.asInt() + "x" + height.asInt()
                : null;
    }

    /// {@return how many pictures were made at once, from one generator; `null` for one}
    private @Nullable String several(Node latent) {
        JsonNode count = graph.literal(latent.input("batch_size"), "batch_size");
        return count.isInt() && count.asInt() > 1 ? Integer.toString(count.asInt()) : null;
    }
}
