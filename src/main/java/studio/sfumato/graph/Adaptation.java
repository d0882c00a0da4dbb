package studio.sfumato.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import studio.sfumato.weights.Sha256;

/// What of a network can be changed from outside, see [SidePaths]. A linear layer's path costs nothing
/// while it is closed, so all have one or none has; the others cost a little, so only layers that need
/// them have them.
///
/// @param linear whether linear layers have side paths; nothing else has any where they have none
/// @param convolutions the keys of the weights of the convolutions that have side paths
/// @param scaled which values of a layer can be made larger or smaller, by the key of its weight
public record Adaptation(boolean linear, Set<String> convolutions, Map<String, Scale> scaled) {
    /// A network as it was trained.
    public static final Adaptation NONE = new Adaptation(false, Set.of(), Map.of());

    /// A network with side paths beside its linear layers.
    public static final Adaptation LINEAR = new Adaptation(true, Set.of(), Map.of());

    /// Which values of a layer have a factor each.
    public enum Scale {
        /// Neither.
        NOTHING,
        /// Those that go in.
        INPUTS,
        /// Those that come out, without the bias.
        OUTPUTS
    }

    /// Copies the set and the map.
    public Adaptation {
        convolutions = Set.copyOf(convolutions);
        scaled = Map.copyOf(scaled);
    }

    /// {@return whether a network with this can do all that one with `other` can}
    public boolean covers(Adaptation other) {
        return (linear || !other.linear)
                && convolutions.containsAll(other.convolutions)
                && scaled.entrySet().containsAll(other.scaled.entrySet());
    }

    /// {@return which values of a layer have factors}
    Scale scale(String key) {
        return scaled.getOrDefault(key, Scale.NOTHING);
    }

    /// {@return a name for it: empty for none}
    public String suffix() {
        if (!linear) {
            return "";
        }
        Map<String, Object> layers = new LinkedHashMap<>();
        new TreeSet<>(convolutions).forEach(key -> layers.put(key, ""));
        new TreeMap<>(scaled).forEach((key, scale) -> layers.merge(key, scale, (_, it) -> "," + it));
        return "+adaptable"
                + (layers.isEmpty()
                        ? ""
                        : "-" + new Sha256().add(layers.toString()).hex().substring(0, 16));
    }
}
