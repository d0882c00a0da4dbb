package studio.sfumato.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.ForeignFile;
import studio.sfumato.weights.Origin;
import studio.sfumato.weights.checkpoint.FileKind;
import studio.sfumato.weights.checkpoint.Inspection;

/// Looks at what has come, and puts it where it belongs. What is no file of weights and was not vouched for by a
/// checksum is refused and thrown away: most often it is a web page that says why there is no file.
final class Unloading {
    private static final Logger LOG = LoggerFactory.getLogger(Unloading.class);

    private Unloading() {}

    /// {@return where `order`, all of which has come, lies from now on}
    ///
    /// @throws DownloadException if it is not what it pretends to be, or cannot be put there
    static Arrived unload(Order order) {
        return order.folder() ? folder(order) : file(order);
    }

    private static Arrived file(Order order) {
        Part part = order.parts().getFirst();
        Path come = order.whole(part);
        boolean verified = part.verifiable();
        Optional<FileKind> kind = Optional.empty();
        Optional<String> problem = Optional.empty();
        try {
            Inspection seen = Inspection.of(come);
            kind = Optional.of(seen.kind());
            problem =
                    seen.problems().stream().findFirst().filter(_ -> seen.kind().listed());
        } catch (StudioException unreadable) {
            if (!verified) {
                throw refused(order, come, unreadable);
            }
            problem = Optional.ofNullable(unreadable.getMessage());
        }
        Path folder = order.exact()
                ? order.root()
                : Place.of(kind.orElse(FileKind.UNKNOWN)).in(order.root());
        String name = named(order.target(), come);
        boolean before = same(come, folder.resolve(name));
        Path path = before ? folder.resolve(name) : move(come, folder, name);
        if (!before) {
            remember(order, path, part.sha256(), verified);
        }
        clear(order);
        return new Arrived(path, kind, verified, before, part.sha256(), problem);
    }

    /// {@return what is at `path`, which is to the bit what `order` asks for}
    static Arrived there(Order order, Path path) {
        clear(order);
        Optional<FileKind> kind = Optional.empty();
        Optional<String> problem = Optional.empty();
        try {
            Inspection seen = Inspection.of(path);
            kind = Optional.of(seen.kind());
            problem =
                    seen.problems().stream().findFirst().filter(_ -> seen.kind().listed());
        } catch (StudioException unreadable) {
            problem = Optional.ofNullable(unreadable.getMessage());
        }
        Optional<String> sha256 = order.folder()
                ? Optional.empty()
                : order.parts().getFirst().file().checksum().map(Checksum::hex);
        return new Arrived(path, kind, true, true, sha256, problem);
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.isRegularFile(other) && Files.mismatch(one, other) < 0;
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be read", other, unreadable);
            return false;
        }
    }

    private static DownloadException refused(Order order, Path come, StudioException unreadable) {
        boolean page = ForeignFile.of(come).filter(ForeignFile.WEB_PAGE::equals).isPresent();
        clear(order);
        return new DownloadException(
                order.target()
                        + (page
                                ? " is a web page, not a file of weights, and was thrown away"
                                : " is no file of weights and was thrown away: " + unreadable.getMessage()),
                page
                        ? "Copy the address of the file itself. Where one must sign in first, give a token."
                        : unreadable.hint(),
                unreadable);
    }

    /// What comes without an ending is looked for by none: it gets the one its content has.
    private static String named(String target, Path come) {
        boolean known = target.matches("(?i).+\\.(safetensors|sft|ckpt|pt|pth|bin)");
        return known ? target : target + (isZip(come) ? ".ckpt" : ".safetensors");
    }

    private static boolean isZip(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(2), StandardCharsets.ISO_8859_1).equals("PK");
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static Arrived folder(Order order) {
        boolean verified = order.parts().stream().allMatch(Part::verifiable);
        Optional<String> problem = Optional.empty();
        try {
            Inspection.of(order.staging());
        } catch (StudioException unusable) {
            problem = Optional.ofNullable(unusable.getMessage());
        }
        Path path = move(order.staging(), order.root(), order.target());
        remember(order, path, Optional.empty(), verified);
        clear(order);
        return new Arrived(path, Optional.of(FileKind.CHECKPOINT), verified, false, Optional.empty(), problem);
    }

    private static void remember(Order order, Path path, Optional<String> sha256, boolean verified) {
        try {
            new Origin(order.shownSource(), sha256, verified, order.licence()).keep(path);
        } catch (IOException unwritable) {
            LOG.warn("where {} came from could not be kept", path, unwritable);
        }
    }

    /// Never replaces anything: what has a name already keeps it.
    private static Path move(Path from, Path folder, String name) {
        try {
            Files.createDirectories(folder);
            String ending = Files.isDirectory(from) ? "" : name.substring(name.lastIndexOf('.'));
            return Files.move(from, free(folder, name, ending), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException immovable) {
            throw Trouble.writing(folder.resolve(name).toString(), immovable);
        }
    }

    /// {@return where nothing is yet in `folder`}: what is called `name`, or has a number before its `ending`
    static Path free(Path folder, String name, String ending) {
        String stem = name.substring(0, name.length() - ending.length());
        Path to = folder.resolve(name);
        for (int number = 2; Files.exists(to); number++) {
            to = folder.resolve(stem + "-" + number + ending);
        }
        return to;
    }

    /// Takes away what is left of the place where files came, as far as that can be.
    static void clear(Order order) {
        Path staging = order.staging();
        if (Files.isDirectory(staging)) {
            try (Stream<Path> all = Files.walk(staging)) {
                for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.deleteIfExists(each);
                }
            } catch (IOException kept) {
                LOG.warn("{} cannot be emptied", staging, kept);
            }
        }
        try {
            Path parent = staging.getParent();
            if (parent != null) {
                Files.deleteIfExists(parent);
            }
        } catch (IOException others) {
            LOG.debug("other downloads are not finished", others);
        }
    }
}
