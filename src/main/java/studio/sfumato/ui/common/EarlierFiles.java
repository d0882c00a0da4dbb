package studio.sfumato.ui.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.Versions;

/// What one file was before it was replaced, and the ways back. Belongs to the window's thread; files are read and
/// moved in the background.
public final class EarlierFiles {
    private final Keeper keeper;
    private final Executor background;
    private final FxThread window;
    private final Consumer<StudioException> failed;
    private final ReadOnlyObjectWrapper<@Nullable Shown> shown = new ReadOnlyObjectWrapper<>(null);
    private BiFunction<String, Path, Optional<Path>> picker = (_, _) -> Optional.empty();
    private int looks;

    /// Who knows the files. All but [#changed()] may take a while and are asked on any thread.
    public interface Keeper {
        /// {@return the digits by which people know a file}
        ///
        /// @throws StudioException if it cannot be read
        String hash(Path file);

        /// Looks whether `fresh` may be put in the place of a file.
        ///
        /// @throws StudioException if it is something else
        void check(Path fresh);

        /// Hears, on the window's thread, that a file is another one now.
        void changed();
    }

    /// One file.
    ///
    /// @param replaced what lay there before; empty for the one that is there
    /// @param hash the digits by which people know it; empty until they are worked out, and if they cannot be
    public record One(Optional<Versions.Version> replaced, long bytes, Optional<String> hash) {}

    /// All that is known about a place.
    ///
    /// @param now what is there; empty if nothing is
    /// @param before what was there, newest first
    public record Shown(Path place, Optional<One> now, List<One> before) {
        /// Copies the list.
        public Shown {
            before = List.copyOf(before);
        }
    }

    /// Nothing is looked at yet.
    ///
    /// @param background runs what would keep the window waiting
    /// @param failed hears, on the window's thread, what did not work
    public EarlierFiles(Keeper keeper, Executor background, FxThread window, Consumer<StudioException> failed) {
        this.keeper = keeper;
        this.background = background;
        this.window = window;
        this.failed = failed;
    }

    /// {@return what is looked at}; `null` where nothing is
    public ReadOnlyObjectProperty<@Nullable Shown> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /// Lets the user pick files with `pick`, which is given a title and the file that is to be replaced.
    public void pickWith(BiFunction<String, Path, Optional<Path>> pick) {
        picker = pick;
    }

    /// Looks at the file at `place`, and works out hashes; returns at once.
    public void look(Path place) {
        int mine = ++looks;
        background.execute(() -> {
            try {
                Shown known = read(place, false);
                window.run(() -> show(mine, known));
                Shown all = read(place, true);
                window.run(() -> show(mine, all));
            } catch (StudioException unreadable) {
                window.run(() -> failed.accept(unreadable));
            }
        });
    }

    private void show(int look, Shown known) {
        if (look == looks) {
            shown.set(known);
        }
    }

    /// Looks at nothing.
    public void close() {
        looks++;
        shown.set(null);
    }

    private Shown read(Path place, boolean hashes) {
        Optional<One> now = Files.isRegularFile(place)
                ? Optional.of(new One(Optional.empty(), size(place), hash(place, hashes)))
                : Optional.empty();
        return new Shown(
                place,
                now,
                Versions.of(place).stream()
                        .map(version -> new One(Optional.of(version), version.bytes(), hash(version.file(), hashes)))
                        .toList());
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    /// What cannot be read has no hash, and can be taken back all the same.
    private Optional<String> hash(Path file, boolean wanted) {
        try {
            return wanted ? Optional.of(keeper.hash(file)) : Optional.empty();
        } catch (StudioException unreadable) {
            return Optional.empty();
        }
    }

    /// Puts an earlier file back in its place; what is there now is kept in turn. A picture that is being made with it
    /// goes on: its weights stay mapped, or the system refuses and that is told.
    public void takeBack(Versions.Version version) {
        Shown known = shown.get();
        if (known != null) {
            change(known.place(), () -> Versions.takeBack(known.place(), version));
        }
    }

    /// Lets the user pick a file, and puts a copy of it in the place of the one that is looked at, which is kept.
    ///
    /// @param title what the dialogue is called
    public void replace(String title) {
        Shown known = shown.get();
        if (known != null) {
            picker.apply(title, known.place())
                    .ifPresent(picked -> change(known.place(), () -> {
                        keeper.check(picked);
                        Versions.replaceByCopy(known.place(), picked);
                    }));
        }
    }

    private void change(Path place, Runnable work) {
        background.execute(() -> {
            try {
                work.run();
                window.run(() -> {
                    keeper.changed();
                    look(place);
                });
            } catch (StudioException immovable) {
                window.run(() -> failed.accept(immovable));
            }
        });
    }
}
