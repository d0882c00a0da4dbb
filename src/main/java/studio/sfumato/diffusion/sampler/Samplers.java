package studio.sfumato.diffusion.sampler;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import studio.sfumato.diffusion.Catalogue;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.SamplerOptions;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.sampler.SamplerEntry.Trait;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.diffusion.schedule.Schedule;
import studio.sfumato.diffusion.schedule.ScheduleEntry;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.error.RequestException;

/// Every sampler there is: the one place command line, files and API take them from.
public final class Samplers {
    private static final Catalogue<SamplerEntry> ALL = new Catalogue<>("sampler", SamplerList.all());
    private static final String KARRAS = "Karras";

    /// `DPM++ 2M Karras`, `k_dpmpp_2m_ka`, `euler_k`: until A1111 1.9 the schedule was part of the name.
    private static final Pattern GAP = Pattern.compile("[\\s_-]+");

    private Samplers() {}

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
    /// @throws RequestException if there is none; the hint lists the nearest names
    public static SamplerEntry get(SamplerId id) {
        return ALL.get(id.label());
    }

    /// {@return what a person means by `name`: a sampler, perhaps with a schedule at the end}
    ///
    /// @throws RequestException if there is none; the hint lists the nearest names
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
    /// @throws RequestException if sampler or schedule is unknown or lacks an option that was set
    public static SamplingPlan plan(Sampling sampling, NoiseSchedule training) {
        return plan(sampling, training, get(sampling.sampler()).has(Trait.DISCARDS_PENULTIMATE));
    }

    /// {@return the same, the last noise level but one of a schedule one step longer left out or not}
    static SamplingPlan plan(Sampling sampling, NoiseSchedule training, boolean discards) {
        requireOptions(sampling);
        SamplerEntry entry = get(sampling.sampler());
        SamplerOptions options = sampling.options();
        Sampler sampler = entry.maker().make(options, training);
        return new SamplingPlan(
                sampler,
                sigmas(sampling, sampler, training, discards),
                options.on(SamplerOption.SGM_NOISE, false),
                null,
                entry.has(Trait.CFG_PLUS_PLUS));
    }

    private static Sigmas sigmas(Sampling sampling, Sampler sampler, NoiseSchedule training, boolean discards) {
        SamplerOptions options = sampling.options();
        if (!options.sigmas().isEmpty()) {
            return Sigmas.of(
                    options.sigmas().stream().mapToDouble(level -> level).toArray());
        }
        Schedule schedule = Schedules.get(effectiveSchedule(sampling)).with(options);
        NoiseSchedule range = training.within(
                options.get(SamplerOption.SIGMA_MIN, training.sigmaMin()),
                options.get(SamplerOption.SIGMA_MAX, training.sigmaMax()));
        if (discards || options.on(SamplerOption.DISCARD_PENULTIMATE, false)) {
            return sampler.sigmas(schedule, range, sampling.steps() + 1).withoutPenultimate();
        }
        return sampler.sigmas(schedule, range, sampling.steps());
    }

    /// Refuses options that the sampler or the schedule of a request doesn't have: they would have no effect.
    ///
    /// @throws RequestException that names the option and who has it
    public static void requireOptions(Sampling sampling) {
        SamplerEntry entry = get(sampling.sampler());
        SamplerOptions options = sampling.options();
        if (entry.has(Trait.OWN_SCHEDULE) && !options.sigmas().isEmpty()) {
            throw new RequestException(entry.label() + " has noise levels of its own: leave out sigmas");
        }
        for (SamplerOption option : options.values().keySet()) {
            if (!takes(sampling, option)) {
                throw refused(sampling, entry, option);
            }
        }
    }

    /// {@return whether `option` does anything to what `sampling` asks for}
    ///
    /// @throws RequestException if sampler or schedule is unknown
    public static boolean takes(Sampling sampling, SamplerOption option) {
        SamplerEntry entry = get(sampling.sampler());
        boolean own = entry.has(Trait.OWN_SCHEDULE);
        boolean given = !sampling.options().sigmas().isEmpty();
        return switch (option) {
            case RHO, SIGMA_MIN, SIGMA_MAX ->
                !own
                        && !given
                        && Schedules.get(effectiveSchedule(sampling)).options().contains(option);
            case DISCARD_PENULTIMATE -> !own && !given;
            case SGM_NOISE -> !own;
            case ETA, CHURN, CHURN_FROM, CHURN_TO, NOISE, UNIPC_ORDER, UNIPC_VARIANT, UNIPC_SKIP, UNIPC_LOWER_FINAL ->
                entry.options().contains(option);
        };
    }

    private static RequestException refused(Sampling sampling, SamplerEntry entry, SamplerOption option) {
        boolean own = entry.has(Trait.OWN_SCHEDULE);
        return switch (option) {
            case RHO, SIGMA_MIN, SIGMA_MAX ->
                new RequestException(
                        option.field() + " does nothing to the noise levels of "
                                + (own
                                        ? entry.label()
                                        : Schedules.get(effectiveSchedule(sampling))
                                                .label()),
                        "schedules that have it: "
                                + labels(
                                        Schedules.all(),
                                        other -> other.options().contains(option)),
                        null);
            case DISCARD_PENULTIMATE, SGM_NOISE ->
                new RequestException(
                        option.field() + " does nothing with " + (own ? entry.label() : "sigmas that are given"));
            case ETA, CHURN, CHURN_FROM, CHURN_TO, NOISE, UNIPC_ORDER, UNIPC_VARIANT, UNIPC_SKIP, UNIPC_LOWER_FINAL ->
                new RequestException(
                        entry.label() + " has no " + option.field(),
                        "samplers that have it: "
                                + labels(all(), other -> other.options().contains(option)),
                        null);
        };
    }

    private static <E extends Catalogue.Entry> String labels(List<E> entries, Predicate<E> which) {
        return entries.stream().filter(which).map(Catalogue.Entry::label).collect(Collectors.joining(", "));
    }

    /// {@return an option's name in A1111's text, which has another for the eta of DDIM}
    public static String label(Sampling sampling, SamplerOption option) {
        boolean ddim = get(sampling.sampler()).label().startsWith("DDIM");
        return ddim && option == SamplerOption.ETA ? "Eta DDIM" : option.label();
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
