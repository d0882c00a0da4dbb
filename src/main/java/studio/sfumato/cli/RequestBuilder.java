package studio.sfumato.cli;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Guidance;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.prompt.PromptLine;
import studio.sfumato.prompt.PromptList;
import studio.sfumato.prompt.PromptStyle;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.addon.AddOnShelf;

/// Turns what was typed, and what the model prefers where nothing was, into requests.
final class RequestBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(RequestBuilder.class);

    private final GenerateOptions options;
    private final String model;
    private final String vae;
    private final ModelDefaults defaults;
    private final Compatibility compat;
    private final NoiseSettings noise;
    private final AddOns addOns;
    private final Ensemble ensemble;
    private final Start start;
    private final List<PromptStyle> styles;

    /// @param model the model's name or path
    /// @param vae its VAE's name or path; empty for the one that goes with it
    /// @param ensemble the models beside it
    /// @param shelf where LoRAs are found
    /// @param start what the requests begin with
    /// @param styles what stands around the prompts
    RequestBuilder(
            GenerateOptions options,
            String model,
            String vae,
            Ensemble ensemble,
            ModelDefaults defaults,
            AddOnShelf shelf,
            Start start,
            List<PromptStyle> styles) {
        this.start = start;
        this.styles = styles;
        this.options = options;
        this.model = model;
        this.vae = vae;
        this.ensemble = ensemble;
        this.defaults = defaults;
        requireSound(defaults);
        this.compat = Compatibility.get(options.compat);
        this.noise = options.noise.noise(compat);
        this.addOns = options.addOns.addOns(shelf);
    }

    /// {@return the requests, at least one}
    ///
    /// @throws RequestException if something typed cannot be; the message names it
    List<GenerationRequest> requests() {
        if (options.prompts == null) {
            if (!options.prompt.given()) {
                throw new RequestException(
                        "PROMPT is missing: what should be painted?",
                        "try: sfumato generate \"a fox on a blue background\"",
                        null);
            }
            return List.of(request(PromptLine.of(1, options.prompt.typed()), noise, options.count));
        }
        if (options.prompt.given() || options.count != 1) {
            throw new RequestException("--prompts makes one picture a line: leave out PROMPT and --count");
        }
        List<GenerationRequest> requests = new ArrayList<>();
        for (PromptLine line : PromptList.read(options.prompts)) {
            NoiseSettings own = noise.plus(requests.size());
            if (line.seed().isPresent()) {
                own = own.withSeed(NoiseArgs.seed(line.seed().get().toString()));
            }
            try {
                requests.add(request(line, own, 1));
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
            Sampling sampling = SamplingArgs.preferred(defaults);
            Guidance guidance = new Guidance(defaults.cfg());
            LOG.debug("{} prefers {}, {} at {}", defaults.name(), sampling, guidance, size);
        } catch (RequestException wrong) {
            throw new ModelFileException(
                    ModelDefaults.FILE + " of " + defaults.name() + ": " + wrong.getMessage(), wrong.hint(), wrong);
        }
    }

    private GenerationRequest request(PromptLine line, NoiseSettings chance, int count) {
        return new GenerationRequest(
                        model,
                        vae,
                        options.prompt.prompt(line, compat, styles).with(addOns),
                        size(line),
                        options.sampling.sampling(line, defaults),
                        options.guidance.guidance(line, defaults),
                        chance,
                        compat,
                        count,
                        Math.min(options.batch, count),
                        start.task(),
                        ensemble)
                .withTiling(tiling());
    }

    private Wrap tiling() {
        return Wrap.of(options.tiling)
                .orElseThrow(() -> new RequestException("--tiling must be x, y or both, not '" + options.tiling + "'"));
    }

    private ImageSize size(PromptLine line) {
        ImageSize size = options.size == null
                ? start.size().orElseGet(() -> new ImageSize(defaults.width(), defaults.height()))
                : ImageSize.parse(options.size);
        return new ImageSize(line.width().orElse(size.width()), line.height().orElse(size.height()));
    }
}
