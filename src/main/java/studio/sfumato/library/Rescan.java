package studio.sfumato.library;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;

/// Brings the index up to date with the files: one folder after the other, only files whose size or time
/// has changed are opened. What has been entered stays when the scan is cancelled or killed, so the next
/// goes on from there. A picture that was moved keeps its number and what the user thinks of it. A folder
/// that is not there (a drive that is not plugged in) is left alone.
final class Rescan {
    private static final int CHUNK = 500;

    private final IndexConnection index;
    private final Roots roots;
    private final Consumer<RescanReport> progress;
    private final CancellationToken token;
    private final ExecutorService readers = Executors.newFixedThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().name("rescan-", 0).daemon().factory());
    private final List<String> problems = new ArrayList<>();
    private final List<Long> missing = new ArrayList<>();
    private final Set<String> visited = new HashSet<>();
    private long seen;
    private long added;
    private long changed;
    private long moved;
    private long gone;

    Rescan(IndexConnection index, Roots roots, Consumer<RescanReport> progress, CancellationToken token) {
        this.index = index;
        this.roots = roots;
        this.progress = progress;
        this.token = token;
    }

    private record Known(long id, long bytes, long modified) {}

    private record Read(
            PictureTable.Listed file,
            @Nullable PictureFacts facts,
            @Nullable String problem) {}

    RescanReport run() {
        try (readers) {
            for (Path root : roots.folders()) {
                if (Files.isDirectory(root)) {
                    scan(root);
                } else if (index.read(all -> all.number("SELECT scanned FROM roots WHERE path = ?", root.toString()))
                        > 0) {
                    problem(root + " is not there; its pictures are left as they are");
                }
            }
            elsewhere();
            removeMissing();
        }
        return report();
    }

    private void scan(Path root) {
        MarksFile.All marks = roots.marksIn(root).read();
        Deque<List<PictureTable.Listed>> open = new ArrayDeque<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (isForeign(root, folder)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    open.push(new ArrayList<>());
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && isPicture(file) && !open.isEmpty()) {
                        open.element()
                                .add(new PictureTable.Listed(
                                        file,
                                        attributes.size(),
                                        attributes.lastModifiedTime().toMillis()));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    problem(file + " cannot be read");
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
                    folder(root, folder, open.pop(), marks);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            throw new ImageFileException(root + " cannot be read: " + unreadable.getMessage(), null, unreadable);
        }
        foldersGone(root);
        index.write(all -> {
            all.run(
                    "INSERT OR REPLACE INTO roots(path, scanned) VALUES(?, ?)",
                    root.toString(),
                    System.currentTimeMillis());
            return 0;
        });
    }

    /// Hidden folders are others' business, but for the trash in our own.
    private static boolean isForeign(Path root, Path folder) {
        if (folder.equals(root) || folder.startsWith(root.resolve(Roots.OWN))) {
            return false;
        }
        return String.valueOf(folder.getFileName()).startsWith(".");
    }

    private static boolean isPicture(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".png") && !name.startsWith(".");
    }

    private void folder(Path root, Path folder, List<PictureTable.Listed> files, MarksFile.All marks) {
        token.throwIfCancelled();
        visited.add(folder.toString());
        Map<String, Known> known = known(folder.toString());
        List<PictureTable.Listed> news = new ArrayList<>();
        for (PictureTable.Listed file : files) {
            Known before = known.remove(String.valueOf(file.file().getFileName()));
            if (before == null || before.bytes != file.bytes() || before.modified != file.modified()) {
                news.add(file);
            } else {
                seen++;
            }
        }
        known.values().forEach(each -> missing.add(each.id));
        for (int from = 0; from < news.size(); from += CHUNK) {
            List<Read> read = read(news.subList(from, Math.min(news.size(), from + CHUNK)));
            index.write(all -> {
                PictureTable table = new PictureTable(all);
                for (Read each : read) {
                    enter(table, root, each, marks);
                }
                return 0;
            });
            progress.accept(report());
            token.throwIfCancelled();
        }
        progress.accept(report());
    }

    private Map<String, Known> known(String folder) {
        Map<String, Known> known = new HashMap<>();
        index.read(all -> all.list(
                "SELECT p.name, p.id, p.bytes, p.modified FROM pictures p JOIN folders f ON f.id = p.folder WHERE f.path = ?",
                row -> known.put(row.getString(1), new Known(row.getLong(2), row.getLong(3), row.getLong(4))),
                folder));
        return known;
    }

    private List<Read> read(List<PictureTable.Listed> files) {
        List<CompletableFuture<Read>> futures = files.stream()
                .map(file -> CompletableFuture.supplyAsync(() -> read(file), readers))
                .toList();
        return futures.stream().map(CompletableFuture::join).toList();
    }

    private static Read read(PictureTable.Listed file) {
        try {
            return new Read(file, PictureFacts.read(file.file()), null);
        } catch (ImageFileException | NotEnoughMemoryException unreadable) {
            return new Read(file, null, unreadable.getMessage());
        }
    }

    private void enter(PictureTable table, Path root, Read read, MarksFile.All marks) throws SQLException {
        seen++;
        PictureFacts facts = read.facts;
        if (facts == null) {
            problem(String.valueOf(read.problem));
            return;
        }
        Path file = read.file.file();
        Optional<MarksFile.Entry> told = marks.of(roots.written(file), facts.fingerprint());
        String home = told.filter(_ -> Roots.isTrash(file.getParent()))
                .flatMap(MarksFile.Entry::home)
                .map(from -> Roots.read(root, from).toString())
                .orElse(null);
        Optional<Picture> same = table.get(file);
        if (same.isPresent()) {
            table.update(same.get(), read.file, facts, home);
            changed++;
            return;
        }
        for (Picture twin : table.alike(facts.fingerprint())) {
            if (Files.notExists(twin.file())) {
                table.update(twin, read.file, facts, home);
                moved++;
                return;
            }
        }
        table.insert(read.file, facts, told.map(MarksFile.Entry::marks).orElse(Marks.NONE), home);
        added++;
    }

    /// Folders of the index under `root` that the walk has not come by are gone with all that was in them.
    private void foldersGone(Path root) {
        List<String> folders = index.read(all -> all.list("SELECT path FROM folders", row -> row.getString(1)));
        for (String folder : folders) {
            if (!visited.contains(folder) && Path.of(folder).startsWith(root)) {
                known(folder).values().forEach(each -> missing.add(each.id));
            }
        }
    }

    /// Pictures that were written outside all folders are known by their paths.
    private void elsewhere() {
        MarksFile.All marks = roots.elsewhere().read();
        List<PictureTable.Listed> news = new ArrayList<>();
        for (MarksFile.Entry entry : marks.byFile().values()) {
            Path file = Path.of(entry.file());
            if (roots.of(file).isEmpty() && Files.isRegularFile(file)) {
                Optional<Picture> before = index.read(all -> new PictureTable(all).get(file));
                PictureTable.Listed now = listed(file);
                if (before.isEmpty()
                        || before.get().bytes() != now.bytes()
                        || before.get().modified() != now.modified()) {
                    news.add(now);
                } else {
                    seen++;
                }
            }
        }
        List<Read> read = read(news);
        index.write(all -> {
            for (Read each : read) {
                Path parent = each.file.file().getParent();
                enter(new PictureTable(all), parent == null ? roots.index() : parent, each, marks);
            }
            return 0;
        });
        index.read(all -> all.list(
                "SELECT p.id, f.path FROM pictures p JOIN folders f ON f.id = p.folder",
                row -> roots.of(Path.of(row.getString(2), "x")).isEmpty() && missing.add(row.getLong(1))));
    }

    static PictureTable.Listed listed(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new PictureTable.Listed(
                    file, attributes.size(), attributes.lastModifiedTime().toMillis());
        } catch (IOException unreadable) {
            throw new ImageFileException(file + " cannot be read: " + unreadable.getMessage(), null, unreadable);
        }
    }

    private void removeMissing() {
        index.write(all -> {
            PictureTable table = new PictureTable(all);
            for (long id : missing) {
                Optional<Picture> picture = table.get(id);
                if (picture.isPresent() && Files.notExists(picture.get().file())) {
                    table.delete(id);
                    gone++;
                }
            }
            return 0;
        });
    }

    private void problem(String text) {
        if (problems.size() < RescanReport.MOST_PROBLEMS) {
            problems.add(text);
        }
    }

    private RescanReport report() {
        return new RescanReport(seen, added, changed, moved, gone, problems);
    }
}
