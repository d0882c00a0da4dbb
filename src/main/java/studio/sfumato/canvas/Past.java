package studio.sfumato.canvas;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

    /// {@return how many bytes of `file` belong to it}
    ///
    /// @throws studio.sfumato.error.ImageFileException naming the file if it is damaged there
    public long bytesIn(TileFile file) {
        Set<Long> places = new HashSet<>();
        steps.forEach(step -> step.state().tiles(tile -> tile.offsetIn(file).ifPresent(places::add)));
        return places.stream().mapToLong(file::length).sum();
    }

    /// Copies all of it that is in `from` into `to`, where it is from then on.
    ///
    /// @throws studio.sfumato.error.ImageFileException naming the file that cannot be read or written; some of it
    ///     may be in `to` then
    public void move(TileFile from, TileFile to) {
        steps.forEach(step -> step.state().tiles(tile -> tile.move(from, to)));
    }
}
