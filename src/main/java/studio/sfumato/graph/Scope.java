package studio.sfumato.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.Replacement;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;

/// The weights of one part of a network: every key asked for starts with the part's prefix.
///
/// @param graph the graph that weights become part of
/// @param source where the weights lie
/// @param prefix what every key starts with: empty, or ending in a full stop
public record Scope(GraphBuilder graph, WeightSource source, String prefix) {
    /// All weights of `source`.
    public Scope(GraphBuilder graph, WeightSource source) {
        this(graph, source, "");
    }

    /// {@return the part called `name` of this one}
    public Scope at(String name) {
        return new Scope(graph, source, prefix + name + ".");
    }

    /// {@return the part with number `index` of this one}
    public Scope at(int index) {
        return at(Integer.toString(index));
    }

    /// {@return whether there is a tensor called `name`}
    public boolean has(String name) {
        return source.find(prefix + name).isPresent();
    }

    /// {@return the tensor called `name` as 32-bit floats of shape `dims`}
    ///
    /// @throws ModelFileException if it is missing, has another shape (axes of size 1 at the end don't count,
    ///     so that a 1×1 convolution's weight serves as a matrix and a vector as [C,1,1]) or holds no
    ///     floating-point numbers
    public Value weight(String name, int... dims) {
        Weight found = find(name, dims);
        return source.replacement(found.key())
                .map(other -> graph.floats(graph.replaced(found.key(), other, dims), other.type()))
                .orElseGet(() -> graph.weight(found, boxed(dims)));
    }

    /// {@return the tensor called `name` in the type it is stored in, or its replacement's}
    ///
    /// @throws ModelFileException as for [#weight]
    public Value stored(String name, int... dims) {
        Weight found = find(name, dims);
        return source.replacement(found.key())
                .map(other -> graph.replaced(found.key(), other, dims))
                .orElseGet(() -> graph.stored(found, boxed(dims)));
    }

    /// {@return the type that [#stored] gives the tensor called `name` in; any where there is none, which [#stored]
    /// refuses}
    public DType type(String name) {
        String key = prefix + name;
        return source.replacement(key)
                .map(Replacement::type)
                .or(() -> source.find(key).map(Weight::type))
                .orElse(DType.F32);
    }

    private Weight find(String name, int... dims) {
        String key = prefix + name;
        Optional<Weight> found = source.find(key);
        if (found.isEmpty()) {
            return source.unusable(key, source.lacks(key));
        }
        Weight weight = found.get();
        if (!withoutTail(weight.shape().dims()).equals(withoutTail(dims))) {
            return source.unusable(
                    key,
                    "%s: tensor '%s' has shape %s, but the model's configuration asks for %s"
                            .formatted(
                                    weight.file().getFileName(),
                                    source.called(key),
                                    weight.shape(),
                                    boxed(dims).stream().map(String::valueOf).collect(Collectors.joining("×"))));
        }
        if (!weight.type().isFloat()) {
            return source.unusable(
                    key,
                    "%s: tensor '%s' holds %s, not floating-point numbers"
                            .formatted(weight.file().getFileName(), source.called(key), weight.type()));
        }
        return weight;
    }

    private static List<Integer> withoutTail(int[] dims) {
        List<Integer> kept = new ArrayList<>(boxed(dims));
        while (!kept.isEmpty() && kept.getLast() == 1) {
            kept.removeLast();
        }
        return kept;
    }

    private static List<Integer> boxed(int[] dims) {
        return Arrays.stream(dims).boxed().toList();
    }
}
