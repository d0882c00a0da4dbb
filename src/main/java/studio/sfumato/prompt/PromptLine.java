package studio.sfumato.prompt;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// One picture that a prompt file asks for; what it leaves open comes from the command line.
///
/// @param row the line of the file it starts on, from 1, for messages
/// @param prompt what to paint
/// @param negative what to keep out
/// @param seed the seed, below 2⁶⁴; -1 for a random one
/// @param steps the number of steps
/// @param cfg the guidance scale
/// @param width in pixels
/// @param height in pixels
/// @param sampler the sampler's name
/// @param schedule the schedule's name
public record PromptLine(
        int row,
        String prompt,
        Optional<String> negative,
        Optional<BigInteger> seed,
        OptionalInt steps,
        OptionalDouble cfg,
        OptionalInt width,
        OptionalInt height,
        Optional<String> sampler,
        Optional<String> schedule) {
    /// {@return a line that gives only the prompt}
    public static PromptLine of(int row, String prompt) {
        return new PromptLine(
                row,
                prompt,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
