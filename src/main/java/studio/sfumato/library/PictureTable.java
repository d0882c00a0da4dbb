package studio.sfumato.library;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Pictures in the index: entered, changed, taken out and read.
///
/// @param index the connection, which the caller has locked
record PictureTable(IndexConnection index) {
    private static final int MODEL = 0;
    private static final int SAMPLER = 1;
    private static final int SCHEDULE = 2;
    private static final int TAG = 0;
    private static final int COLLECTION = 1;

    private static final String SELECT = """
            SELECT p.id, f.path, p.name, p.bytes, p.modified, p.fingerprint, p.width, p.height, t.prompt, t.negative,
              m.name, s.name, c.name, p.steps, p.cfg, p.seed, p.rating, p.favourite, p.home
            FROM pictures p JOIN folders f ON f.id = p.folder JOIN texts t ON t.id = p.id
              JOIN names m ON m.id = p.model JOIN names s ON s.id = p.sampler JOIN names c ON c.id = p.schedule
            """;

    /// A file as a folder lists it.
    record Listed(Path file, long bytes, long modified) {}

    /// {@return the picture with this number}
    Optional<Picture> get(long id) throws SQLException {
        return index.list(SELECT + "WHERE p.id = ?", this::picture, id).stream().findFirst();
    }

    /// {@return the picture in this file}
    Optional<Picture> get(Path file) throws SQLException {
        return index.list(SELECT + "WHERE f.path = ? AND p.name = ?", this::picture, folder(file), name(file)).stream()
                .findFirst();
    }

    /// {@return the picture that was in this file before it was thrown away}
    Optional<Picture> trashedFrom(Path file) throws SQLException {
        return index.list(SELECT + "WHERE p.home = ? ORDER BY p.id DESC", this::picture, file.toString()).stream()
                .findFirst();
    }

    /// {@return the pictures whose files have this fingerprint}
    List<Picture> alike(long fingerprint) throws SQLException {
        return index.list(SELECT + "WHERE p.fingerprint = ?", this::picture, fingerprint);
    }

    /// Enters a new picture.
    ///
    /// @return its number
    long insert(Listed file, PictureFacts facts, Marks marks, @Nullable String home) throws SQLException {
        long first = Picture.firstId(file.modified());
        long last = index.number(
                "SELECT max(id) FROM pictures WHERE id >= ? AND id < ?", first, Picture.firstId(file.modified() + 1));
        long id = last == 0 ? first : last + 1;
        index.run(
                """
                INSERT INTO pictures(id, folder, name, bytes, modified, fingerprint, width, height,
                  model, sampler, schedule, steps, cfg, seed, rating, favourite, home)
                VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                id,
                folderId(file.file()),
                name(file.file()),
                file.bytes(),
                file.modified(),
                facts.fingerprint(),
                facts.width(),
                facts.height(),
                nameId(MODEL, facts.model()),
                nameId(SAMPLER, facts.sampler()),
                nameId(SCHEDULE, facts.schedule()),
                facts.steps(),
                facts.cfg(),
                facts.seed().map(Long::parseUnsignedLong).orElse(null),
                marks.rating(),
                marks.favourite(),
                home);
        index.run("INSERT INTO texts(id, prompt, negative) VALUES(?, ?, ?)", id, facts.prompt(), facts.negative());
        label(id, marks);
        words(id, file.file(), facts, marks);
        return id;
    }

    /// Takes in that a picture's file has changed, or lies elsewhere.
    void update(Picture picture, Listed file, PictureFacts facts, @Nullable String home) throws SQLException {
        index.run(
                """
                UPDATE pictures SET folder = ?, name = ?, bytes = ?, modified = ?, fingerprint = ?, width = ?, height = ?,
                  model = ?, sampler = ?, schedule = ?, steps = ?, cfg = ?, seed = ?, home = ? WHERE id = ?""",
                folderId(file.file()),
                name(file.file()),
                file.bytes(),
                file.modified(),
                facts.fingerprint(),
                facts.width(),
                facts.height(),
                nameId(MODEL, facts.model()),
                nameId(SAMPLER, facts.sampler()),
                nameId(SCHEDULE, facts.schedule()),
                facts.steps(),
                facts.cfg(),
                facts.seed().map(Long::parseUnsignedLong).orElse(null),
                home,
                picture.id());
        index.run(
                "UPDATE texts SET prompt = ?, negative = ? WHERE id = ?",
                facts.prompt(),
                facts.negative(),
                picture.id());
        unword(picture.id());
        words(picture.id(), file.file(), facts, picture.marks());
    }

    /// Keeps what the user thinks of a picture.
    void mark(Picture picture, Marks marks) throws SQLException {
        index.run(
                "UPDATE pictures SET rating = ?, favourite = ? WHERE id = ?",
                marks.rating(),
                marks.favourite(),
                picture.id());
        index.run("DELETE FROM labelled WHERE picture = ?", picture.id());
        label(picture.id(), marks);
        unword(picture.id());
        words(picture.id(), picture.file(), picture.facts(), marks);
    }

    /// Takes a picture out; its file stays.
    void delete(long id) throws SQLException {
        index.run("DELETE FROM pictures WHERE id = ?", id);
        index.run("DELETE FROM texts WHERE id = ?", id);
        index.run("DELETE FROM labelled WHERE picture = ?", id);
        unword(id);
    }

    private void unword(long id) throws SQLException {
        index.run("DELETE FROM words WHERE rowid = ?", id);
    }

    private void words(long id, Path file, PictureFacts facts, Marks marks) throws SQLException {
        String other = String.join(
                " ",
                facts.model(),
                facts.sampler(),
                name(file),
                String.join(" ", marks.tags()),
                String.join(" ", marks.collections()));
        index.run(
                "INSERT INTO words(rowid, prompt, negative, other) VALUES(?, ?, ?, ?)",
                id,
                SearchText.spaced(facts.prompt()),
                SearchText.spaced(facts.negative()),
                SearchText.spaced(other));
    }

    private void label(long id, Marks marks) throws SQLException {
        for (String tag : marks.tags()) {
            index.run("INSERT OR IGNORE INTO labelled(label, picture) VALUES(?, ?)", labelId(TAG, tag), id);
        }
        for (String collection : marks.collections()) {
            index.run(
                    "INSERT OR IGNORE INTO labelled(label, picture) VALUES(?, ?)", labelId(COLLECTION, collection), id);
        }
    }

    private long labelId(int kind, String name) throws SQLException {
        return id("labels WHERE kind = ? AND name = ?", "labels(kind, name) VALUES(?, ?)", kind, name);
    }

    private long nameId(int kind, String name) throws SQLException {
        return id("names WHERE kind = ? AND name = ?", "names(kind, name) VALUES(?, ?)", kind, name);
    }

    private long folderId(Path file) throws SQLException {
        return id("folders WHERE path = ?", "folders(path) VALUES(?)", folder(file));
    }

    /// {@return the number of the row with this key, which is entered if it isn't there}
    private long id(String there, String entered, Object... key) throws SQLException {
        long id = index.number("SELECT id FROM " + there, key);
        if (id == 0) {
            index.run("INSERT INTO " + entered, key);
            id = index.number("SELECT id FROM " + there, key);
        }
        return id;
    }

    private static String folder(Path file) {
        return String.valueOf(file.getParent());
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private Picture picture(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        long seed = row.getLong(16);
        Optional<String> known = row.wasNull() ? Optional.empty() : Optional.of(Long.toUnsignedString(seed));
        PictureFacts facts = new PictureFacts(
                row.getLong(6),
                row.getInt(7),
                row.getInt(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getString(12),
                row.getString(13),
                row.getInt(14),
                row.getDouble(15),
                known);
        Marks marks = new Marks(row.getInt(17), row.getBoolean(18), labels(TAG, id), labels(COLLECTION, id));
        return new Picture(
                id,
                Path.of(row.getString(2), row.getString(3)),
                row.getLong(4),
                row.getLong(5),
                facts,
                marks,
                Optional.ofNullable(row.getString(19)).map(Path::of));
    }

    private Set<String> labels(int kind, long id) throws SQLException {
        return new TreeSet<>(index.list(
                "SELECT l.name FROM labelled x JOIN labels l ON l.id = x.label WHERE x.picture = ? AND l.kind = ?",
                row -> row.getString(1),
                id,
                kind));
    }
}
