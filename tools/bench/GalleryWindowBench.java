package studio.sfumato.ui.gallery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import javafx.util.Subscription;
import studio.sfumato.app.Wiring;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.image.metadata.PictureTexts;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.common.FxThread;

/// Measures the window's gallery over COUNT real PNG files, which it makes in FOLDER if they are not there, on a screen
/// that exists only in memory, drawn by the processor:
///
///     javac -d target/bench -cp CLASSES:LIBRARIES tools/bench/GalleryWindowBench.java
///     java -Xmx300m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dglass.platform=Monocle -Dmonocle.platform=Headless -Dprism.order=sw
///       -Dheadless.geometry=1920x1200-32 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
///       -cp target/bench:CLASSES:LIBRARIES studio.sfumato.ui.gallery.GalleryWindowBench FOLDER COUNT
///
/// LIBRARIES are those of the tests: Monocle is one of them. The models are looked for in `models`.
final class GalleryWindowBench {
    private static final String[] WORDS = {
        "fox", "boat", "castle", "snow", "red", "blue", "golden", "portrait", "landscape", "robot", "forest", "river",
        "night", "cinematic", "watercolour", "oil", "painting", "detailed", "masterpiece", "soft", "light", "mountain",
        "cat", "dragon", "city", "street", "rain", "old", "woman", "man", "garden", "flower", "sea", "storm", "desert",
        "moon", "stars", "ship", "bridge", "tower", "village", "market", "horse", "bird", "whale", "tree", "autumn"
    };
    private static final String[] MODELS = {"starter", "dreamshaper_8", "sd_xl_base_1.0", "realisticVision", "anything-v5"};
    private static final String[] SAMPLERS = {"Euler a", "DPM++ 2M", "DDIM", "UniPC"};
    private static final Random RANDOM = new Random(7);

    private final Wiring wiring;
    private final Stage stage;
    private Optional<Thread> renderer = Optional.empty();

    private GalleryWindowBench(Wiring wiring, Stage stage) {
        this.wiring = wiring;
        this.stage = stage;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        AppPaths own = AppPaths.in(folder);
        make(own.pictures(), Integer.parseInt(args[1]));
        Files.deleteIfExists(own.window()); // it opens where it was left
        forget(own.cache().resolve("thumbnails"));
        Platform.startup(() -> {});
        AppPaths paths = new AppPaths(
                own.config(), own.data(), own.cache(), own.pictures(), List.of(Path.of("models").toAbsolutePath()));
        Wiring wiring = new Wiring(paths, "bench", FxThread.toolkit());
        GalleryWindowBench bench = call(() -> {
            Stage stage = new Stage();
            GalleryWindowBench made = new GalleryWindowBench(wiring, stage);
            wiring.window(stage).show();
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(1440);
            stage.setHeight(900);
            return made;
        });
        bench.run();
        wiring.close(Duration.ofSeconds(20));
        System.exit(0);
    }

    /// Small copies that an earlier run has made are to be made again.
    private static void forget(Path copies) throws IOException {
        if (Files.isDirectory(copies)) {
            try (Stream<Path> files = Files.walk(copies)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private void run() {
        GalleryModel model = wiring.gallery();
        long begin = System.nanoTime();
        await(() -> model.scan().reportProperty().get() != null && !model.scan().runningProperty().get());
        System.out.printf(Locale.ROOT, "rescan at start %.1f s: %s%n", seconds(begin), call(() -> model.scan()
                .reportProperty()
                .get()));
        pause(Integer.getInteger("bench.rest", 7000)); // as long as somebody looks at the first page, Create
        renderer = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().startsWith("QuantumRenderer"))
                .findFirst();
        System.gc();
        double[] first = new double[2];
        double busy = call(GalleryWindowBench::cpu);
        begin = System.nanoTime();
        call(() -> {
            wiring.shell().workspaceProperty().set("gallery");
            return true;
        });
        await(() -> model.foundProperty().get().size() > 0 && told()); // an index just made was empty until now
        first[0] = 1000 * seconds(begin);
        busy = call(GalleryWindowBench::cpu) - busy;
        await(this::painted);
        first[1] = 1000 * seconds(begin);
        System.out.printf(
                Locale.ROOT,
                "first page after the tab opens: %.0f ms (the window's thread worked for %.0f of them), with small copies %.0f ms%n",
                first[0],
                busy,
                first[1]);
        begin = System.nanoTime();
        await(() -> model.foundProperty().get().whole());
        System.out.printf(Locale.ROOT, "all counted %.0f ms later; %d pictures%n", 1000 * seconds(begin),
                call(() -> model.foundProperty().get().size()));
        await(() -> !model.facets().isEmpty());
        search(model);
        scroll(model, "made");
        scroll(model, "kept");
        pulses(model, false);
        pulses(model, true);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(Locale.ROOT, "heap: %d MB used at the end, %d MB taken, limit %d MB%n",
                (runtime.totalMemory() - runtime.freeMemory()) >> 20, runtime.totalMemory() >> 20, runtime.maxMemory() >> 20);
        resident();
    }

    /// Types a search at once and waits until its first page stands in the grid.
    private void search(GalleryModel model) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            texts.add(word());
            texts.add(word().substring(0, 2));
            texts.add(word() + " " + word() + " " + word());
            texts.add("\"" + word() + " " + word() + "\"");
            texts.add(word() + " -" + word());
            texts.add("model:" + MODELS[i % MODELS.length] + " " + word());
            texts.add("seed:" + RANDOM.nextLong(1L << 32));
            texts.add("size:32x48 steps:>3" + i % 9 + " cfg:11");
            texts.add("after:2025-0" + (1 + i % 9) + " before:2025-12 " + word());
            texts.add("-" + word() + " -" + word());
        }
        double[] times = new double[texts.size()];
        double[] laid = new double[texts.size()];
        double[] inside = new double[texts.size()];
        TextField field = (TextField) stage.getScene().lookup("#search");
        double worked = call(GalleryWindowBench::cpu);
        Collections collected = new Collections();
        for (int i = 0; i < times.length; i++) {
            String text = texts.get(i);
            long begin = System.nanoTime();
            CompletableFuture<Double> there = new CompletableFuture<>();
            CompletableFuture<Double> seen = new CompletableFuture<>();
            Subscription heard = call(() -> {
                field.setText(text);
                return model.foundProperty().subscribe(found -> {
                    if (found.text().equals(text) && there.complete(1000 * seconds(begin))) {
                        whenDrawn(() -> seen.complete(1000 * seconds(begin)));
                    }
                });
            });
            times[i] = there.join();
            laid[i] = seen.join();
            await(() -> model.foundProperty().get().whole() && told());
            inside[i] = call(() -> model.foundProperty().get().millis());
            call(() -> {
                heard.unsubscribe();
                return true;
            });
            pause(120); // people look at what they find; the facets are counted meanwhile
        }
        print("search, from the key to the grid's new pictures", times);
        print("search, from the key to the grid laid out", laid);
        print("search, in the index, all that are found", inside);
        collected.print();
        System.out.printf(
                Locale.ROOT,
                "  processor time a search, with its facets and small copies: the window's thread %.1f ms%n",
                (call(GalleryWindowBench::cpu) - worked) / times.length);
        call(() -> {
            field.setText("");
            return true;
        });
        await(() -> model.foundProperty().get().text().isEmpty() && model.foundProperty().get().whole());
        pause(500);
    }

    private void scroll(GalleryModel model, String how) {
        PictureGrid grid = (PictureGrid) stage.getScene().lookup("#grid");
        Random places = new Random(3);
        double[] told = new double[20];
        double[] painted = new double[20];
        for (int i = 0; i < told.length; i++) {
            long begin = System.nanoTime();
            call(() -> {
                grid.scrollTo(places.nextDouble() * grid.shape().height());
                grid.layout();
                return true;
            });
            await(this::told);
            told[i] = 1000 * seconds(begin);
            await(this::painted);
            painted[i] = 1000 * seconds(begin);
        }
        print("scroll anywhere, facts", told);
        print("scroll anywhere, small copies " + how, painted);
    }

    /// Scrolls for some seconds, with a picture being made or without, and looks at the gaps between the pulses.
    private void pulses(GalleryModel model, boolean making) {
        PictureGrid grid = (PictureGrid) stage.getScene().lookup("#grid");
        if (making) {
            call(() -> {
                wiring.create().form().stepsProperty().set(900);
                wiring.create().generate("a fox on a blue background");
                return true;
            });
            pause(4000);
        }
        call(() -> {
            grid.scrollTo(0);
            return true;
        });
        double worked = call(GalleryWindowBench::cpu);
        double drawn = drawing();
        Collections collected = new Collections();
        List<Double> gaps = new ArrayList<>();
        List<String> waits = new ArrayList<>();
        CompletableFuture<Boolean> over = new CompletableFuture<>();
        call(() -> {
            new AnimationTimer() {
                private final long begin = System.nanoTime();
                private long last;
                private double lastCpu;
                private double lastWaited;
                private double lastDrawn;
                private Collections since = new Collections();

                @Override
                public void handle(long now) {
                    long here = System.nanoTime();
                    if (last != 0) {
                        double gap = (here - last) / 1e6;
                        gaps.add(gap);
                        if (gap > 100) {
                            waits.add(String.format(
                                    Locale.ROOT,
                                    "%.0f ms: the window's thread worked for %.0f and waited for a core for %.0f,"
                                            + " drawing worked for %.0f, collecting garbage took %d",
                                    gap,
                                    cpu() - lastCpu,
                                    waited() - lastWaited,
                                    drawing() - lastDrawn,
                                    since.millis()));
                        }
                    }
                    lastCpu = cpu();
                    lastWaited = waited();
                    lastDrawn = drawing();
                    since = new Collections();
                    last = System.nanoTime();
                    grid.scrollTo(grid.scrolled() + 24);
                    if (here - begin > 10_000_000_000L) {
                        stop();
                        over.complete(true);
                    }
                }
            }.start();
            return true;
        });
        over.join();
        double[] all = gaps.stream().mapToDouble(Double::doubleValue).toArray();
        double sum = Arrays.stream(all).sum();
        System.out.printf(Locale.ROOT, "scrolling%s: %.1f pulses a second, %d gaps above 100 ms%n",
                making ? " while a picture is made" : "", 1000 * all.length / sum,
                Arrays.stream(all).filter(gap -> gap > 100).count());
        System.out.printf(
                Locale.ROOT,
                "  processor time a pulse: the window's thread %.1f ms, drawing %.1f ms%n",
                (call(GalleryWindowBench::cpu) - worked) / all.length,
                (drawing() - drawn) / all.length);
        print("  gaps between pulses", all);
        collected.print();
        waits.forEach(wait -> System.out.println("  a gap of " + wait));
        if (making) {
            System.out.println("  still making: " + call(() -> wiring.create().runningProperty().get()));
            call(() -> {
                wiring.create().cancel();
                return true;
            });
        }
    }

    /// Runs `then` after the layout of the window's next pulse; call it on the window's thread.
    private void whenDrawn(Runnable then) {
        Scene scene = stage.getScene();
        scene.addPostLayoutPulseListener(new Runnable() {
            @Override
            public void run() {
                scene.removePostLayoutPulseListener(this);
                then.run();
            }
        });
        Platform.requestNextPulse();
    }

    /// What the collections of garbage have taken since.
    private static final class Collections {
        private final long times = sum(GarbageCollectorMXBean::getCollectionCount);
        private final long millis = sum(GarbageCollectorMXBean::getCollectionTime);

        private static long sum(ToLongFunction<GarbageCollectorMXBean> what) {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(what)
                    .sum();
        }

        long millis() {
            return sum(GarbageCollectorMXBean::getCollectionTime) - millis;
        }

        void print() {
            System.out.printf(
                    Locale.ROOT,
                    "  %d collections of garbage, %d ms in all%n",
                    sum(GarbageCollectorMXBean::getCollectionCount) - times,
                    millis());
        }
    }

    /// {@return how long this thread has worked, in milliseconds}
    private static double cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e6;
    }

    /// {@return how long the thread that draws has worked, in milliseconds}
    private double drawing() {
        return renderer.map(each -> ManagementFactory.getThreadMXBean().getThreadCpuTime(each.threadId()) / 1e6)
                .orElse(0.0);
    }

    /// {@return how long this thread has waited for a core, in milliseconds; 0 where the system does not tell}
    private static double waited() {
        try {
            Path told = Path.of("/proc/thread-self/schedstat");
            return Files.isReadable(told) ? Long.parseLong(Files.readString(told).split(" ")[1]) / 1e6 : 0;
        } catch (IOException unknown) {
            throw new UncheckedIOException(unknown);
        }
    }

    private boolean told() {
        PictureGrid grid = (PictureGrid) stage.getScene().lookup("#grid");
        Found found = wiring.gallery().foundProperty().get();
        if (found.whole() && found.size() == 0) {
            return true;
        }
        return grid != null && !grid.cards().isEmpty()
                && grid.cards().stream().allMatch(card -> card.getAccessibleText() != null && !card.getAccessibleText().isEmpty()
                        && card.place() < found.size() && wiring.gallery().pages().isRead(found.id(card.place())));
    }

    private boolean painted() {
        GalleryModel model = wiring.gallery();
        PictureGrid grid = (PictureGrid) stage.getScene().lookup("#grid");
        return told() && grid.cards().stream().allMatch(card -> model.pages()
                .get(model.foundProperty().get().id(card.place()))
                .map(picture -> model.thumbnails().get(picture) != null)
                .orElse(false));
    }

    /// Prints what the process holds in memory, where the system tells.
    private static void resident() {
        Path status = Path.of("/proc/self/status");
        if (Files.isReadable(status)) {
            try (Stream<String> lines = Files.lines(status)) {
                lines.filter(line -> line.startsWith("VmHWM") || line.startsWith("VmRSS")).forEach(System.out::println);
            } catch (IOException unknown) {
                throw new UncheckedIOException(unknown);
            }
        }
    }

    private static String word() {
        return WORDS[RANDOM.nextInt(WORDS.length)];
    }

    private interface Asked<T> {
        T ask();
    }

    private static <T> T call(Asked<T> asked) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                answer.complete(asked.ask());
            } catch (RuntimeException | Error failed) {
                answer.completeExceptionally(failed);
            }
        });
        return answer.join();
    }

    private static void await(BooleanSupplier condition) {
        while (!call(condition::getAsBoolean)) {
            pause(2);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void print(String what, double[] times) {
        Arrays.sort(times);
        System.out.printf(Locale.ROOT, "%-42s median %.1f, p95 %.1f, most %.1f ms (%d)%n", what, times[times.length / 2],
                times[(int) (times.length * 0.95)], times[times.length - 1], times.length);
    }

    private static void make(Path art, int count) throws IOException {
        if (Files.isDirectory(art)) {
            return;
        }
        Instant first = Instant.parse("2024-01-01T00:00:00Z");
        for (int i = 0; i < count; i++) {
            Path day = art.resolve("day-" + i / 500);
            if (i % 500 == 0) {
                Files.createDirectories(day);
            }
            StringBuilder prompt = new StringBuilder();
            for (int w = 0; w < 12; w++) {
                prompt.append(w == 0 ? "" : ", ").append(WORDS[RANDOM.nextInt(WORDS.length)]);
            }
            long seed = RANDOM.nextLong(1L << 32);
            PictureParameters parameters = PictureParameters.of(prompt.toString(), "blurry, low quality, watermark")
                    .with("Steps", 20 + RANDOM.nextInt(20))
                    .with("Sampler", SAMPLERS[RANDOM.nextInt(SAMPLERS.length)])
                    .with("Schedule type", "Karras")
                    .with("CFG scale", 4 + RANDOM.nextInt(8))
                    .with("Seed", seed)
                    .with("Model", MODELS[RANDOM.nextInt(MODELS.length)]);
            Path file = day.resolve(String.format(Locale.ROOT, "%05d-%d.png", i % 500, seed));
            Raster picture = Raster.filled(32, RANDOM.nextBoolean() ? 32 : 48, (int) seed & 0xFFFFFF);
            Files.write(file, Png.encode(picture, PictureTexts.of(parameters, "{\"version\":1,\"seed\":\"" + seed + "\"}")));
            Files.setLastModifiedTime(file, FileTime.from(first.plusSeconds(600L * i)));
        }
    }
}
