package studio.sfumato.ui.common;

import java.util.Arrays;
import java.util.Locale;

/// Whether the window is light or dark.
public enum Look {
    /// As the desktop is.
    SYSTEM,
    /// Dark text on light ground.
    LIGHT,
    /// Light text on dark ground: the picture is the brightest thing.
    DARK;

    /// {@return the look called `id`; the desktop's where there is none of that name}
    public static Look of(String id) {
        return Arrays.stream(values())
                .filter(look -> look.id().equals(id))
                .findFirst()
                .orElse(SYSTEM);
    }

    /// {@return its name in settings and in the keys of its words}
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
