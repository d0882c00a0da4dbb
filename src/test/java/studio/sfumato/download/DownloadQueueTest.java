package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.download.DownloadQueue.Entry;
import studio.sfumato.download.DownloadQueue.State;

class DownloadQueueTest {
    @TempDir
    Path folder;

    @Test
    void aMistakeOfTheProgramEndsOneDownloadAndNotThoseThatWait() throws InterruptedException {
        BlockingQueue<List<Entry>> told = new LinkedBlockingQueue<>();
        try (Rig rig = new Rig(folder)) {
            AtomicBoolean made = new AtomicBoolean();
            rig.disk = place -> {
                if (!made.getAndSet(true)) {
                    throw new IllegalStateException("a mistake");
                }
                return Long.MAX_VALUE;
            };
            rig.peer.put("/a.safetensors", Rig.lora(5000));
            rig.peer.put("/b.safetensors", Rig.lora(6000));
            try (DownloadQueue queue = new DownloadQueue(rig.downloader(), told::add)) {
                for (String path : List.of("/a.safetensors", "/b.safetensors")) {
                    Downloader.Found found = queue.look(rig.peer.uri(path).toString(), rig.cancel);
                    queue.add(found, found.offers().getFirst(), rig.models);
                }
                List<Entry> last = List.of();
                while (last.size() < 2 || !last.stream().allMatch(DownloadQueueTest::ended)) {
                    last = told.poll(20, TimeUnit.SECONDS);
                    assertThat(last).as("what becomes of both").isNotNull();
                }
                assertThat(last)
                        .extracting(Entry::state)
                        .satisfiesExactly(
                                first -> assertThat(first)
                                        .isEqualTo(new State.Failed("the program made a mistake", null, false)),
                                second -> assertThat(second).isInstanceOf(State.Done.class));
            }
        }
    }

    private static boolean ended(Entry entry) {
        return entry.state() instanceof State.Failed || entry.state() instanceof State.Done;
    }
}
