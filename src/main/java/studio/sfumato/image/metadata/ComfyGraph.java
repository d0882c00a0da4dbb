package studio.sfumato.image.metadata;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A graph that ComfyUI has run, as it stands in the text `prompt` of its pictures: nodes by id, each with its class
/// and its inputs, and an input is a value or `[id, output]` of another node. Anything may be in it,
/// circles too: every walk meets a node once at most, and is of limited depth.
final class ComfyGraph {
    /// How far a walk goes from node to node.
    static final int DEEPEST = 100;

    /// The most nodes a graph may have; the largest workflows that people share have hundreds.
    static final int MOST_NODES = 20_000;

    private static final int MOST_SAMPLERS = 64;

    private final Map<String, Node> nodes;

    /// A node.
    ///
    /// @param kind its class, such as `KSampler`
    /// @param inputs values and links by name
    record Node(String id, String kind, JsonNode inputs) {
        @Nullable
        JsonNode input(String name) {
            return inputs.get(name);
        }

        boolean has(String name) {
            return inputs.has(name);
        }
    }

    private ComfyGraph(Map<String, Node> nodes) {
        this.nodes = nodes;
    }

    /// {@return the graph in `prompt`; empty if it is none}
    static Optional<ComfyGraph> of(@Nullable String prompt) {
        JsonNode root = JsonText.object(prompt);
        if (root == null || root.size() > MOST_NODES) {
            return Optional.empty();
        }
        Map<String, Node> nodes = new LinkedHashMap<>();
        root.properties().forEach(entry -> {
            JsonNode inputs = entry.getValue().get("inputs");
            if (inputs != null && inputs.isObject()) {
                String kind = entry.getValue().path("class_type").asString("");
                nodes.put(entry.getKey(), new Node(entry.getKey(), kind, inputs));
            }
        });
        return nodes.isEmpty() ? Optional.empty() : Optional.of(new ComfyGraph(nodes));
    }

    /// {@return the node that `value` comes from; `null` if it is a value of its own}
    @Nullable
    Node source(@Nullable JsonNode value) {
        if (value == null
                || !value.isArray()
                || value.size() != 2
                || value.get(0).isContainer()) {
            return null;
        }
        return nodes.get(value.get(0).asString(""));
    }

    /// {@return the samplers that had a part in the picture, those that start from nothing first}
    List<Node> samplers() {
        List<Node> saved = nodes.values().stream()
                .filter(node -> node.kind().toLowerCase(Locale.ROOT).contains("saveimage"))
                .toList();
        Set<Node> part = saved.isEmpty() ? new LinkedHashSet<>(nodes.values()) : upstream(saved);
        List<Node> all =
                part.stream().filter(ComfyGraph::samples).limit(MOST_SAMPLERS).toList();
        List<Node> ordered = new ArrayList<>();
        List<Node> later = new ArrayList<>();
        for (Node sampler : all) {
            Node before = source(sampler.has("latent_image") ? sampler.input("latent_image") : sampler.input("latent"));
            Set<Node> earlier = before == null ? Set.of() : upstream(List.of(before));
            (earlier.stream().anyMatch(ComfyGraph::samples) ? later : ordered).add(sampler);
        }
        ordered.addAll(later);
        return ordered;
    }

    private static boolean samples(Node node) {
        return (node.has("latent_image") || node.has("latent")) && (node.has("positive") || node.has("guider"));
    }

    /// {@return nodes of this class}
    List<Node> ofKind(String kind) {
        return nodes.values().stream().filter(node -> node.kind().equals(kind)).toList();
    }

    /// {@return `from` and every node they hang on}
    private Set<Node> upstream(Collection<Node> from) {
        Set<String> seen = new LinkedHashSet<>();
        Set<Node> found = new LinkedHashSet<>();
        Deque<Node> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (seen.add(node.id())) {
                found.add(node);
                for (JsonNode input : node.inputs()) {
                    Node before = source(input);
                    if (before != null) {
                        open.add(before);
                    }
                }
            }
        }
        return found;
    }

    /// {@return `value`, or what the node it comes from holds}: a number or a text may have a node of its own.
    ///
    /// @param name what it is called where it is used
    JsonNode literal(@Nullable JsonNode value, String name) {
        @Nullable JsonNode now = value;
        for (int depth = 0; depth < DEEPEST && now != null; depth++) {
            Node from = source(now);
            if (from == null) {
                return now;
            }
            now = null;
            for (String key : List.of(name, "value", "Value", "int", "float", "seed", "noise_seed", "number")) {
                if (now == null && from.has(key)) {
                    now = from.input(key);
                }
            }
        }
        return MissingNode.getInstance();
    }
}
