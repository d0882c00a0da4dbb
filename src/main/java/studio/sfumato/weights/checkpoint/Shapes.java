package studio.sfumato.weights.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.Weight;

/// Asks the shapes of a network's tensors.
///
/// @param file what the file is called in messages
/// @param weights the tensors by the names the network asks for
/// @param called what the file calls them
record Shapes(String file, Map<String, Weight> weights, UnaryOperator<String> called) {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

    /// The shapes in a file that calls its tensors what the network does.
    Shapes(String file, Map<String, Weight> weights) {
        this(file, weights, UnaryOperator.identity());
    }

    boolean has(String key) {
        return weights.containsKey(key);
    }

    boolean begins(String prefix) {
        return weights.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /// {@return the number of axes of a tensor}
    int rank(String key) {
        return get(key).shape().rank();
    }

    /// {@return the shape of a tensor}
    Shape shape(String key) {
        return get(key).shape();
    }

    /// {@return the size of one axis of a tensor, at least 1}
    ///
    /// @throws ModelFileException if the tensor or its axis is missing, or empty
    int size(String key, int axis) {
        Weight weight = get(key);
        if (weight.shape().rank() <= axis || weight.shape().at(axis) < 1) {
            throw new ModelFileException(file + ": tensor '" + called.apply(key) + "' has the shape " + weight.shape()
                    + ", which cannot be");
        }
        return weight.shape().at(axis);
    }

    /// {@return how many numbers from 0 on make a key that is there}
    int count(IntFunction<String> key) {
        int count = 0;
        while (has(key.apply(count))) {
            count++;
        }
        return count;
    }

    /// {@return how many parts there are that are numbered from 0 on: one more than the highest number. One that is
    /// missing in between is told when the network asks for it}
    ///
    /// @param prefix what the names of all begin with, before the number
    int numbered(String prefix) {
        int count = 0;
        for (String key : weights.keySet()) {
            int end = key.indexOf('.', prefix.length());
            if (key.startsWith(prefix)
                    && end > 0
                    && NUMBER.matcher(key.substring(prefix.length(), end)).matches()) {
                count = Math.max(count, 1 + Integer.parseInt(key, prefix.length(), end, 10));
            }
        }
        return count;
    }

    /// {@return the size that most of these axes have, so that one tensor of a wrong shape is told as that one and
    /// not as all others}
    ///
    /// @param axes the tensors, and which axis of each; some may be missing
    /// @throws ModelFileException if all are; the first is named
    int usual(List<Axis> axes) {
        Map<Integer, Integer> votes = new LinkedHashMap<>();
        for (Axis one : axes) {
            Weight weight = weights.get(one.key);
            if (weight != null
                    && weight.shape().rank() > one.axis
                    && weight.shape().at(one.axis) > 0) {
                votes.merge(weight.shape().at(one.axis), 1, Integer::sum);
            }
        }
        int most = votes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return votes.entrySet().stream()
                .filter(vote -> vote.getValue() == most)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> size(axes.getFirst().key, axes.getFirst().axis));
    }

    /// An axis of a tensor.
    record Axis(String key, int axis) {}

    private Weight get(String key) {
        Weight weight = weights.get(key);
        if (weight == null) {
            throw missing(key);
        }
        return weight;
    }

    /// {@return the complaint that there is no tensor called `key`}
    ModelFileException missing(String key) {
        return new ModelFileException(
                file + " has no tensor '" + called.apply(key) + "'", "Download or copy the file again.", null);
    }
}
