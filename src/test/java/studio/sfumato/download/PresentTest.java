package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.CancelledException;

/// What is there already is not fetched, or not put there, a second time.
@Timeout(90)
class PresentTest {
    private static final Path SD1 = Path.of("src/test/resources/golden/pipelines/models/sd1");
    private static final byte[] LORA = Rig.lora(300_000);
    private static final byte[] OTHER = Rig.lora(300_001);

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

    private void assertThere(Arrived arrived, String path) {
        assertThat(arrived.before()).isTrue();
        assertThat(arrived.path()).isEqualTo(rig.models.resolve(path));
        assertThat(new Journal(rig.journal).all()).isEmpty();
        assertThat(rig.models.resolve(".downloads")).doesNotExist();
    }

    @Test
    void aFileOfTheHubIsNotAskedForASecondTime() throws IOException {
        String base = new HubShelves(rig.peer, "me/it")
                .with("clay.safetensors", LORA)
                .with("soft/clay.safetensors", OTHER)
                .serve();
        assertThat(rig.fetch("me/it/clay.safetensors").before()).isFalse();
        assertThere(rig.fetch("me/it/clay.safetensors"), "loras/clay.safetensors");
        Path moved = Files.createDirectories(rig.models.resolve("loras/mine")).resolve("my clay.safetensors");
        Files.move(rig.models.resolve("loras/clay.safetensors"), moved);
        Arrived found = rig.fetch("me/it/clay.safetensors");
        assertThere(found, "loras/mine/my clay.safetensors");
        assertThat(found.verified()).isTrue();
        assertThat(found.sha256()).contains(Rig.sha256(LORA));
        assertThat(rig.peer.asked(base + "clay.safetensors")).hasSize(1);
        assertThat(rig.told()).contains("Checking[file=my clay.safetensors]");
    }

    @Test
    void aNameThatAnotherFileHasIsKeptByIt() throws IOException {
        new HubShelves(rig.peer, "me/it")
                .with("clay.safetensors", LORA)
                .with("soft/clay.safetensors", OTHER)
                .serve();
        rig.fetch("me/it/clay.safetensors");
        Arrived second = rig.fetch("me/it/soft/clay.safetensors");
        assertThat(second.before()).isFalse();
        assertThat(second.path()).isEqualTo(rig.models.resolve("loras/clay-2.safetensors"));
        assertThere(rig.fetch("me/it/soft/clay.safetensors"), "loras/clay-2.safetensors");

        byte[] damaged = LORA.clone();
        damaged[LORA.length - 1]++;
        Files.write(rig.models.resolve("loras/clay.safetensors"), damaged);
        Arrived whole = rig.fetch("me/it/clay.safetensors");
        assertThat(whole.before()).as("one that has changed since is another").isFalse();
        assertThat(whole.path())
                .isEqualTo(rig.models.resolve("loras/clay-3.safetensors"))
                .hasBinaryContent(LORA);
    }

    @Test
    void anAddressIsNotEvenAskedWhereOneSaysWhatTheFileMustBe() {
        rig.peer.put("/clay.safetensors", LORA);
        rig.fetch("/clay.safetensors", LORA);
        assertThere(rig.fetch("/clay.safetensors", LORA), "loras/clay.safetensors");
        assertThat(rig.peer.asked()).hasSize(1);
    }

    @Test
    void whereOnlyTheAnswerSaysWhatItIsNoByteOfItIsTaken() {
        byte[] large = Rig.lora(40_000_000);
        rig.peer.put("/storage", large);
        rig.peer.redirect("/clay.safetensors", "/storage", Map.of("X-Linked-ETag", "\"" + Rig.sha256(large) + "\""));
        String address = rig.peer.uri("/clay.safetensors").toString();
        assertThat(rig.fetch(address).verified()).isTrue();
        rig.events.clear();
        assertThere(rig.fetch(address), "loras/clay.safetensors");
        assertThat(rig.events).noneMatch(event -> event instanceof DownloadEvent.Receiving come && come.done() > 0);
    }

    @Test
    void whereNobodySaysWhatItIsTheSameUnderTheSameNameIsNotKeptTwice() {
        rig.peer.put("/clay.safetensors", LORA);
        String address = rig.peer.uri("/clay.safetensors").toString();
        rig.fetch(address);
        Arrived again = rig.fetch(address);
        assertThere(again, "loras/clay.safetensors");
        assertThat(again.verified()).isFalse();
        assertThat(rig.files()).containsExactly("loras/clay.safetensors", "loras/clay.safetensors.origin.json");
        rig.peer.put("/clay.safetensors", OTHER);
        assertThat(rig.fetch(address).path()).isEqualTo(rig.models.resolve("loras/clay-2.safetensors"));
    }

    @Test
    void aWholeModelIsFetchedAgainOnlyIfAFileOfItIsAnother() throws IOException {
        new HubShelves(rig.peer, "me/tiny").with(SD1).serve();
        rig.fetch("me/tiny");
        int before = rig.peer.asked().size();
        assertThere(rig.fetch("me/tiny"), "tiny");
        assertThat(rig.peer.asked()).as("only the list").hasSize(before + 1);
        Files.writeString(rig.models.resolve("tiny/vae/config.json"), "{}");
        Arrived fresh = rig.fetch("me/tiny");
        assertThat(fresh.before()).isFalse();
        assertThat(fresh.path()).isEqualTo(rig.models.resolve("tiny-2"));
    }

    @Test
    void whatIsHiddenOrElsewhereDoesNotCount() throws IOException {
        rig.peer.put("/clay.safetensors", LORA);
        Files.write(
                Files.createDirectories(rig.models.resolve(".versions/clay")).resolve("old"), LORA);
        assertThat(rig.fetch("/clay.safetensors", LORA).before()).isFalse();
        Path there = folder.resolve("there");
        try (Downloader downloader = rig.downloader()) {
            Downloader.Found found =
                    downloader.look(rig.peer.uri("/clay.safetensors").toString(), Optional.empty(), rig.cancel);
            Order order = downloader.order(found, found.offers().getFirst(), there, true);
            Arrived arrived = downloader.bring(order, found.token(), rig.events::add, rig.cancel);
            assertThat(arrived.path()).isEqualTo(there.resolve("clay.safetensors"));
            assertThat(arrived.before()).isFalse();
        }
    }

    @Test
    void lookingForItCanBeCancelled() {
        rig.peer.put("/clay.safetensors", LORA);
        rig.fetch("/clay.safetensors", LORA);
        rig.events.clear();
        try (Downloader downloader = rig.downloader()) {
            Downloader.Found found =
                    downloader.look(rig.peer.uri("/clay.safetensors").toString(), Optional.empty(), rig.cancel);
            Offer offer = found.offers().getFirst().with(Checksum.sha256(Rig.sha256(LORA)));
            Order order = downloader.order(found, offer, rig.models, false);
            assertThatThrownBy(() -> downloader.bring(order, found.token(), _ -> rig.cancel.cancel(), rig.cancel))
                    .isInstanceOf(CancelledException.class);
        }
        assertThat(rig.files()).isEqualTo(List.of("loras/clay.safetensors", "loras/clay.safetensors.origin.json"));
    }
}
