package studio.sfumato.runtime;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
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
        return installed.isPresent()
                ? Math.min(installed.getAsLong(), limit().orElse(Long.MAX_VALUE))
                : bean().getTotalMemorySize();
    }

    /// {@return the bytes that could be had now without swapping; file caches count as free}
    public long availableBytes() {
        OptionalLong available = field(memory, "MemAvailable:", KIB);
        if (available.isEmpty()) {
            return bean().getFreeMemorySize();
        }
        OptionalLong limit = limit();
        OptionalLong used = first(number("memory.current"), number("memory/memory.usage_in_bytes"));
        if (limit.isEmpty() || used.isEmpty()) {
            return available.getAsLong();
        }
        long cached = first(
                        field(cgroup.resolve("memory.stat"), "inactive_file ", 1),
                        field(cgroup.resolve("memory/memory.stat"), "total_inactive_file ", 1))
                .orElse(0);
        long left = Math.max(0, limit.getAsLong() - used.getAsLong() + cached);
        return Math.min(available.getAsLong(), left);
    }

    private OptionalLong limit() {
        return first(number("memory.max"), number("memory/memory.limit_in_bytes"));
    }

    private static OptionalLong first(OptionalLong one, OptionalLong other) {
        return one.isPresent() ? one : other;
    }

    /// A file of the control group that holds one number; empty for `max`.
    private OptionalLong number(String file) {
        return field(cgroup.resolve(file), "", 1);
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
