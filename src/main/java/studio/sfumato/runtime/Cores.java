package studio.sfumato.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// Counts processor cores. Matrix kernels fill a core's vector units alone: a second thread on the same core, or more
/// threads than the container may use, only cost time.
public final class Cores {
    private static final Path LINUX_CPUS = Path.of("/sys/devices/system/cpu");

    private Cores() {}

    /// {@return how many threads a network should use: one for each physical core that this process may use}
    public static int choice() {
        int logical = Runtime.getRuntime().availableProcessors();
        int physical = physical(LINUX_CPUS);
        return physical == 0 ? logical : Math.min(physical, logical);
    }

    /// {@return the physical cores listed under `cpus`, 0 where that cannot be read}
    static int physical(Path cpus) {
        Set<String> siblings = new HashSet<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(cpus, "cpu[0-9]*")) {
            for (Path folder : folders) {
                Path list = folder.resolve("topology/thread_siblings_list");
                if (Files.exists(list)) {
                    siblings.add(Files.readString(list).strip());
                }
            }
        } catch (IOException unreadable) {
            return 0;
        }
        return siblings.size();
    }
}
