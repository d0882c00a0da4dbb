package studio.sfumato.diffusion.sampler;

import static studio.sfumato.diffusion.SamplerOption.CHURN;
import static studio.sfumato.diffusion.SamplerOption.CHURN_FROM;
import static studio.sfumato.diffusion.SamplerOption.CHURN_TO;
import static studio.sfumato.diffusion.SamplerOption.ETA;
import static studio.sfumato.diffusion.SamplerOption.NOISE;
import static studio.sfumato.diffusion.SamplerOption.UNIPC_LOWER_FINAL;
import static studio.sfumato.diffusion.SamplerOption.UNIPC_ORDER;
import static studio.sfumato.diffusion.SamplerOption.UNIPC_SKIP;
import static studio.sfumato.diffusion.SamplerOption.UNIPC_VARIANT;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.ADAPTIVE;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.ADDS_NOISE;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.BROWNIAN;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.CFG_PLUS_PLUS;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.COUNTS_CALLS;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.DISCARDS_PENULTIMATE;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.OWN_SCHEDULE;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.THREE_CALLS;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.TWO_CALLS;
import static studio.sfumato.diffusion.sampler.SamplerEntry.Trait.USES_ENSD;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.sampler.SamplerEntry.Maker;
import studio.sfumato.diffusion.sampler.SamplerEntry.Trait;

/// The samplers in the order people see them: A1111's, Forge's, then ComfyUI's.
final class SamplerList {
    private static final String UNIFORM = "Uniform";
    private static final String KARRAS = "Karras";
    private static final String EXPONENTIAL = "Exponential";
    private static final String SGM_UNIFORM = "SGM Uniform";

    private static final Set<SamplerOption> CHURNED = Set.of(CHURN, CHURN_FROM, CHURN_TO, NOISE);
    private static final Set<SamplerOption> RANDOM = Set.of(ETA, NOISE);

    private SamplerList() {}

    static List<SamplerEntry> all() {
        return List.of(
                entry("Euler", UNIFORM, churned(Euler::new), Set.of(), CHURNED, "EulerDiscreteScheduler"),
                entry(
                        "Euler a",
                        UNIFORM,
                        fresh(EulerAncestral::new),
                        Set.of(ADDS_NOISE, USES_ENSD),
                        RANDOM,
                        "Euler ancestral",
                        "EulerAncestralDiscreteScheduler",
                        "DDPM",
                        "DDPMScheduler"),
                entry("Heun", UNIFORM, churned(Heun::new), Set.of(TWO_CALLS), CHURNED, "HeunDiscreteScheduler"),
                entry("LMS", UNIFORM, is(new Lms()), Set.of(), Set.of(), "LMSD", "LMSDiscreteScheduler"),
                entry("DPM++ 2M", KARRAS, is(new DpmPlusPlus2M()), Set.of(), Set.of(), "DPMSolverMultistepScheduler"),
                entry(
                        "DPM++ SDE",
                        KARRAS,
                        fresh(DpmPlusPlusSde::new),
                        Set.of(ADDS_NOISE, BROWNIAN, TWO_CALLS),
                        RANDOM,
                        "dpmpp_sde_gpu",
                        "DPMSolverSDEScheduler"),
                entry(
                        "DPM++ 2M SDE",
                        EXPONENTIAL,
                        fresh(DpmPlusPlus2MSde::new),
                        Set.of(ADDS_NOISE, BROWNIAN),
                        RANDOM,
                        "dpmpp_2m_sde_gpu"),
                entry(
                        "DPM++ 2M SDE Heun",
                        EXPONENTIAL,
                        fresh(DpmPlusPlus2MSdeHeun::new),
                        Set.of(ADDS_NOISE, BROWNIAN),
                        RANDOM,
                        "dpmpp_2m_sde_heun_gpu"),
                entry(
                        "DPM++ 3M SDE",
                        EXPONENTIAL,
                        fresh(DpmPlusPlus3MSde::new),
                        Set.of(ADDS_NOISE, BROWNIAN, DISCARDS_PENULTIMATE),
                        RANDOM,
                        "dpmpp_3m_sde_gpu"),
                entry(
                        "DPM++ 2S a",
                        KARRAS,
                        fresh(DpmPlusPlus2SAncestral::new),
                        Set.of(ADDS_NOISE, USES_ENSD, TWO_CALLS),
                        RANDOM,
                        "dpmpp_2s_ancestral"),
                entry(
                        "DPM2",
                        KARRAS,
                        churned(Dpm2::new),
                        Set.of(TWO_CALLS, DISCARDS_PENULTIMATE),
                        CHURNED,
                        "dpm_2",
                        "kdpm_2",
                        "KDPM2DiscreteScheduler"),
                entry(
                        "DPM2 a",
                        KARRAS,
                        fresh(Dpm2Ancestral::new),
                        Set.of(ADDS_NOISE, USES_ENSD, TWO_CALLS, DISCARDS_PENULTIMATE),
                        RANDOM,
                        "dpm_2_a",
                        "dpm_2_ancestral",
                        "kdpm_2_a",
                        "KDPM2AncestralDiscreteScheduler"),
                entry(
                        "DPM fast",
                        UNIFORM,
                        fresh(DpmFast::new),
                        Set.of(ADDS_NOISE, USES_ENSD, COUNTS_CALLS, OWN_SCHEDULE),
                        RANDOM,
                        "DPMSolverSinglestepScheduler"),
                entry(
                        "DPM adaptive",
                        UNIFORM,
                        fresh(DpmAdaptive::new),
                        Set.of(ADDS_NOISE, USES_ENSD, ADAPTIVE, OWN_SCHEDULE),
                        RANDOM,
                        "dpm_ad"),
                entry("Restart", KARRAS, fresh(Restart::new), Set.of(ADDS_NOISE, TWO_CALLS), Set.of(NOISE)),
                entry(
                        "DDIM",
                        UNIFORM,
                        (set, _) -> new Ddim(FreshNoise.of(set, 0)),
                        Set.of(OWN_SCHEDULE),
                        Set.of(ETA),
                        "DDIMScheduler"),
                entry(
                        "DDIM CFG++",
                        UNIFORM,
                        (set, _) -> new DdimCfgPlusPlus(FreshNoise.of(set, 0)),
                        Set.of(OWN_SCHEDULE, CFG_PLUS_PLUS),
                        Set.of(ETA),
                        "ddim_cfgpp",
                        "ddim_cfg_pp"),
                entry("PLMS", UNIFORM, is(new Plms()), Set.of(OWN_SCHEDULE), Set.of(), "PNDM", "PNDMScheduler"),
                entry(
                        "UniPC",
                        UNIFORM,
                        (set, _) -> UniPc.of(set),
                        Set.of(OWN_SCHEDULE),
                        Set.of(UNIPC_ORDER, UNIPC_VARIANT, UNIPC_SKIP, UNIPC_LOWER_FINAL),
                        "uni_pc",
                        "UniPCMultistepScheduler"),
                entry("LCM", UNIFORM, (_, training) -> new Lcm(training), Set.of(ADDS_NOISE), Set.of()),
                entry("HeunPP2", UNIFORM, is(new HeunPlusPlus2()), Set.of(THREE_CALLS), Set.of()),
                entry("IPNDM", UNIFORM, is(new Ipndm()), Set.of(), Set.of()),
                entry("IPNDM_V", UNIFORM, is(new IpndmV()), Set.of(), Set.of()),
                entry("DEIS", UNIFORM, is(new Deis()), Set.of(), Set.of()),
                entry(
                        "TCD",
                        UNIFORM,
                        (set, training) -> new Tcd(FreshNoise.of(set, Tcd.GAMMA), training),
                        Set.of(ADDS_NOISE, OWN_SCHEDULE),
                        Set.of(ETA),
                        "TCDScheduler"),
                entry("LCM ComfyUI", SGM_UNIFORM, is(new ComfyLcm()), Set.of(ADDS_NOISE), Set.of(), "comfy_lcm"),
                entry("res_multistep", UNIFORM, is(new ResMultistep()), Set.of(), Set.of(), "RES multistep"),
                entry("gradient_estimation", UNIFORM, is(new GradientEstimation()), Set.of(), Set.of(), "euler_ge"),
                entry("er_sde", UNIFORM, fresh(ErSde::new), Set.of(ADDS_NOISE), Set.of(NOISE), "ER-SDE"),
                entry("seeds_2", UNIFORM, fresh(Seeds2::new), Set.of(ADDS_NOISE, TWO_CALLS), RANDOM, "SEEDS 2"),
                entry("seeds_3", UNIFORM, fresh(Seeds3::new), Set.of(ADDS_NOISE, THREE_CALLS), RANDOM, "SEEDS 3"),
                entry(
                        "sa_solver",
                        UNIFORM,
                        (set, training) -> SaSolver.of(FreshNoise.of(set, 1), training),
                        Set.of(ADDS_NOISE),
                        RANDOM,
                        "SA-Solver",
                        "SASolverScheduler"),
                entry(
                        "sa_solver_pece",
                        UNIFORM,
                        (set, training) -> new SaSolverPece(SaSolver.of(FreshNoise.of(set, 1), training)),
                        Set.of(ADDS_NOISE, TWO_CALLS),
                        RANDOM,
                        "SA-Solver PECE"),
                entry(
                        "euler_cfg_pp",
                        UNIFORM,
                        is(new EulerCfgPlusPlus()),
                        Set.of(CFG_PLUS_PLUS),
                        Set.of(),
                        "Euler CFG++"),
                entry(
                        "euler_ancestral_cfg_pp",
                        UNIFORM,
                        fresh(EulerAncestralCfgPlusPlus::new),
                        Set.of(ADDS_NOISE, CFG_PLUS_PLUS),
                        RANDOM,
                        "Euler a CFG++"),
                entry(
                        "dpmpp_2m_cfg_pp",
                        UNIFORM,
                        is(new DpmPlusPlus2MCfgPlusPlus()),
                        Set.of(CFG_PLUS_PLUS),
                        Set.of(),
                        "DPM++ 2M CFG++"),
                entry(
                        "dpmpp_2s_ancestral_cfg_pp",
                        UNIFORM,
                        fresh(DpmPlusPlus2SAncestralCfgPlusPlus::new),
                        Set.of(ADDS_NOISE, TWO_CALLS, CFG_PLUS_PLUS),
                        RANDOM,
                        "DPM++ 2S a CFG++"));
    }

    private static SamplerEntry entry(
            String label,
            String automatic,
            Maker maker,
            Set<Trait> traits,
            Set<SamplerOption> options,
            String... aliases) {
        return new SamplerEntry(
                new SamplerId(label), List.of(aliases), maker, new ScheduleId(automatic), traits, options);
    }

    /// A sampler nothing can be set about.
    private static Maker is(Sampler sampler) {
        return (_, _) -> sampler;
    }

    private static Maker churned(Function<Churn, Sampler> maker) {
        return (set, _) -> maker.apply(Churn.of(set));
    }

    /// A sampler that adds all the noise it may unless something else is set.
    private static Maker fresh(Function<FreshNoise, Sampler> maker) {
        return (set, _) -> maker.apply(FreshNoise.of(set, 1));
    }
}
