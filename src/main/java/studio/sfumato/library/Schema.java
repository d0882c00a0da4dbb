package studio.sfumato.library;

import java.sql.SQLException;
import java.util.List;

/// The tables of the index, and how an older index becomes one of today.
///
/// A picture's number begins with the time it was made, so newest first is the order of the table itself
/// and of the word index: no query has to sort. The table of pictures is narrow, so reading all of it is
/// quick; texts stand apart.
final class Schema {
    /// Each makes the next version of the one before; an empty file is version 0.
    private static final List<List<String>> STEPS = List.of(
            List.of(
                    "CREATE TABLE roots(path TEXT PRIMARY KEY, scanned INTEGER NOT NULL)",
                    "CREATE TABLE folders(id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE)",
                    // kind: 0 model, 1 sampler, 2 schedule
                    "CREATE TABLE names(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE(kind, name))",
                    """
            CREATE TABLE pictures(
              id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, name TEXT NOT NULL,
              bytes INTEGER NOT NULL, modified INTEGER NOT NULL, fingerprint INTEGER NOT NULL,
              width INTEGER NOT NULL, height INTEGER NOT NULL,
              model INTEGER NOT NULL, sampler INTEGER NOT NULL, schedule INTEGER NOT NULL,
              steps INTEGER NOT NULL, cfg REAL NOT NULL, seed INTEGER,
              rating INTEGER NOT NULL DEFAULT 0, favourite INTEGER NOT NULL DEFAULT 0, home TEXT)""",
                    "CREATE UNIQUE INDEX pictures_by_file ON pictures(folder, name)",
                    "CREATE INDEX pictures_by_fingerprint ON pictures(fingerprint)",
                    "CREATE INDEX pictures_by_seed ON pictures(seed)",
                    // all that counting and listing everything needs, in a tenth of the table's room
                    "CREATE INDEX pictures_by_home ON pictures(home)",
                    "CREATE INDEX pictures_by_kind ON pictures(home, model, sampler, width, height, rating)",
                    "CREATE TABLE texts(id INTEGER PRIMARY KEY, prompt TEXT NOT NULL, negative TEXT NOT NULL)",
                    """
            CREATE VIRTUAL TABLE words USING fts5(prompt, negative, other, content='', contentless_delete=1,
              tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
                    // kind: 0 tag, 1 collection
                    "CREATE TABLE labels(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE(kind, name))",
                    "CREATE TABLE labelled(label INTEGER, picture INTEGER, PRIMARY KEY(label, picture)) WITHOUT ROWID",
                    "CREATE INDEX labelled_by_picture ON labelled(picture)"),
            // files that told nothing are read anew: ComfyUI's, InvokeAI's and NovelAI's texts are understood now
            List.of("UPDATE pictures SET bytes = -1 WHERE steps = 0 AND seed IS NULL"));

    private Schema() {}

    /// {@return whether the index is one this program can use, now that it is up to date}; false if a
    /// newer version made it.
    static boolean bring(IndexConnection index) throws SQLException {
        long version = index.number("PRAGMA user_version");
        if (version > STEPS.size()) {
            return false;
        }
        if (version < STEPS.size()) {
            index.write(all -> {
                for (long step = all.number("PRAGMA user_version"); step < STEPS.size(); step++) {
                    all.script(STEPS.get((int) step).toArray(String[]::new));
                }
                all.script("PRAGMA user_version = " + STEPS.size());
                return STEPS.size();
            });
        }
        index.number("SELECT count(*) FROM (SELECT 1 FROM pictures LIMIT 1)"); // reads a page of it
        return true;
    }
}
