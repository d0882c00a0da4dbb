package studio.sfumato.diffusion;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.error.RequestException;
import studio.sfumato.graph.Wrap;
import studio.sfumato.weights.ModelChoice;

/// Everything that determines a picture. Equal requests give equal pixels on one machine.
///
/// @param model the model's name, folder or file, as the user gave it
/// @param vae the VAE's name or path; `own` for the model's own, empty for the one that goes with the model
/// @param prompt what to paint
/// @param size the picture's size
/// @param sampling how noise becomes a picture
/// @param guidance how strongly the prompt is followed
/// @param noise the chance in it
/// @param compat whose rules hold where tools differ
/// @param count how many pictures to make, 1…[#MOST_PICTURES]
/// @param batch how many of them one call of the network makes, 1…[#LARGEST_BATCH]
/// @param task what is made of it
/// @param ensemble the models that take part beside its own
/// @param controls the pictures that guide it
/// @param tiling which edges of the picture meet, so that it repeats without a seam
/// @param textEncoder whose text encoders a model without them is used with, as [ModelChoice] has it; else empty
public record GenerationRequest(
        String model,
        String vae,
        Prompt prompt,
        ImageSize size,
        Sampling sampling,
        Guidance guidance,
        NoiseSettings noise,
        Compatibility compat,
        int count,
        int batch,
        Task task,
        Ensemble ensemble,
        List<ControlUnit> controls,
        Wrap tiling,
        String textEncoder) {
    /// The most pictures a request may ask for.
    public static final int MOST_PICTURES = 10_000;

    /// The most pictures that can guide one.
    public static final int MOST_CONTROLS = 16;

    /// The most pictures one call may make.
    public static final int LARGEST_BATCH = 64;

    /// Refuses a blank model and counts out of range.
    public GenerationRequest {
        if (model.isBlank()) {
            throw new RequestException("model must not be empty");
        }
        if (count < 1 || count > MOST_PICTURES) {
            throw new RequestException("count must be between 1 and " + MOST_PICTURES + ", not " + count);
        }
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw new RequestException("batch must be between 1 and " + LARGEST_BATCH + ", not " + batch);
        }
        requireFit(noise, compat, count);
        if (task instanceof Task.Upscale upscale) {
            requireTiles(upscale, size, tiling, ensemble);
        }
        controls = List.copyOf(controls);
        if (controls.size() > MOST_CONTROLS) {
            throw new RequestException(
                    "at most " + MOST_CONTROLS + " pictures can guide others, not " + controls.size());
        }
    }

    /// A request of a model with its own text encoders.
    public GenerationRequest(
            String model,
            String vae,
            Prompt prompt,
            ImageSize size,
            Sampling sampling,
            Guidance guidance,
            NoiseSettings noise,
            Compatibility compat,
            int count,
            int batch,
            Task task,
            Ensemble ensemble,
            List<ControlUnit> controls,
            Wrap tiling) {
        this(
                model, vae, prompt, size, sampling, guidance, noise, compat, count, batch, task, ensemble, controls,
                tiling, "");
    }

    /// A request that no picture guides.
    public GenerationRequest(
            String model,
            String vae,
            Prompt prompt,
            ImageSize size,
            Sampling sampling,
            Guidance guidance,
            NoiseSettings noise,
            Compatibility compat,
            int count,
            int batch,
            Task task,
            Ensemble ensemble) {
        this(
                model, vae, prompt, size, sampling, guidance, noise, compat, count, batch, task, ensemble, List.of(),
                Wrap.NONE);
    }

    /// A request of one model.
    public GenerationRequest(
            String model,
            String vae,
            Prompt prompt,
            ImageSize size,
            Sampling sampling,
            Guidance guidance,
            NoiseSettings noise,
            Compatibility compat,
            int count,
            int batch,
            Task task) {
        this(model, vae, prompt, size, sampling, guidance, noise, compat, count, batch, task, Ensemble.NONE);
    }

    /// A request with the VAE that goes with the model.
    public GenerationRequest(
            String model,
            Prompt prompt,
            ImageSize size,
            Sampling sampling,
            Guidance guidance,
            NoiseSettings noise,
            Compatibility compat,
            int count,
            int batch,
            Task task) {
        this(model, "", prompt, size, sampling, guidance, noise, compat, count, batch, task);
    }

    /// A request that follows A1111.
    public GenerationRequest(
            String model,
            Prompt prompt,
            ImageSize size,
            Sampling sampling,
            Guidance guidance,
            NoiseSettings noise,
            int count,
            int batch,
            Task task) {
        this(model, prompt, size, sampling, guidance, noise, Compatibility.A1111, count, batch, task);
    }

    private static void requireFit(NoiseSettings noise, Compatibility compat, int count) {
        if (!compat.perPicture() && noise.needsOwnGenerator()) {
            throw new RequestException(
                    "variations, seed resizing and the seed delta are A1111's: " + compat.label() + " has none",
                    "leave out --compat",
                    null);
        }
        if (!noise.place().alone() && (compat.perPicture() || count != 1)) {
            throw new RequestException(
                    "the place in a batch needs a count of 1 and a profile whose batches have one generator",
                    "profiles that have: comfy, diffusers",
                    null);
        }
    }

    private static void requireTiles(Task.Upscale task, ImageSize tile, Wrap tiling, Ensemble ensemble) {
        task.how().requireTile(tile);
        if (task.how().method() == SdUpscale.Method.MULTIDIFFUSION
                && ensemble.refiner().isPresent()) {
            throw new RequestException(
                    "a refiner cannot take over from tiles that grow together", "method=tiles, or no refiner", null);
        }
        if (tiling != Wrap.NONE) {
            throw new RequestException("a picture whose edges meet cannot be made larger in tiles: leave out --tiling");
        }
    }

    /// {@return the same of another model}
    public GenerationRequest withModel(String other) {
        return with(copy -> copy.model = other);
    }

    /// {@return the same with another VAE}
    public GenerationRequest withVae(String other) {
        return with(copy -> copy.vae = other);
    }

    /// {@return the same with the text encoders of another model}
    public GenerationRequest withTextEncoder(String other) {
        return with(copy -> copy.textEncoder = other);
    }

    /// {@return the model, and what it is used with in place of its own}
    public ModelChoice choice() {
        return new ModelChoice(model, vae, textEncoder);
    }

    /// {@return the same with another prompt}
    public GenerationRequest withPrompt(Prompt other) {
        return with(copy -> copy.prompt = other);
    }

    /// {@return the same in another size}
    public GenerationRequest withSize(ImageSize other) {
        return with(copy -> copy.size = other);
    }

    /// {@return the same, sampled in another way}
    public GenerationRequest withSampling(Sampling other) {
        return with(copy -> copy.sampling = other);
    }

    /// {@return the same with other guidance}
    public GenerationRequest withGuidance(Guidance other) {
        return with(copy -> copy.guidance = other);
    }

    /// {@return the same by another chance}
    ///
    /// @param pictures how many
    /// @param atOnce how many of them one call of the network makes
    public GenerationRequest withNoise(NoiseSettings other, int pictures, int atOnce) {
        return with(copy -> {
            copy.noise = other;
            copy.count = pictures;
            copy.batch = atOnce;
        });
    }

    /// {@return the same with another task}
    public GenerationRequest withTask(Task other) {
        return with(copy -> copy.task = other);
    }

    /// {@return the same with other models beside its own}
    public GenerationRequest withEnsemble(Ensemble other) {
        return with(copy -> copy.ensemble = other);
    }

    /// {@return the same, guided by other pictures}
    public GenerationRequest withControls(List<ControlUnit> others) {
        return with(copy -> copy.controls = others);
    }

    /// {@return the same with other edges meeting}
    public GenerationRequest withTiling(Wrap other) {
        return with(copy -> copy.tiling = other);
    }

    private GenerationRequest with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.request();
    }

    /// A copy under change. This is the one place where all of a request is carried over: what is forgotten here is
    /// lost everywhere.
    private static final class Copy {
        private String model;
        private String vae;
        private Prompt prompt;
        private ImageSize size;
        private Sampling sampling;
        private Guidance guidance;
        private NoiseSettings noise;
        private Compatibility compat;
        private int count;
        private int batch;
        private Task task;
        private Ensemble ensemble;
        private List<ControlUnit> controls;
        private Wrap tiling;
        private String textEncoder;

        Copy(GenerationRequest of) {
            model = of.model();
            vae = of.vae();
            prompt = of.prompt();
            size = of.size();
            sampling = of.sampling();
            guidance = of.guidance();
            noise = of.noise();
            compat = of.compat();
            count = of.count();
            batch = of.batch();
            task = of.task();
            ensemble = of.ensemble();
            controls = of.controls();
            tiling = of.tiling();
            textEncoder = of.textEncoder();
        }

        GenerationRequest request() {
            return new GenerationRequest(
                    model,
                    vae,
                    prompt,
                    size,
                    sampling,
                    guidance,
                    noise,
                    compat,
                    count,
                    batch,
                    task,
                    ensemble,
                    controls,
                    tiling,
                    textEncoder);
        }
    }

    /// {@return the pictures it works on, which must be found before it begins}
    public List<PictureRef> pictures() {
        return Stream.concat(task.pictures().stream(), controls.stream().map(ControlUnit::picture))
                .distinct()
                .toList();
    }

    /// {@return the request that makes picture `i` of this one, and no other}
    public GenerationRequest single(int i) {
        return withNoise(noise(i), 1, 1);
    }

    /// {@return the chance in picture `i`}
    public NoiseSettings noise(int i) {
        if (compat.perPicture()) {
            return noise.plus(i);
        }
        return noise.place().alone() ? noise.inBatch(i, batch, count) : noise;
    }

    /// {@return the request that makes `some` pictures of this one, the first of them the one with the
    /// number `first`}
    ///
    /// @throws IllegalArgumentException for several but not all pictures, where a batch has one generator
    public GenerationRequest part(int first, int some) {
        if (some == count) {
            return this;
        }
        if (some == 1) {
            return single(first);
        }
        if (!compat.perPicture()) {
            throw new IllegalArgumentException("a batch that has one generator cannot be cut");
        }
        return withNoise(noise.plus(first), some, Math.min(batch, some));
    }
}
