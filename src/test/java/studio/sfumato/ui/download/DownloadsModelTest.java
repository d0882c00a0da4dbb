package studio.sfumato.ui.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.download.Arrived;
import studio.sfumato.download.Disk;
import studio.sfumato.download.DownloadQueue;
import studio.sfumato.download.DownloadQueue.State;
import studio.sfumato.download.Downloader;
import studio.sfumato.download.Hub;
import studio.sfumato.download.HubShelves;
import studio.sfumato.download.Journal;
import studio.sfumato.download.Network;
import studio.sfumato.download.Offer;
import studio.sfumato.download.Patience;
import studio.sfumato.download.Peer;
import studio.sfumato.download.TokenStore;
import studio.sfumato.download.Tokens;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.common.Note;

/// What the window does about downloads, without a window and with a server of the test's own.
@Timeout(120)
class DownloadsModelTest {
    @TempDir
    Path folder;

    private final Peer peer = new Peer();
    private final BlockingQueue<Runnable> due = new LinkedBlockingQueue<>();
    private final List<Arrived> arrived = new ArrayList<>();
    private final Deque<DownloadsModel> models = new ArrayDeque<>();
    private DownloadsModel model;
    private byte[] lora;

    @BeforeEach
    void open() throws IOException {
        lora = Files.readAllBytes(Path.of("src/test/resources/golden/loras/loras/sd1-kohya.safetensors"));
        model = made();
    }

    private DownloadsModel made() {
        Patience patience = new Patience(
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                0,
                Duration.ofMinutes(1),
                (_, _) -> {});
        Downloader downloader = new Downloader(
                new Hub(peer.uri("/hub")),
                Tokens::none,
                new Network("test", patience, Optional.empty()),
                Disk.system(),
                new Journal(folder.resolve("downloads")),
                System::nanoTime);
        TokensModel tokens = new TokensModel(
                () -> TokenStore.of(Map.of(), new Hub(peer.uri("/hub")), folder.resolve("tokens")),
                Runnable::run,
                Runnable::run);
        DownloadsModel made = new DownloadsModel(
                downloader, folder.resolve("models"), Thread::startVirtualThread, due::add, arrived::add, tokens);
        models.add(made);
        return made;
    }

    @AfterEach
    void close() {
        models.forEach(DownloadsModel::close);
        peer.close();
    }

    /// Does what the window's thread would do until `there` holds.
    private void until(BooleanSupplier there) throws InterruptedException {
        while (!there.getAsBoolean()) {
            Runnable next = due.poll(20, TimeUnit.MILLISECONDS);
            if (next != null) {
                next.run();
            }
        }
    }

    private void ask(String what) {
        model.whatProperty().set(what);
        model.look();
    }

    private boolean is(int entry, Class<? extends State> state) {
        return model.entries().size() > entry
                && state.isInstance(model.entries().get(entry).state());
    }

    private long come() {
        return Downloader.come(model.entries().getFirst().order());
    }

    @Test
    void whatIsThereAlreadyIsSaidToBeSoAndShown() throws InterruptedException {
        new HubShelves(peer, "me/clay").with("clay.safetensors", lora).serve();
        ask("me/clay");
        until(() -> is(0, State.Done.class));
        model.remove(model.entries().getFirst().id());
        until(() -> model.entries().isEmpty());
        ask("me/clay");
        until(() -> is(0, State.Done.class));
        assertThat(arrived).hasSize(2).extracting(Arrived::before).containsExactly(false, true);
        assertThat(arrived.getLast().path()).isEqualTo(arrived.getFirst().path());
        assertThat(DownloadWords.state(model.entries().getFirst(), Messages.in(Locale.ENGLISH)))
                .startsWith("Already there · ")
                .endsWith("clay.safetensors");
    }

    @Test
    void oneThingIsFetchedAtOnceAndSaidToHaveCome() throws InterruptedException {
        peer.put("/soft.safetensors", lora);
        ask(peer.uri("/soft.safetensors").toString());
        until(() -> is(0, State.Done.class));
        assertThat(arrived)
                .singleElement()
                .satisfies(one -> assertThat(one.path())
                        .isEqualTo(folder.resolve("models/loras/soft.safetensors"))
                        .hasBinaryContent(lora));
        assertThat(model.whatProperty().get()).isEmpty();
        assertThat(model.lookingProperty().get()).isFalse();
        model.remove(model.entries().getFirst().id());
        until(() -> model.entries().isEmpty());
        assertThat(folder.resolve("models/loras/soft.safetensors")).exists();
    }

    @Test
    void ofSeveralThingsOneChoosesSomeInARow() throws InterruptedException {
        new HubShelves(peer, "me/both")
                .with("a.safetensors", lora)
                .with("b.safetensors", lora)
                .serve();
        ask("me/both");
        until(() -> model.offers().size() == 2);
        assertThat(peer.asked()).hasSize(1);
        List.copyOf(model.offers()).forEach(model::take);
        until(() -> is(0, State.Done.class) && is(1, State.Done.class));
        assertThat(arrived).hasSize(2).allMatch(Arrived::verified);
        model.dismiss();
        assertThat(model.offers()).isEmpty();
    }

    @Test
    void whatFailsSaysWhyAndMayBeTriedAgain() throws InterruptedException {
        ask("me/nothing");
        until(() -> !model.notes().isEmpty());
        assertThat(model.notes().getFirst().kind()).isEqualTo(6);
        assertThat(model.lookingProperty().get()).isFalse();
        ask(peer.uri("/soft.safetensors").toString());
        until(() -> is(0, State.Failed.class));
        assertThat(model.notes()).isEmpty();
        peer.put("/soft.safetensors", lora);
        model.resume(model.entries().getFirst().id());
        until(() -> is(0, State.Done.class));
    }

    @Test
    void aFileThatIsNotForEverybodyLeadsToWhereOneGivesAToken() throws InterruptedException {
        String files =
                new HubShelves(peer, "me/mine").with("a.safetensors", lora).serve();
        peer.guard(files + "a.safetensors", "Bearer mine");
        ask("me/mine");
        until(() -> is(0, State.Failed.class));
        assertThat(model.entries().getFirst().state())
                .isInstanceOfSatisfying(
                        State.Failed.class,
                        failed -> assertThat(failed.wantsToken()).isTrue());
        model.tokens().hostProperty().set("civitai");
        model.askForToken(model.entries().getFirst());
        assertThat(model.tokens().openProperty().get()).isTrue();
        assertThat(model.tokens().hostProperty().get()).isEqualTo(TokensModel.USUAL);
        ask(peer.uri("/nothing.safetensors").toString());
        until(() -> is(1, State.Failed.class));
        assertThat(((State.Failed) model.entries().get(1).state()).wantsToken()).isFalse();
        model.askForToken(model.entries().get(1));
        assertThat(model.tokens().hostProperty().get()).isEqualTo(peer.uri("/").getHost());
    }

    @Test
    void whatIsNotForEverybodyLeadsToWhereOneGivesAToken() throws InterruptedException {
        new HubShelves(peer, "me/mine").with("a.safetensors", lora).serve();
        peer.guard("/hub/api/models/me/mine/revision/main", "Bearer mine");
        model.tokens().hostProperty().set("civitai");
        ask("me/mine");
        until(() -> !model.notes().isEmpty());
        Note.Action give = Objects.requireNonNull(model.notes().getFirst().action());
        assertThat(model.notes().getFirst().hint()).contains("the key beside");
        model.openProperty().set(true);
        give.run().run();
        assertThat(model.tokens().openProperty().get()).isTrue();
        assertThat(model.tokens().hostProperty().get()).isEqualTo(TokensModel.USUAL);
        model.openProperty().set(false);
        assertThat(model.tokens().openProperty().get()).isFalse();
        ask("me/nothing");
        until(() -> !model.notes().isEmpty() && !model.lookingProperty().get());
        assertThat(model.notes().getFirst().action()).as("no token helps").isNull();
    }

    @Test
    void whatIsPausedIsThereAfterARestartAndGoesOnWhenAsked() throws InterruptedException {
        peer.put("/soft.safetensors", lora).hangsAfter(lora.length / 2);
        ask(peer.uri("/soft.safetensors").toString());
        until(() -> is(0, State.Running.class) && come() == lora.length / 2);
        model.pause(model.entries().getFirst().id());
        until(() -> is(0, State.Paused.class));
        model.close();
        int asked = peer.asked().size();

        model = made();
        model.start();
        until(() -> model.openProperty().get());
        DownloadQueue.Entry left = model.entries().getFirst();
        assertThat(left.state()).isInstanceOf(State.Paused.class);
        assertThat(left.come()).isEqualTo(lora.length / 2);
        assertThat(left.total()).isEqualTo(lora.length);
        assertThat(DownloadWords.progress(left)).isBetween(0.49, 0.51);
        assertThat(peer.asked()).hasSize(asked);
        model.resume(left.id());
        until(() -> is(0, State.Done.class));
        assertThat(peer.asked().getLast().header("Range")).isEqualTo("bytes=" + lora.length / 2 + "-");
    }

    @Test
    void whatIsTakenOffTheListLeavesNothing() throws InterruptedException {
        peer.put("/soft.safetensors", lora).hangsAfter(1000);
        ask(peer.uri("/soft.safetensors").toString());
        until(() -> is(0, State.Running.class) && come() == 1000);
        String id = model.entries().getFirst().id();
        model.remove(id); // not while it runs
        model.pause(id);
        until(() -> is(0, State.Paused.class));
        model.remove(id);
        until(() -> model.entries().isEmpty());
        assertThat(folder.resolve("models")).isEmptyDirectory();
        assertThat(folder.resolve("downloads")).isEmptyDirectory();
    }

    @Test
    void anAnswerToAnEarlierQuestionIsPassedOver() throws InterruptedException {
        peer.on("/hub/api/models/me/slow/revision/main", (_, _) -> {
            throw new IOException("never mind");
        });
        new HubShelves(peer, "me/both")
                .with("a.safetensors", lora)
                .with("b.safetensors", lora)
                .serve();
        ask("me/slow");
        ask("me/both");
        until(() -> model.offers().size() == 2);
        until(due::isEmpty);
        assertThat(model.notes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr", "es", "ja", "zh-CN"})
    void everyStateHasWords(String language) throws InterruptedException {
        Messages words = Messages.in(Locale.forLanguageTag(language));
        new HubShelves(peer, "me/tiny")
                .with(Path.of("src/test/resources/golden/pipelines/models/sd1"))
                .with("one.safetensors", lora)
                .serve();
        ask("me/tiny");
        until(() -> model.offers().size() == 2);
        Offer whole = model.offers().getFirst();
        assertThat(DownloadWords.name(whole, words)).contains("me/tiny");
        assertThat(DownloadWords.about(whole, words))
                .containsPattern("M[Bo]")
                .contains(Integer.toString(whole.files().size()));
        assertThat(DownloadWords.question(model.offers(), words)).endsWith(": openrail");
        List<String> said = new ArrayList<>();
        model.entries().subscribe(() -> model.entries().forEach(entry -> said.add(DownloadWords.state(entry, words))));
        model.take(whole);
        until(() -> is(0, State.Done.class));
        assertThat(said).allMatch(text -> !text.isBlank()).anyMatch(text -> text.matches(".*M[Bo].*"));
        assertThat(said.getLast()).contains(folder.resolve("models/tiny").toString());
    }
}
