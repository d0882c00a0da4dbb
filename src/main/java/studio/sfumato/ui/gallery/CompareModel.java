package studio.sfumato.ui.gallery;

import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.library.Picture;

/// Two pictures side by side, one over the other, or what tells them apart.
final class CompareModel {
    private final Desks desks;
    private final Latest reading;
    private final ObjectProperty<Way> way = new SimpleObjectProperty<>(Way.WIPE);
    private final ReadOnlyObjectWrapper<@Nullable Pair> pair = new ReadOnlyObjectWrapper<>(null);
    private final ReadOnlyObjectWrapper<String> problem = new ReadOnlyObjectWrapper<>("");
    private int asked;

    /// How they are compared.
    enum Way {
        /// The first is drawn over the second, from the left as far as one likes.
        WIPE,
        /// Both beside each other, moved together.
        SIDE,
        /// How far each pixel of one is from the other's.
        DIFFERENCE
    }

    /// Both pictures.
    ///
    /// @param difference how far each channel of each pixel is from the other's, eight times; the second
    /// picture is made as large as the first for that
    /// @param most the largest difference, of 255
    /// @param share how many of the pixels differ, 0…1
    record Pair(Raster first, Raster second, Raster difference, int most, double share) {
        private static final int LOUDER = 8;

        static Pair of(Raster first, Raster second) {
            Raster same = first.width() == second.width() && first.height() == second.height()
                    ? second
                    : Resampler.LANCZOS.resize(second, first.width(), first.height());
            int[] a = first.toArgb();
            int[] b = same.toArgb();
            int[] apart = new int[a.length];
            int most = 0;
            int differ = 0;
            for (int i = 0; i < a.length; i++) {
                int red = Math.abs(((a[i] >> 16) & 0xFF) - ((b[i] >> 16) & 0xFF));
                int green = Math.abs(((a[i] >> 8) & 0xFF) - ((b[i] >> 8) & 0xFF));
                int blue = Math.abs((a[i] & 0xFF) - (b[i] & 0xFF));
                most = Math.max(most, Math.max(red, Math.max(green, blue)));
                differ += red + green + blue > 0 ? 1 : 0;
                apart[i] = (loud(red) << 16) | (loud(green) << 8) | loud(blue);
            }
            return new Pair(
                    first,
                    second,
                    Raster.opaque(first.width(), first.height(), apart),
                    most,
                    (double) differ / a.length);
        }

        private static int loud(int level) {
            return Math.min(255, level * LOUDER);
        }
    }

    CompareModel(Desks desks) {
        this.desks = desks;
        reading = new Latest(desks.pixels());
    }

    /// {@return how they are compared}
    ObjectProperty<Way> wayProperty() {
        return way;
    }

    /// {@return both, once they are read; `null` before}
    ReadOnlyObjectProperty<@Nullable Pair> pairProperty() {
        return pair.getReadOnlyProperty();
    }

    /// {@return why one cannot be read; empty where both can}
    ReadOnlyObjectProperty<String> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// Reads two pictures.
    void compare(Picture one, Picture other) {
        int mine = ++asked;
        pair.set(null);
        problem.set("");
        reading.run(() -> {
            try {
                Pair read = Pair.of(
                        Png.read(one.file()).raster(), Png.read(other.file()).raster());
                desks.window().run(() -> {
                    if (mine == asked) {
                        pair.set(read);
                    }
                });
            } catch (StudioException unreadable) {
                desks.window().run(() -> {
                    if (mine == asked) {
                        problem.set(String.valueOf(unreadable.getMessage()));
                    }
                });
            }
        });
    }
}
