package studio.sfumato.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import studio.sfumato.diffusion.BatchPlace;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.PromptTemplate;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.hires.HiresFix;
import studio.sfumato.prompt.WildcardChance;
import studio.sfumato.prompt.Wildcards;

/// Turns a request whose prompts have wildcards in them into one for each picture: what was chosen is what
/// is made and stored, and what was written is stored beside it.
///
/// @param lists where `__name__` is looked up
public record WildcardRequests(Wildcards.Lists lists) {
    private static final long NEGATIVE = 0x6e65676174697665L; // its own chance: what is added to one leaves the other

    /// {@return whether any prompt of `request` leaves something to choose}
    public static boolean open(GenerationRequest request) {
        return inPrompt(request.prompt())
                || request.task().second().filter(WildcardRequests::inSecond).isPresent();
    }

    private static boolean inPrompt(Prompt prompt) {
        return Wildcards.in(prompt.positive()) || Wildcards.in(prompt.negative());
    }

    private static boolean inSecond(HiresFix fix) {
        return Stream.concat(fix.prompt().stream(), fix.negative().stream()).anyMatch(Wildcards::in);
    }

    /// {@return the requests; `request` itself where there is nothing to choose}
    ///
    /// @throws studio.sfumato.error.RequestException if a list is missing or lists go round in a circle
    public List<GenerationRequest> of(GenerationRequest request) {
        if (!open(request)) {
            return List.of(request);
        }
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < request.count(); i++) {
            NoiseSettings noise = request.count() == 1
                    ? request.noise()
                    : request.noise().plus(i).at(BatchPlace.ALONE);
            long seed = noise.seed().value();
            requests.add(request.withPrompt(chosen(request.prompt(), seed))
                    .withTask(chosen(request.task(), seed))
                    .withNoise(noise, 1, 1));
        }
        return List.copyOf(requests);
    }

    private String chosen(String text, long seed) {
        return new Wildcards(lists).resolve(text, new WildcardChance(seed));
    }

    /// A second pass with the words of the first chooses what the first did.
    private Task chosen(Task task, long seed) {
        return task.second().filter(WildcardRequests::inSecond).isEmpty()
                ? task
                : new Task.TextToImage(task.second()
                        .map(fix -> fix.withPrompts(
                                fix.prompt().map(text -> chosen(text, seed)),
                                fix.negative().map(text -> chosen(text, seed ^ NEGATIVE)))));
    }

    private Prompt chosen(Prompt prompt, long seed) {
        if (!inPrompt(prompt)) {
            return prompt;
        }
        return new Prompt(
                chosen(prompt.positive(), seed),
                chosen(prompt.negative(), seed ^ NEGATIVE),
                prompt.clipSkip(),
                prompt.rules(),
                prompt.addOns(),
                Optional.of(new PromptTemplate(prompt.positive(), prompt.negative())));
    }
}
