package studio.sfumato.runtime;

import ai.onnxruntime.OnnxJavaType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Brings what is fed into the shapes that a graph of another program was exported for: one number for all pictures
/// where it takes no more, and passes of as many pictures as it takes.
///
/// @param inputs what it declares, by the names that are fed
record ForeignShapes(Map<String, Input> inputs) {
    private static final int COLOURS = 3;

    /// How many pixels a latent one covers.
    private static final int LATENT_PIXEL = 8;

    /// {@return what `run` gives for `values`, in as many passes as it needs}
    ///
    /// @throws UnsupportedModelException if the graph was exported for another size
    Map<String, Tensor> run(Map<String, Tensor> values, UnaryOperator<Map<String, Tensor>> run) {
        int batch = values.values().stream()
                .filter(value -> value.shape().rank() > 1)
                .mapToInt(value -> value.shape().at(0))
                .max()
                .orElse(1);
        int fixed = fixedBatch();
        if (fixed == 0 || fixed == batch) {
            return ran(run, shaped(values));
        }
        Map<String, List<Tensor>> parts = new LinkedHashMap<>();
        for (int from = 0; from < batch; from += fixed) {
            int first = from;
            int count = Math.min(fixed, batch - from);
            Map<String, Tensor> some = new LinkedHashMap<>();
            values.forEach((name, value) -> some.put(name, padded(value.slice(first, first + count), fixed - count)));
            ran(run, shaped(some))
                    .forEach((name, value) ->
                            parts.computeIfAbsent(name, _ -> new ArrayList<>()).add(value.slice(0, count)));
        }
        Map<String, Tensor> whole = new LinkedHashMap<>();
        parts.forEach((name, some) -> whole.put(name, Tensor.concat(some)));
        return whole;
    }

    /// A graph can be right for any size that it was exported to take, and yet not add up inside for most.
    private static Map<String, Tensor> ran(UnaryOperator<Map<String, Tensor>> run, Map<String, Tensor> values) {
        try {
            return run.apply(values);
        } catch (InferenceException failed) {
            if (failed.hint() == null && values.values().stream().anyMatch(ForeignShapes::odd)) {
                throw new InferenceException(
                        String.valueOf(failed.getMessage()),
                        "Graphs that were exported take few sizes: ask for sides that are multiples of 64.",
                        failed);
            }
            throw failed;
        }
    }

    private static boolean odd(Tensor value) {
        Shape shape = value.shape();
        return shape.rank() == 4 && (shape.at(2) % LATENT_PIXEL != 0 || shape.at(3) % LATENT_PIXEL != 0);
    }

    private int fixedBatch() {
        return inputs.values().stream()
                .map(input -> input.info().getShape())
                .filter(shape -> shape.length > 1 && shape[0] > 0)
                .mapToInt(shape -> Math.toIntExact(shape[0]))
                .findFirst()
                .orElse(0);
    }

    private static Tensor padded(Tensor value, int more) {
        int count = value.shape().at(0);
        List<Tensor> all = new ArrayList<>(List.of(value));
        all.addAll(Collections.nCopies(more, value.slice(count - 1, count)));
        return more == 0 ? value : Tensor.concat(all);
    }

    private Map<String, Tensor> shaped(Map<String, Tensor> values) {
        Map<String, Tensor> shaped = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            Input input = inputs.get(name);
            shaped.put(name, input == null ? value : shaped(input, value));
        });
        return shaped;
    }

    private static Tensor shaped(Input input, Tensor value) {
        long[] declared = input.info().getShape();
        Tensor fitting = value;
        if (value.shape().rank() == 1 && declared.length == 0) {
            fitting = Tensor.scalar(value.at(0));
        } else if (value.shape().rank() == 1 && declared.length == 1 && declared[0] == 1) {
            fitting = Tensor.wrap(Shape.of(1), new float[] {value.at(0)});
        }
        boolean whole = input.info().type == OnnxJavaType.INT64 || input.info().type == OnnxJavaType.INT32;
        requireSize(input, declared, fitting.shape());
        return whole ? fitting.map(Math::rint) : fitting;
    }

    private static void requireSize(Input input, long[] declared, Shape given) {
        boolean picture = declared.length == 4 && given.rank() == 4;
        int factor = declared.length == 4 && declared[1] == COLOURS ? 1 : LATENT_PIXEL;
        boolean tokens = declared.length >= 2 && declared.length <= 3 && given.rank() == declared.length;
        for (int axis = 1; axis < declared.length && (picture || tokens); axis++) {
            if (declared[axis] > 0 && declared[axis] != given.at(axis)) {
                if (picture && axis == 1) {
                    throw new UnsupportedModelException(
                            "The " + input.network() + " takes pictures of " + declared[1] + " channels, not of "
                                    + given.at(1),
                            "Its file may be another network's.",
                            null);
                }
                throw new UnsupportedModelException(
                        "The " + input.network() + " was exported for one size: its input '" + input.name() + "' takes "
                                + shown(declared) + ", not " + given,
                        picture && declared[2] > 0 && declared[3] > 0
                                ? "Ask for " + factor * declared[3] + "x" + factor * declared[2]
                                        + ", or use the model it was exported from."
                                : (picture ? "Ask for another size" : "Use a shorter prompt")
                                        + ", or use the model it was exported from.",
                        null);
            }
        }
    }

    private static String shown(long[] declared) {
        List<String> dims = new ArrayList<>();
        for (long dim : declared) {
            dims.add(dim < 0 ? "?" : Long.toString(dim));
        }
        return String.join("×", dims);
    }
}
