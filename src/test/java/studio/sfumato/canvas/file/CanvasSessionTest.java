package studio.sfumato.canvas.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Brush;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.EditKind;
import studio.sfumato.canvas.Layer;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.canvas.MaskStyle;
import studio.sfumato.canvas.Past;
import studio.sfumato.canvas.Stroke;
import studio.sfumato.canvas.TileFile;
import studio.sfumato.canvas.select.Combine;
import studio.sfumato.canvas.select.Shape;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;

@Timeout(60)
class CanvasSessionTest {
    @TempDir
    Path root;

    private final BlockingQueue<Optional<StudioException>> states = new LinkedBlockingQueue<>();

    private CanvasStore store() {
        return new CanvasStore(root.resolve("canvas"));
    }

    private CanvasSession begun() {
        int[] pixels = new Random(1).ints(600 * 500).toArray();
        CanvasDocument document = CanvasDocument.of(Raster.translucent(600, 500, pixels), "Picture");
        return store().keep(document, Map.of("prompt", "a fox"), states::add);
    }

    private static void stroke(CanvasDocument document, int layer, double x, double y) {
        Stroke stroke = document.begin(layer, Brush.round(30, 0.5, 0x336699));
        stroke.to(x, y, 1);
        stroke.to(x + 100, y + 50, 0.5);
        stroke.end();
    }

    private CanvasStore.Restored restored(Path folder) {
        return store().restore(folder, states::add).orElseThrow();
    }

    private static void assertSame(CanvasState one, CanvasState other) {
        assertThat(one.width()).isEqualTo(other.width());
        assertThat(one.height()).isEqualTo(other.height());
        assertThat(one.nextId()).isEqualTo(other.nextId());
        assertThat(one.maskStyle()).isEqualTo(other.maskStyle());
        assertThat(one.selection().samePixels(other.selection())).isTrue();
        assertThat(one.layers()).hasSameSizeAs(other.layers());
        for (int i = 0; i < one.layers().size(); i++) {
            Layer here = one.layers().get(i);
            Layer there = other.layers().get(i);
            assertThat(here.with(there.pixels())).isEqualTo(there);
            assertThat(here.pixels().samePixels(there.pixels())).isTrue();
        }
    }

    private static void everyKindOfEdit(CanvasDocument document) {
        int mask = document.addLayer(LayerKind.MASK, "Маска \"1\"\n");
        int paint = document.addLayer(LayerKind.PAINT, "Paint");
        stroke(document, mask, 100, 100);
        stroke(document, paint, 300, 300);
        document.setOpacity(paint, 0.3);
        document.setOpacity(paint, 0.25);
        document.selection().draw(new Shape.Rectangle(new Area(50, 50, 300, 260)), Combine.REPLACE);
        document.pixels(paint).move(20, -30);
        document.setMaskStyle(new MaskStyle(0x00FFAA, 0.4));
        document.resize(100, 0, 50, 0);
        document.setLocked(1, true);
        document.setVisible(paint, false);
        document.reorder(mask, 0);
        document.accept(Raster.filled(64, 64, 0x0A0B0C), -10, 10, "Result", 0.5);
        document.duplicateLayer(1, "Copy");
    }

    @Test
    void everythingComesBackWithAllThatCanBeUndoneAndRedone() {
        CanvasSession session = begun();
        CanvasDocument document = session.document();
        everyKindOfEdit(document);
        document.undo();
        document.undo();
        Past past = document.past();
        past.steps()
                .forEach(step ->
                        step.state().layers().forEach(layer -> layer.pixels().content()));
        session.flush();
        CanvasStore.Restored again;
        try (session) {
            assertThat(store().left()).as("open in this process").isEmpty();
            assertThat(store().restore(session.folder(), states::add)).isEmpty();
        }
        assertThat(store().left()).containsExactly(session.folder());
        again = restored(session.folder());
        try (CanvasSession open = again.session()) {
            Past other = open.document().past();
            assertThat(again.notes()).isEmpty();
            assertThat(open.settings()).containsExactly(Map.entry("prompt", "a fox"));
            assertThat(other.at()).isEqualTo(past.at());
            assertThat(other.steps()).hasSameSizeAs(past.steps());
            assertThat(open.document().undoable()).contains(EditKind.ORDER);
            assertThat(open.document().redoable()).contains(EditKind.ACCEPT);
            open.document().redo();
            assertThat(open.document().layers()).extracting(Layer::name).contains("Result");
        }
        assertThat(states).isEmpty();
    }

    @Test
    void everyStateIsSavedToTheLastBit() {
        CanvasSession session = begun();
        everyKindOfEdit(session.document());
        session.flush();
        try (TileFile tiles = TileFile.open(session.folder().resolve("tiles"));
                CanvasJournal journal = new CanvasJournal(session.folder().resolve("journal"), tiles)) {
            Past saved = journal.read().past().orElseThrow();
            Past past = session.document().past();
            assertThat(saved.steps()).hasSameSizeAs(past.steps());
            for (int i = 0; i < past.steps().size(); i++) {
                assertThat(saved.steps().get(i).kind())
                        .isEqualTo(past.steps().get(i).kind());
                assertSame(saved.steps().get(i).state(), past.steps().get(i).state());
            }
        }
        session.close();
    }

    @Test
    void aStrokeIsWrittenOnceAndNotTheWholePicture() throws IOException {
        CanvasSession session = begun();
        int paint = session.document().addLayer(LayerKind.PAINT, "Paint");
        session.flush();
        long before = Files.size(session.folder().resolve("tiles"));
        stroke(session.document(), paint, 20, 20);
        session.flush();
        assertThat(Files.size(session.folder().resolve("tiles")) - before).isBetween(1L, 40_000L);
        session.close();
    }

    @Test
    void workGoesOnAfterARestore() {
        Path folder;
        try (CanvasSession session = begun()) {
            session.document().addLayer(LayerKind.PAINT, "Paint");
            folder = session.folder();
        }
        CanvasState last;
        try (CanvasSession session = restored(folder).session()) {
            session.document().undo();
            int mask = session.document().addLayer(LayerKind.MASK, "Mask");
            stroke(session.document(), mask, 50, 50);
            session.setSettings(Map.of("prompt", "a hare", "strength", "0.6"));
            last = session.document().snapshot();
            session.flush();
            last.layers().forEach(layer -> layer.pixels().content());
        }
        try (CanvasSession session = restored(folder).session()) {
            assertThat(session.document().layers()).extracting(Layer::name).containsExactly("Picture", "Mask");
            assertThat(session.settings()).containsEntry("prompt", "a hare").containsEntry("strength", "0.6");
            assertThat(session.document().past().steps()).hasSize(3);
            session.discard();
        }
        assertThat(folder).doesNotExist();
        assertThat(store().left()).isEmpty();
    }

    @Test
    void linesThatAreHalfWrittenOrMakeNoSenseArePassedOver() throws IOException {
        Path folder;
        try (CanvasSession session = begun()) {
            session.document().addLayer(LayerKind.PAINT, "Paint");
            folder = session.folder();
        }
        Path journal = folder.resolve("journal");
        List<String> lines = Files.readAllLines(journal);
        String last = lines.getLast();
        String broken = last.substring(0, last.length() / 2) + "\nnonsense\n{}\n[1]\n{\"step\":99}\n{\"at\":\"x\"}\n"
                + last.replace("\"step\":1", "\"step\":2").replace("\"width\":600", "\"width\":-3") + "\n{\"at\":77}";
        Files.writeString(journal, broken, StandardOpenOption.APPEND);
        CanvasStore.Restored again = restored(folder);
        assertThat(again.session().document().layers()).hasSize(2);
        again.session().document().addLayer(LayerKind.MASK, "Mask");
        again.session().close();
        try (CanvasSession session = restored(folder).session()) {
            assertThat(session.document().layers()).extracting(Layer::name).contains("Mask");
        }
    }

    @Test
    void ofADamagedCanvasTheLastWholeStateIsOpened() throws IOException {
        Path folder;
        try (CanvasSession session = begun()) {
            int paint = session.document().addLayer(LayerKind.PAINT, "Paint");
            session.flush();
            stroke(session.document(), paint, 300, 300);
            folder = session.folder();
        }
        Path tiles = folder.resolve("tiles");
        try (RandomAccessFile file = new RandomAccessFile(tiles.toFile(), "rw")) {
            file.setLength(file.length() - 20);
        }
        CanvasStore.Restored again = restored(folder);
        try (CanvasSession session = again.session()) {
            assertThat(again.notes()).singleElement().asString().contains(tiles.toString(), "earlier state");
            assertThat(session.document().undoable()).contains(EditKind.ADD_LAYER);
        }
        Files.write(tiles, new byte[100]);
        assertThatThrownBy(() -> restored(folder))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining(tiles.toString());
        Files.writeString(folder.resolve("journal"), "", StandardCharsets.UTF_8);
        assertThat(store().restore(folder, states::add))
                .as("nothing was ever on it")
                .isEmpty();
    }

    @Test
    void whereNothingCanBeWrittenIsToldAtOnce() throws IOException {
        Files.writeString(root.resolve("canvas"), "a file in the way");
        try (CanvasDocument document = CanvasDocument.blank(10, 10)) {
            assertThatThrownBy(() -> store().keep(document, Map.of(), states::add))
                    .isInstanceOf(ImageFileException.class)
                    .hasMessageContaining(root.resolve("canvas").toString());
            document.addLayer(LayerKind.PAINT, "goes on");
        }
    }

    /// Saves when the disk has room.
    private static final class Flaky implements Saving {
        private final AtomicBoolean full = new AtomicBoolean();
        private final AtomicBoolean broken = new AtomicBoolean();
        private final AtomicReference<Past> saved = new AtomicReference<>();

        @Override
        public void write(Past past, Map<String, String> settings) {
            if (full.get()) {
                throw new ImageFileException("no space left");
            }
            if (broken.getAndSet(false)) {
                throw new OutOfMemoryError("Java heap space");
            }
            saved.set(past);
        }

        @Override
        public void close() {}
    }

    @Test
    void aFullDiskIsToldOnceAndWhatWasNotSavedIsSavedWhenThereIsRoom() throws Exception {
        Flaky disk = new Flaky();
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        CanvasDocument document = CanvasDocument.blank(300, 300);
        try (CanvasSession session = new CanvasSession(
                root, channel, TileFile.open(root.resolve("tiles")), disk, document, Map.of(), states::add)) {
            session.flush();
            disk.full.set(true);
            int paint = document.addLayer(LayerKind.PAINT, "Paint");
            assertThat(states.take()).get().asString().contains("no space left");
            stroke(document, paint, 50, 50);
            assertThatThrownBy(session::flush).hasMessage("no space left");
            assertThat(disk.saved.get().steps()).hasSize(1);
            disk.full.set(false);
            assertThat(states.take()).as("tried again by itself").isEmpty();
            assertThat(disk.saved.get()).isEqualTo(document.past());
            assertThat(states).isEmpty();
        }
    }

    /// Whoever waits when the session is closed, and whoever asks afterwards, hears that the last attempt failed.
    @Test
    void whatCouldNotBeSavedBeforeTheEndIsToldToWhoeverWaitsForIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch tried = new CountDownLatch(1);
        AtomicBoolean full = new AtomicBoolean();
        Saving disk = new Saving() {
            @Override
            public void write(Past past, Map<String, String> settings) {
                if (full.get()) {
                    tried.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException never) {
                        throw new AssertionError(never);
                    }
                    throw new ImageFileException("no space left");
                }
            }

            @Override
            public void close() {}
        };
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        CanvasDocument document = CanvasDocument.blank(300, 300);
        CanvasSession session = new CanvasSession(
                root, channel, TileFile.open(root.resolve("tiles")), disk, document, Map.of(), states::add);
        session.flush();
        full.set(true);
        document.addLayer(LayerKind.PAINT, "Paint");
        tried.await();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(session::flush, Thread::startVirtualThread);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(session::close, Thread::startVirtualThread);
        go.countDown();
        closing.join();
        assertThatThrownBy(waiting::join).hasMessageContaining("no space left");
        assertThatThrownBy(session::flush).hasMessage("no space left");
        assertThat(states).isNotEmpty().allMatch(Optional::isPresent);
    }

    @Test
    void aFullHeapIsToldAndSavingGoesOn() throws Exception {
        Flaky disk = new Flaky();
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        CanvasDocument document = CanvasDocument.blank(300, 300);
        try (CanvasSession session = new CanvasSession(
                root, channel, TileFile.open(root.resolve("tiles")), disk, document, Map.of(), states::add)) {
            session.flush();
            disk.broken.set(true);
            document.addLayer(LayerKind.PAINT, "Paint");
            assertThat(states.take()).get().asString().contains("Java heap space");
            assertThat(states.take()).as("tried again by itself").isEmpty();
            assertThat(disk.saved.get()).isEqualTo(document.past());
        }
    }

    /// Its first attempt fails when it is told to; those after it succeed.
    private static final class Slow implements Saving {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch fail = new CountDownLatch(1);
        private final AtomicReference<Past> saved = new AtomicReference<>();

        @Override
        public void write(Past past, Map<String, String> settings) {
            if (begun.getCount() > 0) {
                begun.countDown();
                await(fail);
                throw new ImageFileException("no space left");
            }
            saved.set(past);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException unexpected) {
                throw new AssertionError(unexpected);
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void aMistakeInTheProgramIsToldTheDocumentStaysAndSavingGoesOn() throws Exception {
        AtomicBoolean wrong = new AtomicBoolean(true);
        AtomicReference<Past> saved = new AtomicReference<>();
        Saving disk = new Saving() {
            @Override
            public void write(Past past, Map<String, String> settings) {
                if (wrong.get()) {
                    throw new IllegalStateException("a mistake");
                }
                saved.set(past);
            }

            @Override
            public void close() {}
        };
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        CanvasDocument document = CanvasDocument.blank(300, 300);
        try (CanvasSession session = new CanvasSession(
                root, channel, TileFile.open(root.resolve("tiles")), disk, document, Map.of(), states::add)) {
            assertThat(states.take())
                    .hasValueSatisfying(problem -> assertThat(problem)
                            .hasMessageContaining("mistake in the program")
                            .hasRootCauseMessage("a mistake"));
            assertThatThrownBy(session::flush).isInstanceOf(ImageFileException.class);
            document.addLayer(LayerKind.PAINT, "Paint");
            wrong.set(false);
            session.flush();
            assertThat(saved.get()).isEqualTo(document.past());
            assertThat(states.take()).isEmpty();
        }
    }

    @Test
    void whoWaitsHearsNothingOfAnEarlierAttemptThatFailed() throws Exception {
        Slow disk = new Slow();
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        CanvasDocument document = CanvasDocument.blank(300, 300);
        try (CanvasSession session = new CanvasSession(
                root, channel, TileFile.open(root.resolve("tiles")), disk, document, Map.of(), states::add)) {
            disk.begun.await();
            document.addLayer(LayerKind.PAINT, "Paint");
            CompletableFuture<?> flushed = new CompletableFuture<>();
            Thread waiting = Thread.ofPlatform().start(() -> {
                try {
                    session.flush();
                    flushed.complete(null);
                } catch (StudioException | IllegalStateException failed) {
                    flushed.completeExceptionally(failed);
                }
            });
            while (waiting.getState() != Thread.State.WAITING && !flushed.isDone()) {
                Thread.onSpinWait();
            }
            disk.fail.countDown();
            flushed.get();
            assertThat(disk.saved.get()).isEqualTo(document.past());
        }
    }
}
