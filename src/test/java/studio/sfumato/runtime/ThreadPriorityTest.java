package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ThreadPriorityTest {
    private static final int NICENESS_FIELD = 16; // after the name, proc(5)
    private static final int NICEST = 19;

    @Test
    void aThreadThatGivesWayPassesItOnToThoseItBeginsAndToNoOther() throws Exception {
        int before = niceness();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            thread.submit(ThreadPriority::giveWay).get();

            int nicer = Math.min(NICEST, before + ThreadPriority.NICENESS);
            assertThat(thread.submit(ThreadPriorityTest::niceness).get()).isEqualTo(nicer);
            assertThat(thread.submit(ThreadPriorityTest::begun).get()).isEqualTo(nicer);
        }
        assertThat(niceness()).isEqualTo(before);
    }

    private static int begun() throws Exception {
        try (ExecutorService later = Executors.newSingleThreadExecutor()) {
            return later.submit(ThreadPriorityTest::niceness).get();
        }
    }

    private static int niceness() {
        try {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Integer.parseInt(fields[NICENESS_FIELD]);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
