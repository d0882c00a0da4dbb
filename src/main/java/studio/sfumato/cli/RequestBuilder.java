package studio.sfumato.cli;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.PromptLine;
import studio.sfumato.prompt.PromptList;
import studio.sfumato.weights.ModelDefaults;

/// Turns what was typed, and what the model prefers where nothing was, into requests.
final class RequestBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(RequestBuilder.class);
    private static final long RANDOM = -1;

    private final GenerateOptions options;
    private final ModelDefaults defaults;
    private final Seed firstSeed;

    RequestBuilder(GenerateOptions options, ModelDefaults defaults) {
        this.options = options;
        this.defaults = defaults;
        requireSound(defaults);
        this.firstSeed = options.seed.strip().equals(Long.toString(RANDOM)) ? random() : Seed.parse(options.seed);
    }

    /// {@return the requests, at least one}
    ///
    /// @throws RequestException if something typed cannot be; the message names it
    List<GenerationRequest> requests() {
        List<String> words = options.words == null ? List.of() : options.words;
        if (options.prompts == null) {
            if (words.isEmpty()) {
                throw new RequestException(
                        "PROMPT is missing: what should be painted?",
                        "try: sfumato generate \"a fox on a blue background\"",
                        null);
            }
            return List.of(request(PromptLine.of(1, String.join(" ", words)), firstSeed, options.count));
        }
        if (!words.isEmpty() || options.count != 1) {
            throw new RequestException("--prompts makes one picture a line: leave out PROMPT and --count");
        }
        List<GenerationRequest> requests = new ArrayList<>();
        for (PromptLine line : PromptList.read(options.prompts)) {
            Seed seed = firstSeed.plus(requests.size());
            if (line.seed().isPresent()) {
                seed = line.seed().getAsLong() == RANDOM
                        ? random()
                        : new Seed(line.seed().getAsLong());
            }
            try {
                requests.add(request(line, seed, 1));
            } catch (RequestException wrong) {
                throw new RequestException(
                        options.prompts + " line " + line.row() + ": " + wrong.getMessage(), wrong.hint(), wrong);
            }
        }
        return requests;
    }

    /// A model's own wishes that cannot be are the model's fault, not the user's.
    private static void requireSound(ModelDefaults defaults) {
        try {
            ImageSize size = new ImageSize(defaults.width(), defaults.height());
            Sampling sampling = new Sampling(
                    Samplers.parse(defaults.sampler()).sampler(),
                    Schedules.parse(defaults.schedule()),
                    defaults.steps(),
                    defaults.cfg());
            LOG.debug("{} prefers {} at {}", defaults.name(), sampling, size);
        } catch (RequestException wrong) {
            throw new ModelFileException(
                    ModelDefaults.FILE + " of " + defaults.name() + ": " + wrong.getMessage(), wrong.hint(), wrong);
        }
    }

    private static Seed random() {
        return Seed.random(new SecureRandom());
    }

    private GenerationRequest request(PromptLine line, Seed seed, int count) {
        return new GenerationRequest(
                options.model,
                new Prompt(
                        line.prompt(),
                        line.negative().orElse(options.negative),
                        options.clipSkip,
                        Emphasis.parse(options.emphasis)),
                size(line),
                sampling(line),
                seed,
                options.randomSource(),
                count,
                Math.min(options.batch, count),
                new Task.TextToImage());
    }

    private ImageSize size(PromptLine line) {
        ImageSize size = options.size == null
                ? new ImageSize(defaults.width(), defaults.height())
                : ImageSize.parse(options.size);
        return new ImageSize(line.width().orElse(size.width()), line.height().orElse(size.height()));
    }

    /// A sampler that was named without a schedule goes with the one at the end of its name, or with its own; the
    /// model's schedule goes with the model's sampler.
    private Sampling sampling(PromptLine line) {
        Optional<String> namedSampler = line.sampler().or(() -> Optional.ofNullable(options.sampler));
        Optional<String> namedSchedule = line.schedule().or(() -> Optional.ofNullable(options.schedule));
        Samplers.Named sampler = Samplers.parse(namedSampler.orElse(defaults.sampler()));
        ScheduleId schedule = namedSchedule
                .map(Schedules::parse)
                .or(sampler::schedule)
                .orElseGet(
                        () -> namedSampler.isPresent() ? ScheduleId.AUTOMATIC : Schedules.parse(defaults.schedule()));
        return new Sampling(
                sampler.sampler(),
                schedule,
                line.steps().orElse(options.steps == null ? defaults.steps() : options.steps),
                line.cfg().orElse(options.cfg == null ? defaults.cfg() : options.cfg));
    }
}
