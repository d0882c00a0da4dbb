package studio.sfumato.image.metadata;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import studio.sfumato.image.metadata.ComfyGraph.Node;
import tools.jackson.databind.JsonNode;

/// The pictures that guide a sampler of ComfyUI: the nodes `ControlNetApply` and its kin on the way of its prompt, each
/// with a network, a picture and, before that, perhaps a node that makes a map of it.
///
/// @param graph the graph they are in
record ComfyControls(ComfyGraph graph) {
    private static final int LEVELS = 255;

    /// Parts of the names of nodes that make maps, and what A1111's extension calls such a map's maker.
    private static final Map<String, String> MAKERS = makers();

    private static Map<String, String> makers() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("canny", "canny");
        all.put("densepose", "densepose");
        all.put("openpose", "openpose");
        all.put("animalpose", "openpose");
        all.put("dwpreprocessor", "openpose");
        all.put("depth", "depth");
        all.put("midas-normal", "normal");
        all.put("midas", "depth");
        all.put("zoe", "depth");
        all.put("leres", "depth");
        all.put("lineart", "lineart");
        all.put("scribble", "scribble");
        all.put("hedpreprocessor", "softedge");
        all.put("pidinet", "softedge");
        all.put("softedge", "softedge");
        all.put("normal", "normal");
        all.put("semseg", "seg");
        all.put("segment", "seg");
        all.put("tile", "tile");
        all.put("inpaint", "inpaint");
        all.put("shuffle", "shuffle");
        return all;
    }

    /// {@return the pictures that guide, in the order they were put on}
    ///
    /// @param prompt what a sampler is told to follow
    List<ControlText> of(@Nullable JsonNode prompt) {
        List<ControlText> units = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        Node node = graph.source(prompt);
        while (node != null && seen.size() < ComfyGraph.DEEPEST && seen.add(node.id())) {
            if (node.has("control_net")) {
                String model = model(node);
                if (model != null) {
                    units.addFirst(unit(node, model));
                }
            }
            JsonNode before = node.input("positive");
            node = graph.source(before == null ? node.input("conditioning") : before);
        }
        return units;
    }

    private ControlText unit(Node applied, String model) {
        Node maker = graph.source(applied.input("image"));
        String module = maker == null ? "none" : module(maker);
        Node levels = module.equals("canny") ? maker : null;
        return new ControlText(
                module,
                model,
                number(applied, "strength"),
                number(applied, "start_percent"),
                number(applied, "end_percent"),
                null,
                null,
                levels == null ? null : level(levels, "low_threshold"),
                levels == null ? null : level(levels, "high_threshold"));
    }

    /// One node makes maps of every kind, and is told the name of the node that makes them.
    private String module(Node maker) {
        JsonNode chosen = graph.literal(maker.input("preprocessor"), "preprocessor");
        String kind = (chosen.isString() ? chosen.asString() : maker.kind()).toLowerCase(Locale.ROOT);
        return kind.contains("load")
                ? "none"
                : MAKERS.entrySet().stream()
                        .filter(entry -> kind.contains(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("none");
    }

    /// ComfyUI's own node counts levels from 0 to 1, those of others from 0 to 255.
    private @Nullable String level(Node maker, String name) {
        String told = number(maker, name);
        if (told == null || !maker.kind().equals("Canny")) {
            return told;
        }
        return new BigDecimal(told)
                .multiply(BigDecimal.valueOf(LEVELS))
                .stripTrailingZeros()
                .toPlainString();
    }

    private @Nullable String number(Node node, String name) {
        return JsonText.number(graph.literal(node.input(name), name));
    }

    /// Between the node that loads a network and the one that applies it there may be others.
    private @Nullable String model(Node applied) {
        Set<String> seen = new LinkedHashSet<>();
        Node node = graph.source(applied.input("control_net"));
        while (node != null && seen.size() < ComfyGraph.DEEPEST && seen.add(node.id())) {
            JsonNode name = graph.literal(node.input("control_net_name"), "control_net_name");
            if (name.isString()) {
                return JsonText.stem(name.asString());
            }
            node = graph.source(node.input("control_net"));
        }
        return null;
    }
}
