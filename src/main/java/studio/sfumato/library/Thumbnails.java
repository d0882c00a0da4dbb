package studio.sfumato.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Jpeg;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;

/// Small copies of pictures, made on threads of their own when first asked for and kept as JPEG files.
/// Which picture a copy belongs to is told by path, size and time of change, so one that was changed gets
/// another. When the copies take more room than they may, those not asked for the longest go.
public final class Thumbnails implements AutoCloseable {
    /// The longer side of a copy in pixels.
    public static final int SIDE = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);
    private static final double QUALITY = 0.85;
    private static final double KEPT = 0.8;
    private static final long BETWEEN_CHECKS = 32L << 20;

    private final Path folder;
    private final long mostBytes;
    private final AtomicLong sinceCheck = new AtomicLong(BETWEEN_CHECKS);
    private final ExecutorService makers = Executors.newFixedThreadPool(
            2, Thread.ofPlatform().name("thumbnails-", 0).daemon().factory());

    /// @param folder where the copies are kept; made when needed
    /// @param mostBytes how much room they may take
    public Thumbnails(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
    }

    /// {@return the JPEG file with the copy of `picture`, made now if there is none}: completes with an
    /// [studio.sfumato.error.ImageFileException] if the picture cannot be read. One that is cancelled
    /// before its turn is never made.
    public CompletableFuture<Path> of(Picture picture) {
        Path file = file(picture);
        if (Files.exists(file)) {
            touch(file);
            return CompletableFuture.completedFuture(file);
        }
        CompletableFuture<Path> wanted = new CompletableFuture<>();
        makers.execute(() -> {
            if (!wanted.isDone()) {
                wanted.completeAsync(() -> make(picture, file), Runnable::run);
            }
        });
        return wanted;
    }

    /// {@return the copy of `picture`, made now if there is none, or if the one there is cannot be read}
    ///
    /// @throws studio.sfumato.error.ImageFileException if the picture cannot be read
    public Raster read(Picture picture) {
        Path file = made(picture);
        try {
            return Jpeg.read(file);
        } catch (ImageFileException damaged) {
            LOG.debug("made again", damaged);
            remove(file);
            return Jpeg.read(made(picture));
        }
    }

    private Path made(Picture picture) {
        try {
            return of(picture).join();
        } catch (CompletionException unmade) {
            if (unmade.getCause() instanceof StudioException unreadable) {
                throw unreadable;
            }
            throw unmade;
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException kept) {
            LOG.debug("cannot be removed", kept);
        }
    }

    private Path make(Picture picture, Path file) {
        if (!Files.exists(file)) {
            Jpeg.writeSoon(file, Resampler.LANCZOS.fit(Png.read(picture.file()).raster(), SIDE), QUALITY);
            if (sinceCheck.addAndGet(file.toFile().length()) > BETWEEN_CHECKS) {
                sinceCheck.set(0);
                makeRoom();
            }
        }
        return file;
    }

    private Path file(Picture picture) {
        try {
            String key = picture.file() + "|" + picture.bytes() + "|" + picture.modified();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            String name = HexFormat.of().formatHex(hash, 0, 16);
            return folder.resolve(name.substring(0, 2)).resolve(name + ".jpg");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static void touch(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException unimportant) {
            LOG.debug("cannot be touched", unimportant);
        }
    }

    private record Kept(Path file, long bytes, FileTime asked) {}

    private void makeRoom() {
        List<Kept> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".jpg")).forEach(file -> {
                try {
                    BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
                    all.add(new Kept(file, about.size(), about.lastModifiedTime()));
                } catch (IOException gone) {
                    LOG.debug("gone meanwhile", gone);
                }
            });
            long bytes = all.stream().mapToLong(Kept::bytes).sum();
            if (bytes > mostBytes) {
                all.sort(Comparator.comparing(Kept::asked));
                for (Kept oldest : all) {
                    if (bytes <= mostBytes * KEPT) {
                        break;
                    }
                    Files.deleteIfExists(oldest.file());
                    bytes -= oldest.bytes();
                }
            }
        } catch (IOException | UncheckedIOException unimportant) {
            LOG.debug("thumbnails cannot be tidied", unimportant);
        }
    }

    /// Lets the copies under way be finished; those that wait are not made.
    @Override
    public void close() {
        makers.shutdownNow();
        makers.close();
    }
}
