package studio.sfumato.prompt;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// What a prompt tells the U-Net.
///
/// @param hidden the text encoder's hidden states, `[batch, tokens, features]`
/// @param pooled SDXL's summary of the prompt, `[batch, features]`; `null` for models that have none
/// @param score how pretty SDXL's refiner is told the picture is; empty for every other model
public record Conditioning(Tensor hidden, @Nullable Tensor pooled, OptionalDouble score) {
    /// The score of what is wanted: A1111's and diffusers' `aesthetic_score`.
    private static final double PRETTY = 6;

    /// The score of what is not.
    private static final double PLAIN = 2.5;

    /// Refuses tensors of another rank, and two that disagree about the batch.
    public Conditioning {
        if (hidden.shape().rank() != 3) {
            throw new IllegalArgumentException(
                    "hidden states must be [batch, tokens, features], not " + hidden.shape());
        }
        if (pooled != null
                && (pooled.shape().rank() != 2
                        || pooled.shape().at(0) != hidden.shape().at(0))) {
            throw new IllegalArgumentException("pooled " + pooled.shape() + " does not go with " + hidden.shape());
        }
    }

    /// Without a score.
    public Conditioning(Tensor hidden, @Nullable Tensor pooled) {
        this(hidden, pooled, OptionalDouble.empty());
    }

    /// {@return the same for SDXL's refiner}
    ///
    /// @param wanted whether it is a prompt, not a negative one
    public Conditioning scored(boolean wanted) {
        return new Conditioning(hidden, pooled, OptionalDouble.of(wanted ? PRETTY : PLAIN));
    }

    /// {@return the conditioning of a model with one text encoder: SD 1.x and 2.x}
    public static Conditioning of(Tensor hidden) {
        return new Conditioning(hidden, null);
    }

    /// {@return SDXL's conditioning (Podell et al. 2023, arXiv:2307.01952, §2.1): both encoders' penultimate hidden
    /// states side by side along the feature axis, with the second encoder's pooled output}
    public static Conditioning sdxl(Tensor first, Tensor second, Tensor pooled) {
        return new Conditioning(besideEachOther(first, second), pooled);
    }

    /// {@return the hidden states of a prompt's chunks, each `[1, tokens, features]`, one after the other along the
    /// token axis}
    public static Tensor chunks(List<Tensor> hidden) {
        List<Tensor> rows = hidden.stream()
                .map(each ->
                        each.reshape(Shape.of(each.shape().at(1), each.shape().at(2))))
                .toList();
        Tensor joined = Tensor.concat(rows);
        return joined.reshape(Shape.of(1, joined.shape().at(0), joined.shape().at(1)));
    }

    /// {@return how many tokens the hidden states are of}
    public int tokens() {
        return hidden.shape().at(1);
    }

    /// {@return this with the last token's hidden state repeated until there are `tokens`}
    ///
    /// @param tokens at least as many as there are; one prompt only
    public Conditioning lengthened(int tokens) {
        int features = hidden.shape().at(2);
        float[] values = Arrays.copyOf(hidden.toArray(), tokens * features);
        for (int at = tokens() * features; at < values.length; at++) {
            values[at] = values[at - features];
        }
        return new Conditioning(Tensor.wrap(Shape.of(1, tokens, features), values), pooled, score);
    }

    /// {@return the conditionings of several prompts as one batch, in order; all must have as many tokens}
    public static Conditioning batch(List<Conditioning> prompts) {
        Tensor hidden = Tensor.concat(prompts.stream().map(Conditioning::hidden).toList());
        if (prompts.getFirst().pooled == null) {
            return of(hidden);
        }
        return new Conditioning(
                hidden,
                Tensor.concat(prompts.stream().map(Conditioning::requirePooled).toList()));
    }

    /// {@return the negative prompt's conditioning for SDXL, given this one for the positive prompt: all zeros where
    /// that is empty and the model wants it so, as A1111 and diffusers do; otherwise nothing, so encode it}
    ///
    /// @param negative the negative prompt
    /// @param forceZeros `force_zeros_for_empty_prompt` of `model_index.json`, true when it is not there
    public Optional<Conditioning> zeroedNegative(String negative, boolean forceZeros) {
        return forceZeros && negative.isEmpty() ? Optional.of(zeros()) : Optional.empty();
    }

    /// {@return zeros of these shapes}
    public Conditioning zeros() {
        return new Conditioning(Tensor.zeros(hidden.shape()), pooled == null ? null : Tensor.zeros(pooled.shape()));
    }

    /// {@return SDXL's `time_ids` for a picture drawn whole at its own size, `[1, 6]`: original height and width, the
    /// crop's top and left, target height and width (Podell et al. 2023, §2.2); for its refiner `[1,
    /// 5]`, the score
    /// in the target's place (§2.5)}
    public Tensor timeIds(int width, int height) {
        return score.isPresent()
                ? Tensor.of(Shape.of(1, 5), height, width, 0, 0, (float) score.getAsDouble())
                : Tensor.of(Shape.of(1, 6), height, width, 0, 0, height, width);
    }

    private Tensor requirePooled() {
        if (pooled == null) {
            throw new IllegalArgumentException("one prompt of a batch lacks its pooled output");
        }
        return pooled;
    }

    private static Tensor besideEachOther(Tensor first, Tensor second) {
        Shape left = first.shape();
        Shape right = second.shape();
        if (left.rank() != 3 || right.rank() != 3 || left.at(0) != right.at(0) || left.at(1) != right.at(1)) {
            throw new IllegalArgumentException("cannot put " + right + " beside " + left);
        }
        float[] joined = new float[first.shape().elements() + second.shape().elements()];
        FloatBuffer leftRows = first.values();
        FloatBuffer rightRows = second.values();
        int features = left.at(2) + right.at(2);
        for (int at = 0; at < joined.length; at += features) {
            leftRows.get(joined, at, left.at(2));
            rightRows.get(joined, at + left.at(2), right.at(2));
        }
        return Tensor.wrap(Shape.of(left.at(0), left.at(1), features), joined);
    }
}
