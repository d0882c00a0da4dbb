package studio.sfumato.canvas;

import java.util.List;

/// All that a document has been.
///
/// @param steps the oldest first; never empty
/// @param at the index of the present one among them; those after it can be redone
public record Past(List<Step> steps, int at) {
    /// Copies the list.
    public Past {
        steps = List.copyOf(steps);
        if (at < 0 || at >= steps.size()) {
            throw new IllegalArgumentException("there is no step " + at + " among " + steps.size());
        }
    }
}
