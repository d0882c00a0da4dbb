package studio.sfumato.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.BatchPlace;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.PromptTemplate;
import studio.sfumato.prompt.WildcardChance;
import studio.sfumato.prompt.Wildcards;

/// Turns a request whose prompts have wildcards in them into one for each picture: what was chosen is what
/// is made and stored, and what was written is stored beside it.
///
/// @param lists where `__name__` is looked up
public record WildcardRequests(Wildcards.Lists lists) {
    private static final long NEGATIVE = 0x6e65676174697665L; // its own chance: what is added to one leaves the other

    /// {@return the requests; `request` itself where there is nothing to choose}
    ///
    /// @throws studio.sfumato.error.RequestException if a list is missing or lists go round in a circle
    public List<GenerationRequest> of(GenerationRequest request) {
        Prompt prompt = request.prompt();
        if (!Wildcards.in(prompt.positive()) && !Wildcards.in(prompt.negative())) {
            return List.of(request);
        }
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < request.count(); i++) {
            NoiseSettings noise = request.count() == 1
                    ? request.noise()
                    : request.noise().plus(i).at(BatchPlace.ALONE);
            requests.add(new GenerationRequest(
                    request.model(),
                    request.vae(),
                    chosen(prompt, noise.seed().value()),
                    request.size(),
                    request.sampling(),
                    request.guidance(),
                    noise,
                    request.compat(),
                    1,
                    1,
                    request.task(),
                    request.ensemble(),
                    request.controls(),
                    request.tiling()));
        }
        return List.copyOf(requests);
    }

    private Prompt chosen(Prompt prompt, long seed) {
        Wildcards wildcards = new Wildcards(lists);
        return new Prompt(
                wildcards.resolve(prompt.positive(), new WildcardChance(seed)),
                wildcards.resolve(prompt.negative(), new WildcardChance(seed ^ NEGATIVE)),
                prompt.clipSkip(),
                prompt.rules(),
                prompt.addOns(),
                Optional.of(new PromptTemplate(prompt.positive(), prompt.negative())));
    }
}
