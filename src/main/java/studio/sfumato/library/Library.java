package studio.sfumato.library;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.StudioException;

/// The gallery: every picture in some folders, found by what made it and by what the user thinks of it.
/// The pictures are plain PNG files; the index is SQLite and can be made again from them at any time.
/// Safe for use by several threads, and by several programs at once; searches don't wait for a rescan.
public final class Library implements AutoCloseable {
    private final IndexFile file;
    private final Roots roots;
    private final IndexConnection writing;
    private final IndexConnection reading;
    /// A search doesn't wait until the one before it has been counted through.
    private final IndexConnection counting;
    /// Single pictures don't wait until a long search has ended.
    private final IndexConnection loading;

    private Library(IndexFile file, Roots roots) {
        this.file = file;
        this.roots = roots;
        this.writing = file.open();
        this.reading = file.open();
        this.counting = file.open();
        this.loading = file.open();
    }

    /// Opens the gallery. An index that is damaged, or of a newer version, is kept aside and a new one
    /// begun.
    ///
    /// @param index the folder of the index; made if it is not there
    /// @param output the folder that pictures go to; those they went to before are remembered
    /// @param more folders whose pictures are shown as well
    /// @throws ImageFileException if there can be no index
    public static Library open(Path index, Path output, List<Path> more) {
        IndexFile file = IndexFile.in(index);
        return new Library(file, Roots.of(output, more, index));
    }

    /// Keeps the index in a folder aside, so that the next one is made from the files alone.
    public static void setAside(Path index) {
        IndexFile.setAside(index);
    }

    /// {@return whether `fault` says that the index is damaged: then [#setAside] and [#open] make it anew}
    public static boolean isDamaged(StudioException fault) {
        return fault.getCause() instanceof SQLException cause && IndexFault.isBroken(cause);
    }

    /// {@return what happened to the index when it was opened, one line each}
    public List<String> notes() {
        return file.notes();
    }

    /// {@return the folders whose pictures are shown}
    public List<Path> folders() {
        return roots.folders();
    }

    /// {@return whether some folder has never been scanned to its end, so that pictures may be missing}
    public boolean needsRescan() {
        List<String> scanned = reading.read(all -> all.list("SELECT path FROM roots", row -> row.getString(1)));
        return roots.folders().stream().anyMatch(root -> Files.isDirectory(root) && !scanned.contains(root.toString()));
    }

    /// Enters a picture that was just made, wherever it is; one that is there already stays as it is.
    ///
    /// @return the picture as it is kept
    /// @throws ImageFileException if it cannot be read, or the index cannot be written
    public Picture add(Path picture) {
        Path path = picture.toAbsolutePath().normalize();
        PictureFacts facts = PictureFacts.read(path);
        PictureTable.Listed listed = Rescan.listed(path);
        if (roots.of(path).isEmpty()) {
            roots.elsewhere()
                    .add(new MarksFile.Entry(path.toString(), facts.fingerprint(), Marks.NONE, Optional.empty()));
        }
        return writing.write(all -> {
            PictureTable table = new PictureTable(all);
            Optional<Picture> before = table.get(path);
            if (before.isPresent() && before.get().isAs(listed, facts)) {
                return before.get();
            }
            if (before.isPresent()) { // a file that was replaced is another picture
                table.delete(before.get().id());
            }
            long id = table.insert(listed, facts, Marks.NONE, null);
            return table.get(id).orElseThrow();
        });
    }

    /// Enters those of `pictures` that are files and were never entered, nor thrown away: the program that made
    /// them was killed in between.
    ///
    /// @return how many
    /// @throws ImageFileException if one cannot be read, or the index cannot be written
    public int catchUp(Collection<Path> pictures) {
        List<Path> missing = pictures.stream()
                .filter(Files::isRegularFile)
                .filter(file -> find(file).isEmpty())
                .toList();
        missing.forEach(this::add);
        return missing.size();
    }

    /// Brings the index up to date with the files. Cancelled or killed, it goes on from there the next
    /// time.
    ///
    /// @param progress hears now and then how far it is, on this thread
    /// @throws studio.sfumato.error.CancelledException if `token` is cancelled meanwhile
    public RescanReport rescan(Consumer<RescanReport> progress, CancellationToken token) {
        return new Rescan(writing, roots, progress, token).run();
    }

    /// {@return the numbers of all pictures found, newest first}: a few bytes each, so that a window can
    /// scroll anywhere.
    public long[] ids(Search search) {
        SearchSql sql = SearchSql.of(search);
        return reading.read(all -> all.numbers(
                "SELECT " + sql.id() + " FROM " + sql.from() + " WHERE " + sql.where() + " ORDER BY 1 DESC",
                sql.with()));
    }

    /// {@return how many pictures are found}
    public long count(Search search) {
        SearchSql sql = SearchSql.of(search);
        return counting.read(
                all -> all.number("SELECT count(*) FROM " + sql.from() + " WHERE " + sql.where(), sql.with()));
    }

    /// {@return pictures found, newest first}
    ///
    /// @param before only pictures older than the one with this number: the last of the page before, or
    /// [Long#MAX_VALUE]
    /// @param most at most so many
    public List<Picture> page(Search search, long before, int most) {
        SearchSql sql = SearchSql.of(search);
        String query = "SELECT " + sql.id() + " FROM " + sql.from() + " WHERE " + sql.where() + " AND " + sql.id()
                + " < ? ORDER BY 1 DESC LIMIT ?";
        return reading.read(all -> load(all, all.numbers(query, sql.with(before, most))));
    }

    /// {@return the pictures with these numbers, in that order; those no longer there are left out}
    public List<Picture> load(long... ids) {
        return loading.read(all -> load(all, ids));
    }

    private static List<Picture> load(IndexConnection all, long... ids) throws SQLException {
        PictureTable table = new PictureTable(all);
        List<Picture> pictures = new ArrayList<>(ids.length);
        for (long id : ids) {
            table.get(id).ifPresent(pictures::add);
        }
        return pictures;
    }

    /// {@return the picture in `file`, or the one that was there before it was thrown away}
    public Optional<Picture> find(Path file) {
        Path path = file.toAbsolutePath().normalize();
        return reading.read(all -> {
            PictureTable table = new PictureTable(all);
            Optional<Picture> there = table.get(path);
            return there.isPresent() ? there : table.trashedFrom(path);
        });
    }

    /// {@return what pictures found have in common, most frequent first}
    public List<Facet> facets(Search search, Facet.Kind kind) {
        SearchSql sql = SearchSql.of(search);
        return counting.read(
                all -> all.list(Facet.sql(kind, sql), row -> new Facet(row.getString(1), row.getLong(2)), sql.with()));
    }

    /// Changes what the user thinks of pictures.
    ///
    /// @return the pictures as they are now
    /// @throws ImageFileException if it cannot be kept; then nothing has changed
    public List<Picture> mark(Collection<Picture> pictures, UnaryOperator<Marks> change) {
        return writing.write(all -> {
            PictureTable table = new PictureTable(all);
            List<Picture> changed = new ArrayList<>();
            for (Picture given : pictures) {
                Optional<Picture> now = table.get(given.id());
                if (now.isPresent()) {
                    table.mark(now.get(), change.apply(now.get().marks()));
                    Picture marked = table.get(given.id()).orElseThrow();
                    keep(marked);
                    changed.add(marked);
                }
            }
            return changed;
        });
    }

    private void keep(Picture picture) {
        Path belongs = picture.home().orElse(picture.file());
        roots.marks(belongs)
                .add(new MarksFile.Entry(
                        roots.written(picture.file()),
                        picture.facts().fingerprint(),
                        picture.marks(),
                        picture.home().map(roots::written)));
    }

    /// Moves pictures to the trash, a folder beside them.
    ///
    /// @return the pictures as they are now
    /// @throws ImageFileException naming the file if one cannot be moved; those before it are in the trash
    public List<Picture> trash(Collection<Picture> pictures) {
        return new Trash(writing, roots, this::keep).put(pictures);
    }

    /// Moves pictures back to where they were.
    ///
    /// @return the pictures as they are now
    /// @throws ImageFileException naming the file if one cannot be moved; those before it are back
    public List<Picture> restore(Collection<Picture> pictures) {
        return new Trash(writing, roots, this::keep).takeBack(pictures);
    }

    /// Deletes every picture in the trash for good.
    ///
    /// @return how many
    public int emptyTrash() {
        return new Trash(writing, roots, this::keep).empty();
    }

    @Override
    public void close() {
        loading.close();
        counting.close();
        reading.close();
        writing.close();
    }
}
