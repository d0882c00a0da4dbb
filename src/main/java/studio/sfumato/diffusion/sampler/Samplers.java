package studio.sfumato.diffusion.sampler;

import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.ADDS_NOISE;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.OWN_SCHEDULE;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.THREE_CALLS;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.TWO_CALLS;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.diffusion.Catalogue;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.ScheduleEntry;
import studio.sfumato.diffusion.schedule.Schedules;

/// Every sampler there is: the one place command line, files and API take them from.
public final class Samplers {
    private static final String UNIFORM = "Uniform";
    private static final String KARRAS = "Karras";
    private static final String EXPONENTIAL = "Exponential";
    private static final String SGM_UNIFORM = "SGM Uniform";

    private static final Catalogue<SamplerEntry> ALL = new Catalogue<>(
            "sampler",
            List.of(
                    entry("Euler", new Euler(), UNIFORM, Set.of(), "EulerDiscreteScheduler"),
                    entry(
                            "Euler a",
                            new EulerAncestral(),
                            UNIFORM,
                            Set.of(ADDS_NOISE),
                            "Euler ancestral",
                            "EulerAncestralDiscreteScheduler",
                            "DDPM",
                            "DDPMScheduler"),
                    entry("Heun", new Heun(), UNIFORM, Set.of(TWO_CALLS), "HeunDiscreteScheduler"),
                    entry("LMS", new Lms(), UNIFORM, Set.of(), "LMSD", "LMSDiscreteScheduler"),
                    entry("DPM++ 2M", new DpmPlusPlus2M(), KARRAS, Set.of(), "DPMSolverMultistepScheduler"),
                    entry(
                            "DPM++ SDE",
                            new DpmPlusPlusSde(),
                            KARRAS,
                            Set.of(ADDS_NOISE, TWO_CALLS),
                            "dpmpp_sde_gpu",
                            "DPMSolverSDEScheduler"),
                    entry("DPM++ 2M SDE", new DpmPlusPlus2MSde(), EXPONENTIAL, Set.of(ADDS_NOISE), "dpmpp_2m_sde_gpu"),
                    entry(
                            "DPM++ 2M SDE Heun",
                            new DpmPlusPlus2MSdeHeun(),
                            EXPONENTIAL,
                            Set.of(ADDS_NOISE),
                            "dpmpp_2m_sde_heun_gpu"),
                    entry("DPM++ 3M SDE", new DpmPlusPlus3MSde(), EXPONENTIAL, Set.of(ADDS_NOISE), "dpmpp_3m_sde_gpu"),
                    entry("DDIM", new Ddim(), UNIFORM, Set.of(OWN_SCHEDULE), "DDIMScheduler"),
                    entry(
                            "DPM++ 2S a",
                            new DpmPlusPlus2SAncestral(),
                            KARRAS,
                            Set.of(ADDS_NOISE, TWO_CALLS),
                            "dpmpp_2s_ancestral"),
                    entry("DPM2", new Dpm2(), KARRAS, Set.of(TWO_CALLS), "dpm_2", "kdpm_2", "KDPM2DiscreteScheduler"),
                    entry(
                            "DPM2 a",
                            new Dpm2Ancestral(),
                            KARRAS,
                            Set.of(ADDS_NOISE, TWO_CALLS),
                            "dpm_2_a",
                            "dpm_2_ancestral",
                            "kdpm_2_a",
                            "KDPM2AncestralDiscreteScheduler"),
                    entry("Restart", new Restart(), KARRAS, Set.of(ADDS_NOISE, TWO_CALLS)),
                    entry("PLMS", new Plms(), UNIFORM, Set.of(OWN_SCHEDULE), "PNDM", "PNDMScheduler"),
                    entry("LCM", new Lcm(), SGM_UNIFORM, Set.of(ADDS_NOISE)),
                    entry("HeunPP2", new HeunPlusPlus2(), UNIFORM, Set.of(THREE_CALLS)),
                    entry("IPNDM", new Ipndm(), UNIFORM, Set.of()),
                    entry("IPNDM_V", new IpndmV(), UNIFORM, Set.of()),
                    entry("DEIS", new Deis(), UNIFORM, Set.of()),
                    entry("res_multistep", new ResMultistep(), UNIFORM, Set.of(), "RES multistep"),
                    entry("gradient_estimation", new GradientEstimation(), UNIFORM, Set.of(), "euler_ge"),
                    entry("er_sde", new ErSde(), UNIFORM, Set.of(ADDS_NOISE), "ER-SDE")));

    /// `DPM++ 2M Karras`, `k_dpmpp_2m_ka`, `euler_k`: until A1111 1.9 the schedule was part of the name.
    private static final Pattern GAP = Pattern.compile("[\\s_-]+");

    private Samplers() {}

    private static SamplerEntry entry(
            String label, Sampler sampler, String automatic, Set<SamplerEntry.Trait> traits, String... aliases) {
        return new SamplerEntry(new SamplerId(label), List.of(aliases), sampler, new ScheduleId(automatic), traits);
    }

    /// {@return every sampler, in the order people see them}
    public static List<SamplerEntry> all() {
        return ALL.all();
    }

    /// {@return the sampler with this label or alias}
    public static Optional<SamplerEntry> find(String name) {
        return ALL.find(name);
    }

    /// {@return the sampler with this id}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none; the hint lists the nearest names
    public static SamplerEntry get(SamplerId id) {
        return ALL.get(id.label());
    }

    /// {@return what a person means by `name`: a sampler, perhaps with a schedule at the end}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none; the hint lists the nearest names
    public static Named parse(String name) {
        Optional<SamplerEntry> whole = ALL.find(name);
        if (whole.isPresent()) {
            return new Named(whole.get().id(), Optional.empty());
        }
        String words = name.strip();
        Matcher gap = GAP.matcher(words);
        while (gap.find()) {
            String last = words.substring(gap.end());
            Optional<SamplerEntry> sampler = ALL.find(words.substring(0, gap.start()));
            Optional<ScheduleEntry> schedule = Schedules.find(last.equalsIgnoreCase("k") ? KARRAS : last); // InvokeAI
            if (sampler.isPresent() && schedule.isPresent()) {
                return new Named(sampler.get().id(), schedule.map(ScheduleEntry::id));
            }
        }
        throw ALL.unknown(name);
    }

    /// {@return the sampler and the noise levels a request asks for, in a model trained with `training`}
    ///
    /// @throws studio.sfumato.error.RequestException if sampler or schedule is unknown
    public static SamplingPlan plan(Sampling sampling, NoiseSchedule training) {
        SamplerEntry entry = get(sampling.sampler());
        Schedule schedule = Schedules.get(effectiveSchedule(sampling)).schedule();
        return new SamplingPlan(entry.sampler(), entry.sampler().sigmas(schedule, training, sampling.steps()));
    }

    /// {@return the schedule a request ends up with: its own, or what `Automatic` stands for}
    public static ScheduleId effectiveSchedule(Sampling sampling) {
        return sampling.schedule().equals(ScheduleId.AUTOMATIC)
                ? get(sampling.sampler()).automatic()
                : sampling.schedule();
    }

    /// A sampler's name taken apart.
    ///
    /// @param schedule the schedule at the end of the name, if there was one
    public record Named(SamplerId sampler, Optional<ScheduleId> schedule) {}
}
