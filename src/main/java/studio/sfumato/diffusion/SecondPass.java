package studio.sfumato.diffusion;

import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.hires.HiresFix;

/// What a second pass asks for.
final class SecondPass {
    private SecondPass() {}

    /// {@return the request of the second pass: what is not said is as in the first}
    static GenerationRequest of(GenerationRequest first, HiresFix fix) {
        Sampling before = first.sampling();
        // Noise levels that were given are those of the first pass.
        Sampling sampling = new Sampling(
                fix.sampler().orElse(before.sampler()),
                fix.schedule().orElse(before.schedule()),
                fix.steps() == 0 ? before.steps() : fix.steps(),
                new SamplerOptions(before.options().values(), List.of()));
        Prompt prompt = first.prompt();
        Prompt other = new Prompt(
                fix.prompt().orElse(prompt.positive()),
                fix.negative().orElse(prompt.negative()),
                prompt.clipSkip(),
                prompt.rules(),
                prompt.addOns(),
                Optional.empty());
        return first.withPrompt(other)
                .withSize(fix.size(first.size()))
                .withSampling(sampling)
                .withGuidance(fix.cfg().map(first.guidance()::withScale).orElse(first.guidance()));
    }
}
