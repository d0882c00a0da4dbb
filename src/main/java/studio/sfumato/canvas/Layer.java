package studio.sfumato.canvas;

import java.util.List;
import studio.sfumato.canvas.filter.Filter;
import studio.sfumato.canvas.filter.FilterStack;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Box;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.Pose.Person;

/// A layer as it is at one moment.
///
/// @param id names it for as long as the document lives, also after undo
/// @param name what the user calls it
/// @param visible whether it is shown, and counts
/// @param opacity 0…1
/// @param locked whether its pixels are kept from being changed
/// @param pixels what is on it, in the document's coordinates; also outside the document
/// @param filters what it is shown through; its pixels stay as they are
/// @param people whose skeletons its pixels were drawn from, in the document's coordinates; nobody where they were not
public record Layer(
        int id,
        String name,
        LayerKind kind,
        boolean visible,
        double opacity,
        boolean locked,
        Surface pixels,
        FilterStack filters,
        List<Person> people) {
    private static final int BEYOND = 256;

    /// Refuses an opacity that is none, and more people than a document keeps.
    public Layer {
        people = List.copyOf(people);
        if (!(opacity >= 0 && opacity <= 1)) {
            throw new RequestException("a layer's opacity must be between 0 and 1, not " + opacity);
        }
        if (people.size() > Pose.MOST_PEOPLE) {
            throw new RequestException("a pose can have " + Pose.MOST_PEOPLE + " people, not " + people.size());
        }
    }

    /// {@return a visible, opaque, unlocked layer}
    public static Layer of(int id, String name, LayerKind kind, Surface pixels) {
        return new Layer(id, name, kind, true, 1, false, pixels, FilterStack.NONE, List.of());
    }

    /// {@return it with another name}
    public Layer named(String to) {
        return new Layer(id, to, kind, visible, opacity, locked, pixels, filters, people);
    }

    /// {@return it, shown or hidden}
    public Layer shown(boolean to) {
        return new Layer(id, name, kind, to, opacity, locked, pixels, filters, people);
    }

    /// {@return it with another opacity}
    public Layer opaque(double to) {
        return new Layer(id, name, kind, visible, to, locked, pixels, filters, people);
    }

    /// {@return it, locked or not}
    public Layer locked(boolean to) {
        return new Layer(id, name, kind, visible, opacity, to, pixels, filters, people);
    }

    /// {@return it with other pixels}
    public Layer with(Surface to) {
        return new Layer(id, name, kind, visible, opacity, locked, to, filters, people);
    }

    /// {@return it with what was painted on it}; skeletons that its pixels no longer are, are gone
    Layer painted(Surface to) {
        return people.isEmpty() || to.samePixels(pixels) ? with(to) : with(to).unposed();
    }

    /// {@return it, shown through other filters}
    public Layer through(List<Filter> others) {
        return new Layer(id, name, kind, visible, opacity, locked, pixels, filters.replaced(others), people);
    }

    /// {@return it with the skeletons of `others` and nothing else on it, as far as they are in `document` or near it}
    public Layer posed(List<Person> others, Area document) {
        Area area = document.grown(BEYOND);
        Surface drawn = Pose.reach(others, new Box(area.x(), area.y(), area.width(), area.height()))
                .map(box -> Surface.of(Pose.drawn(others, box), box.left(), box.top()))
                .orElse(Surface.EMPTY);
        return new Layer(id, name, kind, visible, opacity, locked, drawn, filters, others);
    }

    /// {@return it without what its pixels were drawn from}
    Layer unposed() {
        return new Layer(id, name, kind, visible, opacity, locked, pixels, filters, List.of());
    }

    /// {@return it, so many pixels to the right and down}
    Layer moved(int right, int down) {
        List<Person> there =
                people.stream().map(person -> person.moved(right, down)).toList();
        return new Layer(id, name, kind, visible, opacity, locked, pixels.moved(right, down), filters, there);
    }

    /// {@return its pixels as its filters show them; the first time this takes long}
    public Surface filtered() {
        return filters.of(pixels, CancellationToken.none());
    }

    /// {@return its pixels as far as filters have shown them, at once}
    Surface preview() {
        return filters.preview(pixels);
    }

    /// {@return where it shows something, or nearly}
    Area extent() {
        return pixels.bounds().grown(filters.margin());
    }

    /// {@return a copy under another id}
    Layer copy(int newId, String newName) {
        return new Layer(newId, newName, kind, visible, opacity, locked, pixels, filters, people)
                .through(filters.filters());
    }

    /// {@return its opacity as 0…255}
    int level() {
        return (int) Math.round(opacity * 255);
    }

    /// {@return whether two states of the layer look the same where their pixels are the same}
    boolean looksLike(Layer other) {
        return visible == other.visible
                && level() == other.level()
                && kind == other.kind
                && filters.equals(other.filters);
    }
}
