package studio.sfumato.prompt;

/// Which steps a prompt is read for: `[from:to:when]` counts differently in a second pass at a higher resolution
/// (A1111 1.10, `modules/prompt_parser.py`, `get_learned_conditioning_prompt_schedules`).
///
/// @param steps how many calls of the network there are
/// @param before how many steps were made before; whole numbers count from there
/// @param share what fractions count from: 0 in the first pass, 1 in the second
public record StepRange(int steps, int before, double share) {
    /// {@return the only pass of a picture, or the first of two}
    public static StepRange first(int steps) {
        return new StepRange(steps, 0, 0);
    }

    /// {@return the second pass: `when` from 1.0 to 2.0, or from `before` + 1 on}
    public static StepRange second(int before, int steps) {
        return new StepRange(steps, before, 1);
    }

    /// {@return the step, at most the last, that `when` names: a fraction of all where it has a point, else a number;
    /// 0 or less for one that is over before the first}
    int step(String when) {
        double value = Double.parseDouble(when);
        double step = when.indexOf('.') >= 0 ? (value - share) * steps : value - before;
        return (int) Math.min(step, steps);
    }
}
