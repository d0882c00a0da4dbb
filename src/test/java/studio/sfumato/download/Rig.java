package studio.sfumato.download;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.SafetensorsWriter;

/// What a test of downloads needs: a server, a folder, and a downloader that never really waits between tries.
final class Rig implements AutoCloseable {
    final Peer peer = new Peer();
    final List<DownloadEvent> events = new ArrayList<>();
    final List<Duration> waits = new ArrayList<>();
    final CancellationToken cancel = new CancellationToken();
    final Path models;
    final Path journal;
    Tokens tokens = Tokens.none();
    Disk disk = Disk.system();
    Duration stall = Duration.ofSeconds(60);
    int tries = 3;
    private final AtomicLong clock = new AtomicLong();

    Rig(Path folder) {
        models = folder.resolve("models");
        journal = folder.resolve("downloads");
    }

    /// {@return a downloader that knows only what is on the disk}
    Downloader downloader() {
        Patience patience = new Patience(
                Duration.ofSeconds(60), stall, stall, tries, Duration.ofMinutes(5), (time, _) -> waits.add(time));
        return new Downloader(
                new Hub(peer.uri("/hub")),
                () -> tokens,
                new Network("test", patience, Optional.empty()),
                disk,
                new Journal(journal),
                () -> clock.addAndGet(Duration.ofMillis(300).toNanos()));
    }

    /// {@return what came of asking for `what`}
    Arrived fetch(String what) {
        return fetch(what, Optional.empty());
    }

    Arrived fetch(String what, Optional<Checksum> checksum) {
        try (Downloader downloader = downloader()) {
            Downloader.Found found = downloader.look(what, Optional.empty(), cancel);
            Offer offer = found.offers().getFirst();
            Order order = downloader.order(found, checksum.map(offer::with).orElse(offer), models, false);
            return downloader.bring(order, found.token(), events::add, cancel);
        }
    }

    Arrived fetch(String path, byte[] bytes) {
        return fetch(peer.uri(path).toString(), Optional.of(Checksum.sha256(sha256(bytes))));
    }

    /// {@return what happened, without how far it got}
    List<String> told() {
        return events.stream()
                .filter(event -> !(event instanceof DownloadEvent.Receiving || event instanceof DownloadEvent.Asking))
                .map(DownloadEvent::toString)
                .toList();
    }

    /// {@return every file below the folder of models, as paths from there}
    List<String> files() {
        if (!Files.isDirectory(models)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(models)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> models.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return a LoRA of about `bytes` bytes}
    static byte[] lora(int bytes) {
        byte[] values = new byte[bytes];
        new Random(bytes).nextBytes(values);
        return new SafetensorsWriter()
                .add("lora_unet_x.lora_down.weight", DType.U8, Shape.of(bytes), values)
                .toBytes();
    }

    static String sha256(byte[] bytes) {
        return hex("SHA-256", bytes);
    }

    static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        peer.close();
    }
}
