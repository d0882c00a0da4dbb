package studio.sfumato.diffusion.schedule;

import static studio.sfumato.diffusion.SamplerOption.RHO;
import static studio.sfumato.diffusion.SamplerOption.SIGMA_MAX;
import static studio.sfumato.diffusion.SamplerOption.SIGMA_MIN;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import studio.sfumato.diffusion.Catalogue;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.ScheduleId;

/// Every schedule there is: the one place command line, files and API take them from.
/// [ScheduleId#AUTOMATIC] is not among them: it stands for a sampler's own choice.
public final class Schedules {
    private static final Catalogue<ScheduleEntry> ALL = new Catalogue<>(
            "schedule",
            List.of(
                    entry("Uniform", "uniform", new Uniform(), "normal", "default", "discrete"),
                    entry("Karras", "karras", new Karras(Karras.RHO), "ka"),
                    entry("Exponential", "exponential", new Exponential(1), "polyexponential"),
                    entry("SGM Uniform", "sgm_uniform", new SgmUniform(), "SGMUniform", "trailing"),
                    entry("KL Optimal", "kl_optimal", new KlOptimal()),
                    entry("Align Your Steps", "align_your_steps", AlignYourSteps.TEN, "ays", "align_your_steps_11"),
                    entry("Align Your Steps GITS", "align_your_steps_GITS", AlignYourSteps.GITS, "gits"),
                    entry("Align Your Steps 32", "align_your_steps_32", AlignYourSteps.THIRTY_TWO, "ays_32"),
                    entry("Simple", "simple", new Simple()),
                    entry("DDIM", "ddim", new DdimUniform(), "ddim_uniform"),
                    entry("Beta", "beta", new Beta()),
                    entry("Beta timesteps", "beta_timesteps", new BetaTimesteps(), "comfy_beta"),
                    entry("Linear quadratic", "linear_quadratic", new LinearQuadratic()),
                    entry("Turbo", "turbo", new Turbo())));

    private Schedules() {}

    private static ScheduleEntry entry(String label, String name, Schedule schedule, String... aliases) {
        return new ScheduleEntry(new ScheduleId(label), name, List.of(aliases), schedule, options(schedule));
    }

    /// Those that start from σ_max and σ_min and nothing else; A1111 offers its options to the same.
    private static Set<SamplerOption> options(Schedule schedule) {
        return switch (schedule) {
            case Karras _, Exponential _ -> Set.of(RHO, SIGMA_MIN, SIGMA_MAX);
            case SgmUniform _, KlOptimal _, Beta _ -> Set.of(SIGMA_MIN, SIGMA_MAX);
            case Uniform _,
                    AlignYourSteps _,
                    Simple _,
                    DdimUniform _,
                    BetaTimesteps _,
                    LinearQuadratic _,
                    Turbo _,
                    DdimTimesteps _ -> Set.of();
        };
    }

    /// {@return every schedule, in the order people see them}
    public static List<ScheduleEntry> all() {
        return ALL.all();
    }

    /// {@return what can be asked for: the sampler's own choice first}
    public static List<ScheduleId> choices() {
        return Stream.concat(Stream.of(ScheduleId.AUTOMATIC), all().stream().map(ScheduleEntry::id))
                .toList();
    }

    /// {@return the schedule with this label or alias}
    public static Optional<ScheduleEntry> find(String name) {
        return ALL.find(name);
    }

    /// {@return the schedule with this id}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none; the hint lists the nearest names
    public static ScheduleEntry get(ScheduleId id) {
        return ALL.get(id.label());
    }

    /// {@return the id a person means by `name`, which may be `Automatic`}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none; the hint lists the nearest names
    public static ScheduleId parse(String name) {
        return name.strip().equalsIgnoreCase(ScheduleId.AUTOMATIC.label())
                ? ScheduleId.AUTOMATIC
                : find(name)
                        .orElseThrow(() -> ALL.unknown(name, ScheduleId.AUTOMATIC.label()))
                        .id();
    }
}
