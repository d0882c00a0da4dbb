import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.image.metadata.PictureTexts;
import studio.sfumato.library.Facet;
import studio.sfumato.library.Library;
import studio.sfumato.library.Picture;
import studio.sfumato.library.RescanReport;
import studio.sfumato.library.Search;
import studio.sfumato.library.Thumbnails;

/// Measures the gallery over COUNT real PNG files with metadata, which it makes in FOLDER if they are not
/// there: `java -Xmx300m -XX:+UseSerialGC -cp 'target/app/sfumato.jar:target/app/lib/*'
/// tools/bench/GalleryBench.java FOLDER COUNT`
class GalleryBench {
    private static final String[] WORDS = {
        "fox", "boat", "castle", "snow", "red", "blue", "golden", "portrait", "landscape", "robot", "forest", "river",
        "night", "cinematic", "watercolour", "oil", "painting", "detailed", "masterpiece", "soft", "light", "mountain",
        "cat", "dragon", "city", "street", "rain", "old", "woman", "man", "garden", "flower", "sea", "storm", "desert",
        "moon", "stars", "ship", "bridge", "tower", "village", "market", "horse", "bird", "whale", "tree", "autumn"
    };
    private static final String[] MODELS = {"starter", "dreamshaper_8", "sd_xl_base_1.0", "realisticVision", "anything-v5"};
    private static final String[] SAMPLERS = {"Euler a", "DPM++ 2M", "DDIM", "UniPC"};
    private static final Random RANDOM = new Random(7);

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        int count = Integer.parseInt(args[1]);
        Path art = folder.resolve("art");
        make(art, count);
        Path index = folder.resolve("library");
        Library.setAside(index);
        try (Library library = Library.open(index, art, List.of())) {
            time("rescan from nothing", () -> report(library));
            time("rescan, nothing changed", () -> report(library));
        }
        try (Library library = Library.open(index, art, List.of())) {
            time("first page of 100 after opening", () -> library.page(Search.all(), Long.MAX_VALUE, 100).size() + " pictures");
            time("count", () -> library.count(Search.all()) + " pictures");
            time("all numbers, for scrolling", () -> library.ids(Search.all()).length + " numbers");
            for (Facet.Kind kind : Facet.Kind.values()) {
                time("facets " + kind, () -> library.facets(Search.all(), kind).size() + " values");
            }
            searches(library);
            scrolling(library);
            thumbnails(library, folder);
        }
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "heap: %d MB used at the end, limit %d MB%n",
                (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                runtime.maxMemory() >> 20);
    }

    private static String report(Library library) {
        RescanReport report = library.rescan(now -> {}, CancellationToken.none());
        return report.seen() + " seen, " + report.added() + " new";
    }

    private interface Work {
        Object run();
    }

    /// Wall time, and this thread's processor time: the figure to trust where other programs are busy.
    private static void time(String what, Work work) {
        long begin = System.nanoTime();
        long cpu = cpu();
        Object result = work.run();
        System.out.printf(
                Locale.ROOT,
                "%-32s %10.1f ms, cpu %8.1f ms  %s%n",
                what,
                (System.nanoTime() - begin) / 1e6,
                (cpu() - cpu) / 1e6,
                result);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
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

    private static String word() {
        return WORDS[RANDOM.nextInt(WORDS.length)];
    }

    /// A page of 100 for each search: words begun and whole, several, phrases, exclusions, models, seeds,
    /// sizes, dates.
    private static void searches(Library library) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            texts.add(word());
            texts.add(word().substring(0, 2));
            texts.add(word() + " " + word() + " " + word());
            texts.add("\"" + word() + " " + word() + "\"");
            texts.add(word() + " -" + word());
            texts.add("model:" + MODELS[i % MODELS.length] + " " + word());
            texts.add("seed:" + RANDOM.nextLong(1L << 32));
            texts.add("rating:>=4");
            texts.add("size:32x48 steps:>35 cfg:11");
            texts.add("after:2025-0" + (1 + i % 9) + " before:2025-12 " + word());
            texts.add("is:favourite tag:none");
            texts.add("nothinglikethis");
            texts.add("-" + word() + " -" + word());
        }
        double[] times = new double[texts.size()];
        double[] cpus = new double[texts.size()];
        double[] counts = new double[texts.size()];
        double slowest = 0;
        String what = "";
        for (int i = 0; i < texts.size(); i++) {
            Search search = Search.parse(texts.get(i));
            long begin = System.nanoTime();
            long cpu = cpu();
            library.page(search, Long.MAX_VALUE, 100);
            times[i] = (System.nanoTime() - begin) / 1e6;
            cpus[i] = (cpu() - cpu) / 1e6;
            if (cpus[i] > slowest) {
                slowest = cpus[i];
                what = texts.get(i);
            }
            cpu = cpu();
            library.ids(search);
            counts[i] = (cpu() - cpu) / 1e6;
        }
        print("search, page of 100, wall", times);
        print("search, page of 100, cpu", cpus);
        print("search, all numbers, cpu", counts);
        System.out.println("slowest search: " + what);
    }

    /// A page of 40 anywhere, by number.
    private static void scrolling(Library library) {
        long[] ids = library.ids(Search.all());
        double[] times = new double[200];
        for (int i = 0; i < times.length; i++) {
            int at = RANDOM.nextInt(Math.max(1, ids.length - 40));
            long begin = cpu();
            library.load(Arrays.copyOfRange(ids, at, Math.min(ids.length, at + 40)));
            times[i] = (cpu() - begin) / 1e6;
        }
        print("scroll anywhere, 40, cpu", times);
    }

    private static void thumbnails(Library library, Path folder) {
        try (Thumbnails thumbnails = new Thumbnails(folder.resolve("thumbnails"), 1L << 30)) {
            for (String how : List.of("made", "kept")) {
                List<Picture> page = library.page(Search.all(), Long.MAX_VALUE, 40);
                time("40 thumbnails, " + how, () -> page.stream()
                        .map(thumbnails::of)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .count());
            }
        }
    }

    private static void print(String what, double[] times) {
        Arrays.sort(times);
        System.out.printf(
                Locale.ROOT,
                "%-32s median %.1f, p95 %.1f, most %.1f ms (%d)%n",
                what,
                times[times.length / 2],
                times[(int) (times.length * 0.95)],
                times[times.length - 1],
                times.length);
    }
}
