package studio.sfumato.diffusion;

import java.util.List;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.diffusion.sampler.ComfyWalk;
import studio.sfumato.diffusion.sampler.DiffusersWalk;
import studio.sfumato.diffusion.sampler.PictureWalk;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.sampler.SamplingPlan;
import studio.sfumato.diffusion.sampler.WebUiWalk;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.weights.NoiseScheduleConfig;

/// Whose rules a picture follows where the tools people come from differ: who draws noise, what weights do, which
/// timesteps the network is told, how strong the first noise is, what an empty negative prompt means.
public enum Compatibility implements Catalogue.Constant {
    /// AUTOMATIC1111's web UI 1.10; Forge as far as it does the same.
    A1111(true, RandomSource.NV, PromptDialect.A1111, true) {
        @Override
        Noise noise(List<NoiseSettings> pictures, int factor) {
            return Noise.ofPictures(pictures, factor);
        }

        @Override
        SamplingPlan plan(Sampling sampling, NoiseSchedule training, NoiseScheduleConfig config) {
            return Samplers.plan(sampling, training);
        }

        @Override
        PictureWalk walk(Sampling sampling, double strength, NoiseSchedule training, NoiseScheduleConfig config) {
            return new WebUiWalk(training).walk(sampling, strength);
        }

        @Override
        PictureWalk second(Sampling sampling, double strength, NoiseSchedule training, NoiseScheduleConfig config) {
            return new WebUiWalk(training).whole(sampling, strength);
        }

        @Override
        public List<String> aliases() {
            return List.of("automatic1111", "webui", "forge");
        }
    },
    /// ComfyUI's KSampler and CLIPTextEncode.
    COMFY(false, RandomSource.NV, PromptDialect.COMFY, false) {
        @Override
        Noise noise(List<NoiseSettings> pictures, int factor) {
            return Noise.ofComfy(pictures.getFirst(), pictures.size());
        }

        @Override
        SamplingPlan plan(Sampling sampling, NoiseSchedule training, NoiseScheduleConfig config) {
            return new ComfyWalk(training).plan(sampling);
        }

        @Override
        PictureWalk walk(Sampling sampling, double strength, NoiseSchedule training, NoiseScheduleConfig config) {
            return new ComfyWalk(training).walk(sampling, strength);
        }

        @Override
        public List<String> aliases() {
            return List.of("comfyui");
        }
    },
    /// The pipelines of Hugging Face's diffusers with the scheduler of the sampler's name.
    DIFFUSERS(false, RandomSource.CPU, PromptDialect.DIFFUSERS, true) {
        @Override
        Noise noise(List<NoiseSettings> pictures, int factor) {
            return Noise.ofDiffusers(pictures.getFirst(), pictures.size());
        }

        @Override
        SamplingPlan plan(Sampling sampling, NoiseSchedule training, NoiseScheduleConfig config) {
            return new DiffusersWalk(training, config).plan(sampling);
        }

        @Override
        PictureWalk walk(Sampling sampling, double strength, NoiseSchedule training, NoiseScheduleConfig config) {
            return new DiffusersWalk(training, config).walk(sampling, strength);
        }

        @Override
        public ScheduleId schedule(Sampling sampling) {
            return sampling.schedule().equals(ScheduleId.AUTOMATIC) ? DiffusersWalk.OWN : sampling.schedule();
        }

        @Override
        public List<String> aliases() {
            return List.of("hf");
        }
    };

    private static final Catalogue<Compatibility> ALL = new Catalogue<>("compatibility", List.of(values()));

    private final boolean perPicture;
    private final RandomSource rng;
    private final PromptDialect dialect;
    private final boolean zerosForEmpty;

    Compatibility(boolean perPicture, RandomSource rng, PromptDialect dialect, boolean zerosForEmpty) {
        this.perPicture = perPicture;
        this.rng = rng;
        this.dialect = dialect;
        this.zerosForEmpty = zerosForEmpty;
    }

    /// {@return the profile with this label or alias}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none
    public static Compatibility get(String name) {
        return ALL.get(name);
    }

    /// {@return whether every picture of a batch has a seed and a generator of its own, rather than the batch one}
    public boolean perPicture() {
        return perPicture;
    }

    /// {@return whose random numbers are meant where nothing is said}
    public RandomSource rng() {
        return rng;
    }

    /// {@return whose language prompts are written in where nothing is said}
    public PromptDialect dialect() {
        return dialect;
    }

    /// {@return whether SDXL gets zeros in place of an empty negative prompt, if the model wants that}
    public boolean zerosForEmpty() {
        return zerosForEmpty;
    }

    /// {@return the schedule a request ends up with}
    public ScheduleId schedule(Sampling sampling) {
        return Samplers.effectiveSchedule(sampling);
    }

    /// {@return the noise of pictures made in one call}
    ///
    /// @param pictures each picture's settings, in order
    /// @param factor how many pixels a latent is wide
    abstract Noise noise(List<NoiseSettings> pictures, int factor);

    /// {@return the sampler and the noise levels a request asks for}
    ///
    /// @param config what the model's own scheduler says
    abstract SamplingPlan plan(Sampling sampling, NoiseSchedule training, NoiseScheduleConfig config);

    /// {@return the same from a picture on}
    ///
    /// @param strength how far the picture is changed, 0…1
    /// @param config what the model's own scheduler says
    abstract PictureWalk walk(Sampling sampling, double strength, NoiseSchedule training, NoiseScheduleConfig config);

    /// {@return the walk of a second pass over a larger picture}
    ///
    /// @param strength how far the picture is changed, above 0 and at most 1
    /// @param config what the model's own scheduler says
    PictureWalk second(Sampling sampling, double strength, NoiseSchedule training, NoiseScheduleConfig config) {
        return walk(sampling, strength, training, config);
    }
}
