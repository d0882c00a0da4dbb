package studio.sfumato.library;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.PictureWriter;

/// Throws pictures away and takes them back. The file is moved before the index is written: should the
/// program end in between, the next rescan finds the picture where it is.
final class Trash {
    private final IndexConnection index;
    private final Roots roots;
    private final Consumer<Picture> keep;

    /// @param keep remembers where a picture is, outside the index
    Trash(IndexConnection index, Roots roots, Consumer<Picture> keep) {
        this.index = index;
        this.roots = roots;
        this.keep = keep;
    }

    List<Picture> put(Collection<Picture> pictures) {
        List<Picture> done = new ArrayList<>();
        for (Picture picture : pictures) {
            if (!picture.trashed()) {
                Path folder = roots.trash(picture.file());
                PictureWriter.prepare(folder);
                Path moved = move(
                        picture.file(),
                        folder.resolve(String.valueOf(picture.file().getFileName())));
                done.add(enter(picture, moved, Optional.of(picture.file())));
            }
        }
        return done;
    }

    List<Picture> takeBack(Collection<Picture> pictures) {
        List<Picture> done = new ArrayList<>();
        for (Picture picture : pictures) {
            Optional<Path> home = picture.home();
            if (home.isPresent()) {
                Path folder = home.get().getParent();
                if (folder != null) {
                    PictureWriter.prepare(folder);
                }
                done.add(enter(picture, move(picture.file(), home.get()), Optional.empty()));
            }
        }
        return done;
    }

    int empty() {
        List<Long> ids =
                index.read(all -> all.list("SELECT id FROM pictures WHERE home IS NOT NULL", row -> row.getLong(1)));
        for (long id : ids) {
            Optional<Picture> picture = index.read(all -> new PictureTable(all).get(id));
            if (picture.isPresent()) {
                delete(picture.get().file());
                index.write(all -> {
                    new PictureTable(all).delete(id);
                    return 0;
                });
            }
        }
        return ids.size();
    }

    private Picture enter(Picture picture, Path file, Optional<Path> home) {
        PictureTable.Listed listed = Rescan.listed(file);
        Picture now = index.write(all -> {
            PictureTable table = new PictureTable(all);
            table.update(
                    picture, listed, picture.facts(), home.map(Path::toString).orElse(null));
            return table.get(picture.id()).orElseThrow();
        });
        keep.accept(now);
        return now;
    }

    /// Never replaces another file: it takes the next free name instead.
    private static Path move(Path from, Path to) {
        String name = String.valueOf(to.getFileName());
        String stem = name.substring(0, name.length() - ".png".length());
        Path target = to;
        for (int i = 1; ; i++) {
            try {
                Files.move(from, target);
                return target;
            } catch (FileAlreadyExistsException taken) {
                target = to.resolveSibling(stem + "-" + i + ".png");
            } catch (IOException immovable) {
                throw new ImageFileException(
                        from + " cannot be moved to " + target + ": " + immovable.getMessage(), null, immovable);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException undeletable) {
            throw new ImageFileException(file + " cannot be deleted: " + undeletable.getMessage(), null, undeletable);
        }
    }
}
