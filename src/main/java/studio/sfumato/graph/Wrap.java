package studio.sfumato.graph;

import java.util.Locale;
import java.util.Optional;

/// Which edges of a picture meet: convolutions then see the pixels of the other side beyond an edge in place of
/// zeros, and the picture repeats without a seam. torch's `padding_mode="circular"`, as A1111's Tiling has it.
public enum Wrap {
    /// No edges: pictures as they were trained.
    NONE(false, false),
    /// Left and right.
    X(true, false),
    /// Top and bottom.
    Y(false, true),
    /// All four.
    BOTH(true, true);

    private final boolean across;
    private final boolean down;

    Wrap(boolean across, boolean down) {
        this.across = across;
        this.down = down;
    }

    /// {@return the one with these edges meeting}
    ///
    /// @param across left and right
    /// @param down top and bottom
    public static Wrap of(boolean across, boolean down) {
        if (across) {
            return down ? BOTH : X;
        }
        return down ? Y : NONE;
    }

    /// {@return whether left and right meet}
    public boolean across() {
        return across;
    }

    /// {@return whether top and bottom meet}
    public boolean down() {
        return down;
    }

    /// {@return it, or all four where no edges meet}
    public Wrap orBoth() {
        return this == NONE ? BOTH : this;
    }

    /// {@return what it adds to the name of a network: nothing where no edges meet}
    public String suffix() {
        return this == NONE ? "" : "+wrapped-" + label();
    }

    /// {@return its name in requests and on the command line}
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// {@return the one with that name}
    public static Optional<Wrap> of(String label) {
        for (Wrap wrap : values()) {
            if (wrap.label().equalsIgnoreCase(label)) {
                return Optional.of(wrap);
            }
        }
        return Optional.empty();
    }
}
