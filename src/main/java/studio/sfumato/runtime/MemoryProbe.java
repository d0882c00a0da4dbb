package studio.sfumato.runtime;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Reads how much memory this process and the machine use: exactly on Linux, containers included; elsewhere what the
/// JVM knows, where the resident size is the committed virtual size and the peak is not known apart from it.
public final class MemoryProbe {
    private static final long KIB = 1024;

    private final Path process;
    private final Path memory;
    private final Path cgroup;

    /// Looks in the usual places.
    public MemoryProbe() {
        this(Path.of("/"));
    }

    MemoryProbe(Path root) {
        process = root.resolve("proc/self");
        memory = root.resolve("proc/meminfo");
        cgroup = root.resolve("sys/fs/cgroup");
    }

    /// {@return what this process holds}
    public MemoryUse use() {
        Path status = process.resolve("status");
        OptionalLong resident = field(status, "VmRSS:", KIB);
        OptionalLong peak = field(status, "VmHWM:", KIB);
        if (resident.isPresent() && peak.isPresent()) {
            return new MemoryUse(resident.getAsLong(), peak.getAsLong());
        }
        long committed = bean().getCommittedVirtualMemorySize();
        return new MemoryUse(committed, committed);
    }

    /// Lets the peak start again from what is held now, so that each stage of the work can report its own.
    ///
    /// @return whether the system can do that; otherwise the peak stays that of the whole run
    public boolean resetPeak() {
        try {
            Files.writeString(process.resolve("clear_refs"), "5");
            return true;
        } catch (IOException notLinux) {
            return false;
        }
    }

    /// {@return the bytes of memory that this machine has, or that the container may use}
    public long totalBytes() {
        OptionalLong installed = field(memory, "MemTotal:", KIB);
        if (installed.isEmpty()) {
            return bean().getTotalMemorySize();
        }
        return groups().map(ControlGroup::limit)
                .flatMapToLong(OptionalLong::stream)
                .reduce(installed.getAsLong(), Math::min);
    }

    /// {@return the bytes that could be had now without swapping; file caches count as free}
    public long availableBytes() {
        OptionalLong available = field(memory, "MemAvailable:", KIB);
        if (available.isEmpty()) {
            return bean().getFreeMemorySize();
        }
        return groups().map(ControlGroup::left)
                .flatMapToLong(OptionalLong::stream)
                .reduce(available.getAsLong(), Math::min);
    }

    /// A control group: each of those around this process may set a limit.
    private record ControlGroup(OptionalLong limit, OptionalLong used, OptionalLong cached) {
        static ControlGroup unified(Path folder) {
            return new ControlGroup(
                    field(folder.resolve("memory.max"), "", 1),
                    field(folder.resolve("memory.current"), "", 1),
                    field(folder.resolve("memory.stat"), "inactive_file ", 1));
        }

        /// Of cgroups version 1, where memory has a tree of its own.
        static ControlGroup older(Path folder) {
            return new ControlGroup(
                    field(folder.resolve("memory.limit_in_bytes"), "", 1),
                    field(folder.resolve("memory.usage_in_bytes"), "", 1),
                    field(folder.resolve("memory.stat"), "total_inactive_file ", 1));
        }

        OptionalLong left() {
            if (limit.isEmpty() || used.isEmpty()) {
                return OptionalLong.empty();
            }
            long free = limit.getAsLong() - used.getAsLong() + cached.orElse(0);
            return OptionalLong.of(Math.max(0, free));
        }
    }

    private Stream<ControlGroup> groups() {
        return Stream.concat(
                around(cgroup, "0::").map(ControlGroup::unified),
                around(cgroup.resolve("memory"), ":memory:").map(ControlGroup::older));
    }

    /// The folder of this process's group and those above it, up to `top`. Inside a container the path in
    /// `/proc/self/cgroup` may be the host's: then only `top` is there, and it is the container's own.
    ///
    /// @param key what stands before the group's path in `/proc/self/cgroup`
    private Stream<Path> around(Path top, String key) {
        Path own = top;
        try (Stream<String> lines = Files.lines(process.resolve("cgroup"))) {
            own = lines.filter(line -> line.contains(key))
                    .map(line -> line.substring(line.indexOf(key) + key.length()))
                    .map(path -> top.resolve(path.replaceFirst("^/+", "")).normalize())
                    .filter(path -> path.startsWith(top))
                    .findFirst()
                    .orElse(top);
        } catch (IOException | UncheckedIOException | InvalidPathException unreadable) {
            // then only the top is looked at
        }
        return Stream.iterate(own, folder -> folder.startsWith(top), Path::getParent);
    }

    /// The number after `key` at the start of a line of `file`.
    private static OptionalLong field(Path file, String key, long unit) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(key.length()).replace("kB", "").strip())
                    .filter(text -> text.matches("\\d{1,19}"))
                    .mapToLong(text -> Math.multiplyExact(Long.parseLong(text), unit))
                    .findFirst();
        } catch (IOException | NumberFormatException | ArithmeticException unreadable) {
            return OptionalLong.empty();
        }
    }

    private static OperatingSystemMXBean bean() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }
}
