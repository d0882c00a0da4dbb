package studio.sfumato.prompt;

import java.util.List;
import java.util.function.Supplier;
import studio.sfumato.tensor.Tensor;

/// Weights as ComfyUI and compel apply them: each token's hidden state goes from that of an empty prompt in its place
/// to its own, and beyond (`comfy/sd1_clip.py`, `encode_token_weights`).
public enum TowardsEmpty implements Weighting {
    /// There is but one way.
    INSTANCE;

    @Override
    public List<Tensor> apply(List<Answer> answers, Supplier<Tensor> empty) {
        return answers.stream()
                .map(answer -> answer.weighted() ? between(empty.get(), answer) : answer.hidden())
                .toList();
    }

    private static Tensor between(Tensor empty, Answer answer) {
        float[] values = answer.hidden().toArray();
        int features = answer.hidden().shape().at(2);
        for (int i = 0; i < values.length; i++) {
            double weight = answer.weights().get(i / features);
            if (weight != 1) {
                values[i] = (float) (empty.at(i) + (values[i] - empty.at(i)) * weight);
            }
        }
        return Tensor.wrap(answer.hidden().shape(), values);
    }
}
