package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.DownloadException;

/// One file, over lines and from servers that fail in every way there is.
@Timeout(90)
class TransferTest {
    private static final byte[] LORA = Rig.lora(300_000);
    private static final byte[] OTHER = Rig.lora(310_000);

    @TempDir
    Path folder;

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig(folder);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private String at(String path) {
        return rig.peer.uri(path).toString();
    }

    private void assertCame(Arrived arrived, byte[] bytes) throws IOException {
        assertThat(Files.readAllBytes(arrived.path())).isEqualTo(bytes);
        String name = arrived.path().getFileName().toString();
        assertThat(rig.files()).containsExactly("loras/" + name, "loras/" + name + ".origin.json");
        assertThat(rig.journal).isEmptyDirectory();
    }

    private void assertNothingLeft() {
        assertThat(rig.files()).isEmpty();
    }

    @Test
    void aFileComesWholeAndIsSaidToBeUnverifiedWhereNobodySaidWhatItMustBe() throws IOException {
        rig.peer.put("/x/soft.safetensors", LORA);
        Arrived arrived = rig.fetch(at("/x/soft.safetensors"));
        assertCame(arrived, LORA);
        assertThat(arrived.path()).isEqualTo(rig.models.resolve("loras/soft.safetensors"));
        assertThat(arrived.verified()).isFalse();
        assertThat(arrived.sha256()).contains(Rig.sha256(LORA));
        assertThat(rig.events.getLast()).isEqualTo(new DownloadEvent.Checking("soft.safetensors"));
        DownloadEvent.Receiving last = rig.events.stream()
                .filter(DownloadEvent.Receiving.class::isInstance)
                .map(DownloadEvent.Receiving.class::cast)
                .toList()
                .getLast();
        assertThat(last.done()).isEqualTo(LORA.length).isEqualTo(last.total());
        assertThat(last.perSecond()).isPositive();
        assertThat(last.left()).contains(Duration.ZERO);
    }

    @Test
    void aBrokenConnectionGoesOnWhereItBroke() throws IOException {
        rig.peer.put("/a.safetensors", LORA).breaksAfter(100_000, 50_000);
        Arrived arrived = rig.fetch("/a.safetensors", LORA);
        assertCame(arrived, LORA);
        assertThat(arrived.verified()).isTrue();
        assertThat(rig.peer.asked())
                .extracting(asked -> asked.header("Range"))
                .satisfiesExactly(
                        first -> assertThat(first).isEmpty(),
                        second -> assertThat(second).isEqualTo("bytes=100000-"),
                        third -> assertThat(third).isEqualTo("bytes=150000-"));
        assertThat(rig.peer.asked().getLast().header("If-Range")).isEqualTo("\"one\"");
        assertThat(rig.waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void whatWasCancelledGoesOnInAnotherProcess() throws IOException, InterruptedException {
        Shelf shelf = rig.peer.put("/a.safetensors", LORA).hangsAfter(120_000);
        CompletableFuture<Arrived> first =
                CompletableFuture.supplyAsync(() -> rig.fetch(at("/a.safetensors")), Thread::startVirtualThread);
        shelf.awaitSilence();
        awaitPart(120_000);
        rig.cancel.cancel();
        assertThatThrownBy(first::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(CancelledException.class);
        assertThat(rig.files()).singleElement().asString().endsWith("/a.safetensors.part");

        try (Downloader later = rig.downloader()) {
            Order left = later.begun().getFirst();
            assertThat(Downloader.come(left)).isEqualTo(120_000);
            assertThat(left.bytes()).isEqualTo(LORA.length);
            Arrived arrived = later.bring(left, Optional.empty(), rig.events::add, new CancellationToken());
            assertCame(arrived, LORA);
            assertThat(later.begun()).isEmpty();
        }
        assertThat(rig.peer.asked().getLast().header("Range")).isEqualTo("bytes=120000-");
        assertThat(rig.told()).contains("Rereading[file=a.safetensors]");
    }

    /// Waits until that much has come; the server sends no more.
    private void awaitPart(long bytes) throws IOException {
        long come = 0;
        while (come < bytes) {
            Thread.onSpinWait();
            for (Order order : new Journal(rig.journal).all()) {
                come = Downloader.come(order);
            }
        }
    }

    @Test
    void aFileThatChangedMeanwhileStartsAnew() throws IOException {
        rig.tries = 1;
        Shelf shelf = rig.peer.put("/a.safetensors", LORA).breaksAfter(100_000, 0);
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("could not be fetched");
        shelf.now("\"two\"", OTHER);
        assertCame(rig.fetch(at("/a.safetensors")), OTHER);
        assertThat(rig.told()).contains("StartedAnew[file=a.safetensors, why=CHANGED]");
    }

    @Test
    void aServerThatSendsThePartOfAnotherFileIsNotBelieved() throws IOException {
        rig.tries = 1;
        Shelf shelf = rig.peer.put("/a.safetensors", LORA).careless().breaksAfter(100_000, 0);
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors"))).isInstanceOf(DownloadException.class);
        shelf.now("\"two\"", OTHER);
        assertCame(rig.fetch(at("/a.safetensors")), OTHER);
        assertThat(rig.told()).contains("StartedAnew[file=a.safetensors, why=CHANGED]");
    }

    @Test
    void aServerWithoutPartsSendsAllAgain() throws IOException {
        rig.peer.put("/a.safetensors", LORA).withoutParts().breaksAfter(100_000);
        assertCame(rig.fetch(at("/a.safetensors")), LORA);
        assertThat(rig.told()).contains("StartedAnew[file=a.safetensors, why=NO_PARTS]");
    }

    @Test
    void withoutATagAndAChecksumNothingIsPiecedTogether() throws IOException {
        rig.peer.put("/a.safetensors", LORA).now("", LORA).breaksAfter(100_000);
        assertCame(rig.fetch(at("/a.safetensors")), LORA);
        assertThat(rig.peer.asked()).allMatch(asked -> asked.header("Range").isEmpty());
    }

    @Test
    void withAChecksumPiecesNeedNoTagAndAreThrownAwayOnceIfTheyDoNotFit() throws IOException {
        Shelf shelf = rig.peer.put("/a.safetensors", OTHER).now("", OTHER).breaksAfter(100_000);
        rig.peer.on("/b.safetensors", (asked, out) -> {
            shelf.answer(asked, out);
            shelf.now("", LORA);
        });
        assertCame(rig.fetch("/b.safetensors", LORA), LORA);
        assertThat(rig.peer.asked()).hasSize(3);
        assertThat(rig.peer.asked().get(1).header("Range")).isEqualTo("bytes=100000-");
    }

    @Test
    void aWholePartNeedsNoMoreBytes() throws IOException {
        rig.tries = 1;
        rig.peer.put("/a.safetensors", LORA).breaksAfter(100_000, 0);
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors"))).isInstanceOf(DownloadException.class);
        Files.write(rig.models.resolve(rig.files().getFirst()), LORA);
        int before = rig.peer.asked().size();
        assertCame(rig.fetch(at("/a.safetensors")), LORA);
        assertThat(rig.peer.asked()).hasSize(before);
    }

    @Test
    void aFileThatACrashLeftWholeButNotEnteredIsCheckedAndNotFetchedAgain() throws IOException {
        rig.tries = 1;
        rig.peer.put("/a.safetensors", LORA).breaksAfter(100_000, 0);
        assertThatThrownBy(() -> rig.fetch("/a.safetensors", LORA)).isInstanceOf(DownloadException.class);
        Path part = rig.models.resolve(rig.files().getFirst());
        Files.write(part.resolveSibling("a.safetensors"), LORA);
        Files.delete(part);
        int before = rig.peer.asked().size();
        assertCame(rig.fetch("/a.safetensors", LORA), LORA);
        assertThat(rig.peer.asked()).hasSize(before);
    }

    @Test
    void aRangeBeyondTheEndMeansThatTheFileIsComplete() throws IOException {
        rig.peer.on("/a.safetensors", (asked, out) -> {
            if (asked.header("Range").isEmpty()) {
                Peer.head(out, "200 OK", Map.of("ETag", "\"t\"", "Transfer-Encoding", "chunked"));
                chunk(out, LORA);
                return; // the last chunk never comes
            }
            Peer.head(out, "416 Range Not Satisfiable", Map.of("Content-Range", "bytes */" + LORA.length));
        });
        assertCame(rig.fetch(at("/a.safetensors")), LORA);
        assertThat(rig.peer.asked()).hasSize(2);
    }

    @Test
    void aRangeBeyondTheEndOfAShorterFileStartsAnew() throws IOException {
        rig.tries = 1;
        Shelf shelf = rig.peer.put("/a.safetensors", OTHER).careless().breaksAfter(305_000, 0);
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors"))).isInstanceOf(DownloadException.class);
        shelf.now("\"one\"", LORA);
        assertCame(rig.fetch(at("/a.safetensors")), LORA);
        assertThat(rig.told()).contains("StartedAnew[file=a.safetensors, why=CHANGED]");
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Test
    void aServerThatFallsSilentIsAskedAgain() throws IOException {
        rig.stall = Duration.ofMillis(250);
        rig.tries = 100;
        rig.peer.put("/a.safetensors", LORA).hangsAfter(100_000);
        assertCame(rig.fetch(at("/a.safetensors")), LORA);
        assertThat(rig.told()).anyMatch(line -> line.contains("Retrying[why=nothing came for 1 s"));
    }

    @Test
    void whereItStaysSilentThatIsSaidAndTheNextTryGoesOnFromThere() throws IOException {
        rig.stall = Duration.ofMillis(250);
        rig.tries = 0;
        rig.peer.put("/a.safetensors", LORA).hangsAfter(100_000);
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessage("127.0.0.1/a.safetensors could not be fetched: nothing came for 1 s")
                .satisfies(e -> assertThat(((DownloadException) e).hint()).contains("it goes on from there"));
        rig.stall = Duration.ofSeconds(60);
        assertCame(rig.fetch(at("/a.safetensors")), LORA);
        assertThat(rig.peer.asked().getLast().header("Range")).matches("bytes=[1-9]\\d*-");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() {
        rig.stall = Duration.ofMillis(50);
        rig.peer.on("/a.safetensors", (_, _) -> rig.peer.hang());
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessage("127.0.0.1/a.safetensors could not be fetched: nothing came for 1 s");
        assertThat(rig.waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void aWrongHashIsRefusedAndNothingIsLeft() {
        rig.peer.put("/a.safetensors", LORA);
        assertThatThrownBy(() -> rig.fetch("/a.safetensors", OTHER))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("a.safetensors is not what it should be")
                .hasMessageContaining(Rig.sha256(LORA))
                .hasMessageContaining(Rig.sha256(OTHER));
        assertNothingLeft();
        assertThat(new Journal(rig.journal).all()).isEmpty();
        assertThat(rig.peer.asked()).hasSize(1);
    }

    @Test
    void aServerThatAlwaysSendsAnotherFileIsNotAskedForever() {
        rig.peer.put("/a.safetensors", LORA).breaksAfter(100_000);
        assertThatThrownBy(() -> rig.fetch("/a.safetensors", OTHER))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("is not what it should be");
        assertThat(rig.peer.asked()).hasSize(3);
    }

    @Test
    void aLengthThatIsTooLongEndsInAClearError() {
        rig.peer.put("/a.safetensors", LORA).claims(LORA.length + 1000L).withoutParts();
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("could not be fetched");
        assertThat(rig.peer.asked().size()).isLessThan(10);
    }

    @Test
    void anAbsurdLengthIsRefusedBeforeAByteIsWritten() {
        rig.peer.put("/a.safetensors", LORA).claims(100_000_000_000_000_000L);
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("a.safetensors needs")
                .hasMessageContaining("free");
        assertNothingLeft();
    }

    @Test
    void aBodyWithoutEndEndsWhereTheDiskDoes() {
        AtomicInteger asked = new AtomicInteger();
        rig.disk = _ -> Transfer.RESERVE + (asked.incrementAndGet() > 3 ? 0 : 1 << 30);
        rig.peer.on("/a.safetensors", (_, out) -> {
            Peer.head(out, "200 OK", Map.of("Transfer-Encoding", "chunked"));
            byte[] piece = new byte[1 << 20];
            while (true) {
                chunk(out, piece);
            }
        });
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("a.safetensors needs");
    }

    @Test
    void aFullDiskKeepsWhatHasComeAndGoesOnLater() throws IOException {
        Disk real = Disk.system();
        AtomicInteger room = new AtomicInteger(150_000);
        rig.disk = new Disk() {
            @Override
            public long usable(Path place) throws IOException {
                return real.usable(place);
            }

            @Override
            public void write(FileChannel file, ByteBuffer bytes) throws IOException {
                if (room.addAndGet(-bytes.remaining()) < 0) {
                    file.write(bytes.duplicate().limit(bytes.position() + 1));
                    throw new IOException("No space left on device");
                }
                Disk.super.write(file, bytes);
            }
        };
        rig.peer.put("/a.safetensors", LORA);
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("a.safetensors.part cannot be written: the disk is full")
                .satisfies(e -> assertThat(((DownloadException) e).hint()).contains("Free some space"));
        room.set(Integer.MAX_VALUE);
        assertCame(rig.fetch(at("/a.safetensors")), LORA);
        assertThat(rig.peer.asked().getLast().header("Range")).matches("bytes=[1-9]\\d*-");
    }

    @Test
    void tooLittleRoomIsToldBeforeTheFirstByte() {
        rig.disk = _ -> Transfer.RESERVE + 1000;
        rig.peer.put("/a.safetensors", LORA);
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors"))).hasMessageContaining("needs 67.4 MB");
    }

    @Test
    void twoNeverWriteToOneFile() throws IOException, InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        rig.peer.on("/a.safetensors", (_, _) -> {
            begun.countDown();
            rig.peer.hang();
        });
        CompletableFuture<Arrived> first =
                CompletableFuture.supplyAsync(() -> rig.fetch(at("/a.safetensors")), Thread::startVirtualThread);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessage("a.safetensors.part is being fetched already");
        assertThat(rig.files()).singleElement().asString().endsWith("/a.safetensors.part");
        rig.cancel.cancel();
        assertThatThrownBy(first::join).hasCauseInstanceOf(CancelledException.class);
    }

    @Test
    void aPackedAnswerIsRefused() {
        rig.peer.put("/a.safetensors", LORA).says("Content-Encoding", "gzip");
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors"))).hasMessageContaining("comes packed (gzip)");
        assertNothing();
    }

    private void assertNothing() {
        assertThat(rig.files()).allMatch(file -> file.endsWith(".part"));
    }

    @Test
    void anEmptyFileIsNoModel() {
        rig.peer.put("/a.safetensors");
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("a.safetensors is no file of weights");
        assertNothingLeft();
    }

    @Test
    void aFileCutShortByItsServerIsRefusedByItsHeader() {
        rig.peer.put("/a.safetensors", Arrays.copyOf(LORA, LORA.length - 10));
        assertThatThrownBy(() -> rig.fetch(at("/a.safetensors")))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("a.safetensors is no file of weights and was thrown away");
        assertNothingLeft();
        assertThat(new Journal(rig.journal).all()).isEmpty();
    }
}
