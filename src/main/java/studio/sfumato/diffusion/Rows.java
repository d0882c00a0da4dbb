package studio.sfumato.diffusion;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Takes batches apart and puts them together: pictures [batch, channels, height, width], of which one may stand for
/// all of a batch and one number for all of a picture.
final class Rows {
    private Rows() {}

    /// {@return the first `count` rows of every input}
    static Map<String, Tensor> first(Map<String, Tensor> inputs, int count) {
        Map<String, Tensor> rows = new LinkedHashMap<>();
        inputs.forEach((name, value) -> rows.put(name, value.slice(0, count)));
        return rows;
    }

    /// {@return the first channels of pictures}
    static Tensor firstChannels(Tensor pictures, int channels) {
        int all = pictures.shape().at(1);
        if (all == channels) {
            return pictures;
        }
        int batch = pictures.shape().at(0);
        int plane = pictures.shape().at(2) * pictures.shape().at(3);
        float[] from = pictures.toArray();
        float[] values = new float[batch * channels * plane];
        for (int i = 0; i < batch; i++) {
            System.arraycopy(from, i * all * plane, values, i * channels * plane, channels * plane);
        }
        return Tensor.wrap(
                Shape.of(
                        batch,
                        channels,
                        pictures.shape().at(2),
                        pictures.shape().at(3)),
                values);
    }

    /// {@return `given`, one row for each of the first `prompted` of `count` rows or one for all of these, followed by
    /// nothing for the others}
    static Tensor padded(Tensor given, int prompted, int count) {
        if (prompted == count) {
            return given;
        }
        Tensor zeros = Tensor.zeros(given.shape().withBatch(count - prompted));
        Tensor own = given.shape().at(0) == prompted ? given : Tensor.concat(Collections.nCopies(prompted, given));
        return Tensor.concat(List.of(own, zeros));
    }

    /// {@return the sum of two}
    static Tensor sum(Tensor one, Tensor other) {
        if (one.shape().equals(other.shape())) {
            return one.plus(other);
        }
        int batch = Math.max(one.shape().at(0), other.shape().at(0));
        int height = Math.max(one.shape().at(2), other.shape().at(2));
        int width = Math.max(one.shape().at(3), other.shape().at(3));
        Shape whole = Shape.of(batch, one.shape().at(1), height, width);
        return spread(one, whole).plus(spread(other, whole));
    }

    private static Tensor spread(Tensor given, Shape whole) {
        Shape own = given.shape();
        if (own.equals(whole)) {
            return given;
        }
        float[] from = given.toArray();
        float[] values = new float[whole.elements()];
        int plane = whole.at(2) * whole.at(3);
        int ownPlane = own.at(2) * own.at(3);
        for (int i = 0; i < whole.at(0); i++) {
            for (int channel = 0; channel < whole.at(1); channel++) {
                int to = (i * whole.at(1) + channel) * plane;
                int at = ((own.at(0) == 1 ? 0 : i) * whole.at(1) + channel) * ownPlane;
                for (int k = 0; k < plane; k++) {
                    values[to + k] = from[ownPlane == 1 ? at : at + k];
                }
            }
        }
        return Tensor.wrap(whole, values);
    }
}
