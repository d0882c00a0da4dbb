package studio.sfumato.image.metadata;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What other programs call samplers and schedules, in A1111's words: only where both mean the same mathematics. A name
/// that is not here is kept as it was told.
final class ToolNames {
    private static final Map<String, String> COMFY_SAMPLERS = Map.ofEntries(
            Map.entry("euler", "Euler"),
            Map.entry("euler_ancestral", "Euler a"),
            Map.entry("ddpm", "Euler a"), // algebraically
            Map.entry("heun", "Heun"),
            Map.entry("lms", "LMS"),
            Map.entry("dpm_2", "DPM2"),
            Map.entry("dpm_2_ancestral", "DPM2 a"),
            Map.entry("dpmpp_2m", "DPM++ 2M"),
            Map.entry("dpmpp_2s_ancestral", "DPM++ 2S a"),
            Map.entry("dpmpp_sde", "DPM++ SDE"),
            Map.entry("dpmpp_2m_sde", "DPM++ 2M SDE"),
            Map.entry("dpmpp_3m_sde", "DPM++ 3M SDE"),
            Map.entry("ddim", "DDIM"),
            Map.entry("lcm", "LCM ComfyUI"),
            Map.entry("deis", "DEIS"));

    private static final Map<String, String> COMFY_SCHEDULES = Map.of(
            "normal", "Uniform",
            "karras", "Karras",
            "exponential", "Exponential",
            "sgm_uniform", "SGM Uniform",
            "simple", "Simple",
            "ddim_uniform", "DDIM",
            "beta", "Beta timesteps",
            "linear_quadratic", "Linear quadratic",
            "kl_optimal", "KL Optimal");

    /// The schedulers of diffusers behind InvokeAI's.
    private static final Map<String, String> INVOKE = Map.of(
            "euler", "Euler",
            "euler_a", "Euler a",
            "heun", "Heun",
            "lms", "LMS",
            "dpmpp_2m", "DPM++ 2M",
            "dpmpp_2m_sde", "DPM++ 2M SDE",
            "ddim", "DDIM",
            "pndm", "PLMS",
            "unipc", "UniPC");

    /// k-diffusion's names, which InvokeAI had until version 2 and NovelAI has.
    private static final Map<String, String> K_DIFFUSION = Map.ofEntries(
            Map.entry("k_euler", "Euler"),
            Map.entry("k_euler_a", "Euler a"),
            Map.entry("k_euler_ancestral", "Euler a"),
            Map.entry("k_heun", "Heun"),
            Map.entry("k_lms", "LMS"),
            Map.entry("k_dpm_2", "DPM2"),
            Map.entry("k_dpm_2_a", "DPM2 a"),
            Map.entry("k_dpm_2_ancestral", "DPM2 a"),
            Map.entry("k_dpmpp_2m", "DPM++ 2M"),
            Map.entry("k_dpmpp_2m_sde", "DPM++ 2M SDE"),
            Map.entry("k_dpmpp_2s_ancestral", "DPM++ 2S a"),
            Map.entry("k_dpmpp_sde", "DPM++ SDE"),
            Map.entry("ddim", "DDIM"),
            Map.entry("plms", "PLMS"));

    private static final String KARRAS_ENDING = "_k";

    private ToolNames() {}

    /// A sampler and, where its name tells that too, its schedule.
    record Walk(@Nullable String sampler, @Nullable String schedule) {}

    static @Nullable String comfySampler(@Nullable String name) {
        return name == null ? null : COMFY_SAMPLERS.getOrDefault(name, name);
    }

    static @Nullable String comfySchedule(@Nullable String name) {
        return name == null ? null : COMFY_SCHEDULES.getOrDefault(name, name);
    }

    /// {@return what InvokeAI calls a scheduler, taken apart: `dpmpp_2m_k` has Karras's noise levels}
    static Walk invoke(@Nullable String scheduler) {
        if (scheduler == null) {
            return new Walk(null, null);
        }
        boolean karras = scheduler.endsWith(KARRAS_ENDING);
        String plain = karras ? scheduler.substring(0, scheduler.length() - KARRAS_ENDING.length()) : scheduler;
        String known = INVOKE.get(plain);
        return known == null ? new Walk(scheduler, null) : new Walk(known, karras ? "Karras" : null);
    }

    static @Nullable String kDiffusion(@Nullable String name) {
        return name == null ? null : K_DIFFUSION.getOrDefault(name, name);
    }
}
