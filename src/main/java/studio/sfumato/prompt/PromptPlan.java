package studio.sfumato.prompt;

import java.util.List;

/// A prompt taken apart: what guides the picture, and when.
///
/// @param parts what guides it together, at least one
/// @param networks what it names to be put on top of the model
public record PromptPlan(List<Part> parts, List<ExtraNetwork> networks) {
    /// One of several prompts that are drawn at once.
    ///
    /// @param weight how much it counts beside the others
    public record Part(PromptSchedule schedule, double weight) {}

    /// Copies the lists.
    public PromptPlan {
        parts = List.copyOf(parts);
        networks = List.copyOf(networks);
    }

    /// {@return the plan of a prompt that is one text from first to last}
    public static PromptPlan of(PromptSchedule schedule) {
        return new PromptPlan(List.of(new Part(schedule, 1)), List.of());
    }

    /// {@return how much each part counts}
    public List<Double> weights() {
        return parts.stream().map(Part::weight).toList();
    }

    /// {@return whether what the parts add up to depends on the negative prompt even without guidance}
    public boolean needsNegative() {
        return weights().stream().mapToDouble(Double::doubleValue).sum() != 1;
    }

    /// {@return every text there is, once}
    public List<String> texts() {
        return parts.stream()
                .flatMap(part -> part.schedule().texts().stream())
                .distinct()
                .toList();
    }
}
