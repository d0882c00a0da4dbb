package studio.sfumato.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// ONNX Runtime's native libraries, unpacked once and for all.
///
/// Left to itself the binding unpacks 28 MB to the temporary folder at every start, which doubles the processor time of
/// a start, and leaves them there when the program is killed. Here they go to a folder named after their checksums, by
/// way of a temporary one that is renamed when all is checked and on the disk, so that neither programs starting
/// together nor a power cut leave half a library. A start then only looks at the sizes: checksums would cost 0.1 s.
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String PROPERTY = "onnxruntime.native.path";
    private static final String PREFIX = "onnxruntime-";

    private final Path cache;
    private final Path jar;
    private final String resources;

    /// Takes the libraries of `platform`, such as `linux-x64`, from `jar`.
    NativeLibrary(Path cache, Path jar, String platform) {
        this.cache = cache;
        this.jar = jar;
        this.resources = "ai/onnxruntime/native/" + platform + "/";
    }

    /// Makes ONNX Runtime load its libraries from under `cache`. Must come before its first use. When anything is in
    /// the way (a cache that cannot be written, a path the user has set), it finds them as it always does.
    static void useCache(Path cache) {
        CodeSource source = OrtEnvironment.class.getProtectionDomain().getCodeSource();
        if (System.getProperty(PROPERTY) != null || source == null) {
            return;
        }
        try {
            Path jar = Path.of(source.getLocation().toURI());
            new NativeLibrary(cache, jar, platform())
                    .unpack()
                    .ifPresent(folder -> System.setProperty(PROPERTY, folder.toString()));
        } catch (URISyntaxException | IllegalArgumentException e) {
            LOG.debug("ONNX Runtime does not come from a jar file", e);
        }
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (system.startsWith("windows") ? "win" : system.startsWith("mac") ? "osx" : "linux")
                + (processor.equals("aarch64") || processor.equals("arm64") ? "-aarch64" : "-x64");
    }

    /// {@return the folder that holds the libraries, checked; empty if they cannot be put there}
    Optional<Path> unpack() {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries =
                    zip.stream().filter(this::isLibrary).toList();
            if (entries.isEmpty()) {
                return Optional.empty();
            }
            Path folder = cache.toAbsolutePath().resolve(PREFIX + fingerprint(entries));
            if (!isIntact(folder, entries)) {
                Files.createDirectories(cache);
                Path workshop = Files.createTempDirectory(cache, "unpacking-");
                try {
                    Path finished = Files.createDirectory(workshop.resolve("finished"));
                    for (ZipEntry entry : entries) {
                        write(zip, entry, finished.resolve(fileName(entry)));
                    }
                    if (!published(finished, folder) && !isIntact(folder, entries)) {
                        Files.move(folder, workshop.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
                        Files.move(finished, folder, StandardCopyOption.ATOMIC_MOVE);
                    }
                } finally {
                    delete(workshop);
                }
            }
            return isIntact(folder, entries) ? Optional.of(folder) : Optional.empty();
        } catch (IOException | UncheckedIOException | SecurityException e) {
            LOG.debug("{} cannot hold ONNX Runtime's libraries", cache, e);
            return Optional.empty();
        }
    }

    private boolean isLibrary(ZipEntry entry) {
        return entry.getName().startsWith(resources)
                && !entry.isDirectory()
                && !fileName(entry).contains("/");
    }

    private String fileName(ZipEntry entry) {
        return entry.getName().substring(resources.length());
    }

    private static String fingerprint(List<? extends ZipEntry> entries) {
        long mixed = 0;
        for (ZipEntry entry : entries) {
            mixed = 31 * mixed + entry.getCrc();
        }
        return Long.toHexString(mixed);
    }

    private boolean isIntact(Path folder, List<? extends ZipEntry> entries) throws IOException {
        for (ZipEntry entry : entries) {
            Path file = folder.resolve(fileName(entry));
            if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
                return false;
            }
        }
        return true;
    }

    private static void write(ZipFile zip, ZipEntry entry, Path file) throws IOException {
        CRC32 checksum = new CRC32();
        try (InputStream from = new CheckedInputStream(zip.getInputStream(entry), checksum);
                FileChannel to = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            from.transferTo(Channels.newOutputStream(to));
            to.force(true);
        }
        if (checksum.getValue() != entry.getCrc()) {
            throw new IOException(zip.getName() + " is damaged: " + entry.getName());
        }
    }

    /// False when the folder is there already: another program was quicker, or what is there is damaged.
    private static boolean published(Path finished, Path folder) throws IOException {
        try {
            Files.move(finished, folder, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (FileSystemException taken) {
            if (Files.exists(folder)) {
                return false;
            }
            throw taken;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
