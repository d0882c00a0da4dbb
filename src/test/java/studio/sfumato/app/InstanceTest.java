package studio.sfumato.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceTest {
    @TempDir
    Path data;

    private final BlockingQueue<List<Path>> asked = new LinkedBlockingQueue<>();
    private final List<Instance> open = new ArrayList<>();

    /// Takes the lock in a process of its own, which is then killed.
    public static final class Holder {
        private Holder() {}

        /// Holds it until it is killed.
        public static void main(String[] args) throws InterruptedException {
            if (Instance.claim(Path.of(args[0])).isEmpty()) {
                throw new AssertionError("not free");
            }
            System.out.println("mine");
            Thread.currentThread().join();
        }
    }

    @AfterEach
    void close() {
        open.forEach(Instance::close);
    }

    private Instance first() {
        Instance first = Instance.claim(data).orElseThrow();
        open.add(first);
        first.listen(asked::add);
        return first;
    }

    @Test
    void aSecondOneFindsTheFirstAndHandsOverWhatItWasStartedWith() throws InterruptedException {
        first();
        assertThat(Instance.claim(data)).isEmpty();
        Path odd = data.resolve("ein Bild\nmit ümlaut.png");
        assertThat(Instance.handOver(data, List.of(odd))).isTrue();
        assertThat(asked.poll(10, TimeUnit.SECONDS)).containsExactly(odd);
        assertThat(Instance.handOver(data, List.of())).isTrue();
        assertThat(asked.poll(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void aWindowThatIsJustBeingOpenedIsWaitedFor() throws Exception {
        Instance opening = Instance.enter(data, List.of()).orElseThrow();
        open.add(opening);
        Path picture = data.resolve("fox.png");
        FutureTask<Optional<Instance>> second = new FutureTask<>(() -> Instance.enter(data, List.of(picture)));
        Thread.ofVirtual().start(second);
        assertThatThrownBy(() -> second.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        opening.listen(asked::add);
        assertThat(second.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(asked.poll(10, TimeUnit.SECONDS)).containsExactly(picture);
    }

    @Test
    void whoDoesNotKnowTheSecretIsNotHeard() throws Exception {
        first();
        int port =
                Integer.parseInt(Files.readAllLines(data.resolve("window.door")).getFirst());
        try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), port)) {
            stranger.getOutputStream().write("open sesame\nfile:///etc/passwd\n\n".getBytes(StandardCharsets.UTF_8));
            assertThat(stranger.getInputStream().readAllBytes()).isEmpty();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        assertThat(Instance.handOver(data, List.of())).isTrue();
        assertThat(asked.poll(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void afterTheFirstHasEndedTheNextIsFirst() {
        first().close();
        assertThat(Instance.handOver(data, List.of())).isFalse();
        first();
        assertThat(Instance.handOver(data, List.of())).isTrue();
    }

    @Test
    void whatAKilledProgramLeftIsNoObstacle() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Holder.class.getName(),
                data.toString());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process holder = builder.redirectErrorStream(true).start();
        try (var said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("mine");
            assertThat(Instance.claim(data)).isEmpty();
            Files.writeString(data.resolve("window.door"), "1\nsecret\n");
            assertThat(Instance.handOver(data, List.of())).isFalse();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        first();
        assertThat(Instance.handOver(data, List.of())).isTrue();
    }

    @Test
    void whereNoLockCanBeKeptThereIsAWindowAllTheSame() throws IOException {
        Path file = Files.createFile(data.resolve("file"));
        Optional<Instance> window = Instance.claim(file.resolve("data"));
        assertThat(window).isPresent();
        window.orElseThrow().listen(asked::add);
        window.orElseThrow().close();
    }
}
