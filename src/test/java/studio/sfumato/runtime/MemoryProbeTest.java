package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryProbeTest {
    private static final long GIB = 1L << 30;

    @TempDir
    Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void thisProcessHoldsSomethingAndTheMachineHasMore() {
        MemoryProbe probe = new MemoryProbe();
        MemoryUse use = probe.use();
        assertThat(use.residentBytes()).isBetween(10L << 20, probe.totalBytes());
        assertThat(use.peakBytes()).isGreaterThanOrEqualTo(use.residentBytes());
        assertThat(probe.availableBytes()).isBetween(1L, probe.totalBytes());
    }

    @Test
    void linuxFilesAreReadInKibibytes() throws IOException {
        write("proc/self/status", "Name:\tjava\nVmHWM:\t 2048 kB\nVmRSS:\t 1024 kB\nThreads:\t9\n");
        write("proc/meminfo", "MemTotal: 8388608 kB\nMemFree: 1 kB\nMemAvailable: 4194304 kB\n");
        MemoryProbe probe = new MemoryProbe(root);
        assertThat(probe.use()).isEqualTo(new MemoryUse(1 << 20, 2 << 20));
        assertThat(probe.totalBytes()).isEqualTo(8 * GIB);
        assertThat(probe.availableBytes()).isEqualTo(4 * GIB);
    }

    @Test
    void aContainersLimitCountsAndItsFileCacheIsFree() throws IOException {
        write("proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\n");
        write("sys/fs/cgroup/memory.max", 3 * GIB + "\n");
        write("sys/fs/cgroup/memory.current", 2 * GIB + "\n");
        write("sys/fs/cgroup/memory.stat", "anon 5\ninactive_file " + GIB / 2 + "\n");
        MemoryProbe probe = new MemoryProbe(root);
        assertThat(probe.totalBytes()).isEqualTo(3 * GIB);
        assertThat(probe.availableBytes()).isEqualTo(GIB + GIB / 2);
    }

    @Test
    void theOlderControlGroupsAreReadTooAndNoLimitIsNone() throws IOException {
        write("proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", 2 * GIB + "\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", GIB + "\n");
        assertThat(new MemoryProbe(root).availableBytes()).isEqualTo(GIB);
        write("sys/fs/cgroup/memory.max", "max\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(new MemoryProbe(root).totalBytes()).isEqualTo(8 * GIB);
    }

    @Test
    void theGroupOfThisProcessAndThoseAroundItCount() throws IOException {
        write("proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\n");
        write("proc/self/cgroup", "5:cpuset:/\n4:memory:/user/studio\n0::/\n");
        write("sys/fs/cgroup/memory/user/memory.limit_in_bytes", 3 * GIB + "\n");
        write("sys/fs/cgroup/memory/user/memory.usage_in_bytes", 2 * GIB + "\n");
        write("sys/fs/cgroup/memory/user/memory.stat", "total_inactive_file " + GIB + "\n");
        write("sys/fs/cgroup/memory/user/studio/memory.limit_in_bytes", 4 * GIB + "\n");
        write("sys/fs/cgroup/memory/user/studio/memory.usage_in_bytes", GIB / 2 + "\n");
        assertThat(new MemoryProbe(root).totalBytes()).isEqualTo(3 * GIB);
        assertThat(new MemoryProbe(root).availableBytes()).isEqualTo(2 * GIB);
        write("proc/self/cgroup", "0::/user.slice/studio.scope\n");
        write("sys/fs/cgroup/user.slice/studio.scope/memory.max", GIB + "\n");
        write("sys/fs/cgroup/user.slice/studio.scope/memory.current", GIB / 4 + "\n");
        assertThat(new MemoryProbe(root).availableBytes()).isEqualTo(GIB - GIB / 4);
    }

    @Test
    void aPathOutOfTheTreeOfGroupsIsNotFollowed() throws IOException {
        write("proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\n");
        write("sys/fs/cgroup/memory.max", GIB + "\n");
        write("proc/self/cgroup", "0::/../../proc\n");
        assertThat(new MemoryProbe(root).totalBytes()).isEqualTo(GIB);
        write("proc/self/cgroup", "0::/host/of/the/container\n");
        assertThat(new MemoryProbe(root).totalBytes()).isEqualTo(GIB);
    }

    @Test
    void aSystemWithoutThoseFilesIsAskedThroughTheJvm() {
        MemoryProbe probe = new MemoryProbe(root);
        assertThat(probe.use().residentBytes()).isPositive();
        assertThat(probe.totalBytes()).isGreaterThan(probe.use().residentBytes() / 1000);
        assertThat(probe.availableBytes()).isPositive();
        assertThat(probe.resetPeak()).isFalse();
    }
}
