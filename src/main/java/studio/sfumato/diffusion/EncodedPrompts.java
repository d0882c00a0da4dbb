package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.sfumato.prompt.Conditioning;
import studio.sfumato.prompt.ConditioningSchedule;

/// What guides pictures: towards each part of the prompt and, with guidance, away from the negative prompt.
///
/// @param parts what `AND` joins; all of as many tokens
/// @param weights how much each counts
/// @param negative `null` without guidance
/// @param prompting whether the parts are the prompt's, not a negative prompt alone
record EncodedPrompts(
        List<ConditioningSchedule> parts,
        List<Double> weights,
        @Nullable ConditioningSchedule negative,
        boolean prompting) {
    /// What guides towards a prompt.
    EncodedPrompts(List<ConditioningSchedule> parts, List<Double> weights, @Nullable ConditioningSchedule negative) {
        this(parts, weights, negative, true);
    }

    /// {@return the same, the parts made equally long}
    static EncodedPrompts of(
            List<ConditioningSchedule> parts, List<Double> weights, @Nullable ConditioningSchedule negative) {
        int most = parts.stream().mapToInt(ConditioningSchedule::tokens).max().orElseThrow();
        return new EncodedPrompts(
                parts.stream().map(part -> part.lengthened(most)).toList(), weights, negative);
    }

    /// {@return the same for SDXL's refiner, which is told that the prompt is for a pretty picture and
    /// the negative
    /// prompt
    /// for a plain one}
    EncodedPrompts scored() {
        return new EncodedPrompts(
                parts.stream().map(part -> part.scored(true)).toList(),
                weights,
                negative == null ? null : negative.scored(false));
    }

    /// {@return whether the prompt is more than one text that counts fully}
    boolean composed() {
        return !weights.equals(List.of(1.0));
    }

    /// {@return whether what its parts add up to is the same whatever the negative prompt, but for guidance}
    boolean whole() {
        return weights.stream().mapToDouble(Double::doubleValue).sum() == 1;
    }

    /// {@return the prompt alone}
    EncodedPrompts prompted() {
        return new EncodedPrompts(parts, weights, null);
    }

    /// {@return a negative prompt alone}
    static EncodedPrompts unprompted(ConditioningSchedule negative) {
        return new EncodedPrompts(List.of(negative), List.of(1.0), null, false);
    }

    /// {@return how many rows of a batch follow the prompt; they come first}
    int promptedRows(int pictures) {
        return prompting ? parts.size() * pictures : 0;
    }

    /// {@return what guides each latent of a batch: every picture by the first part, by the next, by the negative}
    ///
    /// @param call how many calls of the denoiser there were before
    List<Conditioning> rows(int call, int pictures) {
        List<Conditioning> rows = new ArrayList<>();
        parts.forEach(part -> rows.addAll(Collections.nCopies(pictures, part.at(call))));
        if (negative != null) {
            rows.addAll(Collections.nCopies(pictures, negative.at(call)));
        }
        return rows;
    }
}
