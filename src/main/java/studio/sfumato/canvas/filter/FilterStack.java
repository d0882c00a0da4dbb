package studio.sfumato.canvas.filter;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.HeapRoom;
import studio.sfumato.canvas.Surface;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.NotEnoughMemoryException;

/// The filters of a layer, in the order in which they work, and what they made last. Safe for use by
/// several threads: what one has made is there for all.
public final class FilterStack {
    /// No filter.
    public static final FilterStack NONE = new FilterStack(List.of());

    private static final long BYTES_A_PIXEL = 96;

    private final List<Filter> filters;
    private volatile @Nullable Made made;
    private volatile @Nullable Made before;

    /// What was made of what.
    private record Made(Surface source, Surface result) {}

    /// @param filters the first works on the layer's own pixels
    public FilterStack(List<Filter> filters) {
        this.filters = List.copyOf(filters);
    }

    /// {@return other filters in place of these; until they are worked out, what these have made is shown}
    public FilterStack replaced(List<Filter> others) {
        FilterStack next = new FilterStack(others);
        Made known = made;
        next.before = others.isEmpty() ? null : known == null ? before : known;
        return next;
    }

    /// {@return the filters}
    public List<Filter> filters() {
        return filters;
    }

    /// {@return whether there is none}
    public boolean isEmpty() {
        return filters.isEmpty();
    }

    /// {@return how many pixels beyond what is there they can make something}
    public int margin() {
        return filters.stream().mapToInt(Filter::margin).sum();
    }

    /// {@return what they make of `source`: at once if it is known, else it is worked out, which takes
    /// long}
    ///
    /// @throws CancelledException if `token` was cancelled
    /// @throws NotEnoughMemoryException if `source` is too large
    public Surface of(Surface source, CancellationToken token) {
        return ready(source).orElseGet(() -> make(source, token));
    }

    private synchronized Surface make(Surface source, CancellationToken token) {
        Optional<Surface> meanwhile = ready(source);
        if (meanwhile.isPresent()) {
            return meanwhile.get();
        }
        Surface result = worked(source, token);
        made = new Made(source, result);
        before = null;
        return result;
    }

    private Surface worked(Surface source, CancellationToken token) {
        Area area = source.content();
        if (area.isEmpty()) {
            return source;
        }
        check(area);
        Sheet sheet = Sheet.of(source, area);
        if (margin() > 0 && !sheet.isOpaque()) {
            check(area.grown(margin()));
            sheet = Sheet.of(source, area.grown(margin()));
        }
        for (Filter filter : filters) {
            sheet = filter.of(sheet, token);
        }
        return sheet.surface(source);
    }

    private static void check(Area area) {
        long needed = BYTES_A_PIXEL * area.width() * area.height();
        if (needed > HeapRoom.bytes(needed)) {
            throw new NotEnoughMemoryException(
                    "there is not enough memory for filters on a layer of " + area.width() + "×" + area.height()
                            + " pixels",
                    "Remove the filters, or cut the layer.",
                    null);
        }
    }

    /// {@return what they make of `source`, if it is known; also of one that was only moved}
    public Optional<Surface> ready(Surface source) {
        Made known = made;
        if (isEmpty()) {
            return Optional.of(source);
        }
        return known == null ? Optional.empty() : source.like(known.source, known.result);
    }

    /// {@return what can be shown of `source` at once: what is known where it is as it was, and its own
    /// pixels where it is not}
    public Surface preview(Surface source) {
        Made last = made;
        Made known = last == null ? before : last;
        return known == null ? source : ready(source).orElseGet(() -> source.patched(known.source, known.result));
    }

    /// Forgets what they made: nobody looks at it.
    public void forget() {
        made = null;
        before = null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilterStack stack && filters.equals(stack.filters);
    }

    @Override
    public int hashCode() {
        return filters.hashCode();
    }

    @Override
    public String toString() {
        return filters.toString();
    }
}
