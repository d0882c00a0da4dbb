package studio.sfumato.ui.gallery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.library.Picture;

/// The picture that is looked at: all of its pixels and what its file says. Those next to it are read ahead,
/// so that going through them does not wait.
final class LookModel {
    private static final long MOST_PIXELS = 40_000_000;

    private final Desks desks;
    private final Latest telling;
    private final Latest looking;
    private final Latest ahead;
    private final ReadOnlyObjectWrapper<@Nullable Picture> picture = new ReadOnlyObjectWrapper<>(null);
    private final ReadOnlyObjectWrapper<@Nullable Details> details = new ReadOnlyObjectWrapper<>(null);
    private final ReadOnlyObjectWrapper<@Nullable Raster> raster = new ReadOnlyObjectWrapper<>(null);
    private final ReadOnlyObjectWrapper<String> problem = new ReadOnlyObjectWrapper<>("");
    private final Map<FileKey, Raster> read = new LinkedHashMap<>(8, 0.75f, true);

    LookModel(Desks desks) {
        this.desks = desks;
        telling = new Latest(desks.pixels());
        looking = new Latest(desks.pixels());
        ahead = new Latest(desks.pixels());
    }

    /// {@return the picture; `null` for none}
    ReadOnlyObjectProperty<@Nullable Picture> pictureProperty() {
        return picture.getReadOnlyProperty();
    }

    /// {@return what its file says, once that is read}
    ReadOnlyObjectProperty<@Nullable Details> detailsProperty() {
        return details.getReadOnlyProperty();
    }

    /// {@return its pixels, once they are read; those of the one before until then}
    ReadOnlyObjectProperty<@Nullable Raster> rasterProperty() {
        return raster.getReadOnlyProperty();
    }

    /// {@return why there are no pixels; empty where there are}
    ReadOnlyObjectProperty<String> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// Looks at a picture, or at none.
    ///
    /// @param near those to be read ahead
    void at(@Nullable Picture now, List<Picture> near) {
        Picture before = picture.get();
        picture.set(now);
        if (now == null) {
            details.set(null);
            raster.set(null);
            problem.set("");
            return;
        }
        if (before == null || !FileKey.of(before).equals(FileKey.of(now))) {
            tell(now);
            show(now);
        }
        near.stream()
                .filter(next -> !read.containsKey(FileKey.of(next)))
                .findFirst()
                .ifPresent(this::ahead);
    }

    private void tell(Picture now) {
        telling.run(() -> {
            Details told;
            try {
                told = new Details(now, PictureInfo.read(now.file()), "");
            } catch (StudioException unreadable) {
                told = new Details(now, null, String.valueOf(unreadable.getMessage()));
            }
            Details all = told;
            desks.window().run(() -> {
                if (isAt(now)) {
                    details.set(all);
                }
            });
        });
    }

    private void show(Picture now) {
        Raster known = read.get(FileKey.of(now));
        if (known != null) {
            problem.set("");
            raster.set(known);
            return;
        }
        looking.run(() -> {
            try {
                Raster pixels = Png.read(now.file()).raster();
                desks.window().run(() -> {
                    keep(now, pixels);
                    if (isAt(now)) {
                        problem.set("");
                        raster.set(pixels);
                    }
                });
            } catch (StudioException unreadable) {
                desks.window().run(() -> {
                    if (isAt(now)) {
                        raster.set(null);
                        problem.set(String.valueOf(unreadable.getMessage()));
                    }
                });
            }
        });
    }

    private void ahead(Picture next) {
        ahead.run(() -> {
            try {
                Raster pixels = Png.read(next.file()).raster();
                desks.window().run(() -> keep(next, pixels));
            } catch (StudioException unreadable) {
                desks.window().run(() -> {}); // told when it is looked at
            }
        });
    }

    private void keep(Picture whose, Raster pixels) {
        read.put(FileKey.of(whose), pixels);
        long all = read.values().stream()
                .mapToLong(each -> (long) each.width() * each.height())
                .sum();
        while (all > MOST_PIXELS && read.size() > 1) {
            Map.Entry<FileKey, Raster> oldest = read.entrySet().iterator().next();
            all -= (long) oldest.getValue().width() * oldest.getValue().height();
            read.remove(oldest.getKey());
        }
    }

    private boolean isAt(Picture now) {
        Picture at = picture.get();
        return at != null && FileKey.of(at).equals(FileKey.of(now));
    }
}
