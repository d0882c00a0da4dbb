package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import studio.sfumato.diffusion.hires.PictureEnlarger;
import studio.sfumato.diffusion.sampler.PictureWalk;
import studio.sfumato.diffusion.tile.Glance;
import studio.sfumato.diffusion.tile.JointDenoiser;
import studio.sfumato.diffusion.tile.PartMean;
import studio.sfumato.diffusion.tile.SmallFrame;
import studio.sfumato.diffusion.tile.TileFrame;
import studio.sfumato.diffusion.tile.TileGrid;
import studio.sfumato.diffusion.tile.TileSheet;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.image.Box;
import studio.sfumato.image.Framing;
import studio.sfumato.image.Raster;
import studio.sfumato.net.vae.Autoencoder;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Makes a picture larger and changes it tile by tile: A1111's script *SD upscale* (`scripts/sd_upscale.py`) with one
/// tile at a time, so that memory holds the picture as bytes and the tensors of one tile.
///
/// Tile i of picture n, counted along the rows, has the noise of the request's seed + n + i; which tiles are made
/// together changes nothing.
final class TiledUpscale {
    /// How many pixels of a picture whose tiles grow together are encoded and decoded at once: attention over all of
    /// them would take hours of larger ones, and features of all of them the memory.
    static final long AT_ONCE = 2048L * 2048;

    private final Passes passes;
    private final PictureEnlarger enlarger;
    private final long atOnce;
    private final GenerationRequest request;
    private final Task.Upscale task;
    private final Consumer<GenerationEvent> events;
    private final PictureControl control;
    private final CancellationToken token;

    /// @param atOnce how many pixels are encoded and decoded at once
    TiledUpscale(
            Passes passes,
            PictureEnlarger enlarger,
            long atOnce,
            GenerationRequest request,
            Task.Upscale task,
            Consumer<GenerationEvent> events,
            PictureControl control) {
        this.passes = passes;
        this.enlarger = enlarger;
        this.atOnce = atOnce;
        this.request = request;
        this.task = task;
        this.events = events;
        this.control = control;
        token = control.whole();
    }

    /// How far a picture came.
    ///
    /// @param latents of the tile that was made last
    /// @param step after which it was ended early; 0 if it was finished
    private record Made(Tensor latents, int step) {
        Done of(Raster picture) {
            return new Done(picture, latents, step);
        }
    }

    /// The same with the picture, as far as it came.
    private record Done(Raster picture, Tensor latents, int step) {}

    /// What the tiles of a picture took in all. Nobody is told of a single tile's.
    private static final class Costs {
        private final Map<Stage, GenerationEvent.StageDone> stages = new EnumMap<>(Stage.class);

        void add(GenerationEvent.StageDone done) {
            stages.merge(
                    done.stage(),
                    done,
                    (before, now) -> new GenerationEvent.StageDone(
                            now.stage(), before.seconds() + now.seconds(), now.residentBytes(), now.peakBytes()));
        }

        List<GenerationEvent.StageDone> all() {
            return List.copyOf(stages.values());
        }
    }

    /// Makes the pictures.
    void generate() {
        Raster source = Framing.on(passes.sources().apply(task.source()), Ground.BACKGROUND);
        task.how().require(source, enlarger);
        boolean together = task.how().method() == SdUpscale.Method.MULTIDIFFUSION;
        int whole = together ? passes.painter().vae().factor() : 1;
        TileGrid grid = TileGrid.of(
                        Math.ceilDiv(task.how().side(source.width()), whole) * whole,
                        Math.ceilDiv(task.how().side(source.height()), whole) * whole,
                        request.size(),
                        task.how().overlap())
                .on(whole);
        Passes.Walk walk = passes.walk(tiled(grid.tile()), events, token);
        Passes.Pass ready = passes.ready(walk, Optional.empty(), events, token);
        Raster large = task.how().enlarged(source, enlarger, token);
        Passes.Pass pass = together ? joint(ready, grid, large) : ready;
        for (int picture = 0; picture < request.count(); picture++) {
            Costs costs = new Costs();
            if (picture == 0) {
                costs.add(pass.encoded());
            }
            Optional<Done> made =
                    together ? together(pass, grid, large, picture, costs) : made(pass, grid, large, picture, costs);
            if (made.isPresent()) {
                events.accept(new GenerationEvent.ImageReady(
                        picture,
                        request.noise(picture).seed(),
                        made.get().picture(),
                        made.get().latents(),
                        made.get().step(),
                        costs.all()));
            } else if (!control.kept()) {
                events.accept(new GenerationEvent.Skipped(List.of(picture)));
            } else if (picture == 0) {
                throw new CancelledException(); // ended before there was anything to show
            }
            if (control.kept()) {
                return;
            }
        }
    }

    /// {@return the request of one tile}; where the picture is narrower than what tiles share, so is the tile
    private GenerationRequest tiled(ImageSize tile) {
        return request.withTask(new Task.Upscale(
                        task.source(), task.strength(), task.how().within(tile)))
                .withSize(tile);
    }

    /// {@return a picture; empty if it is to be left out, or was ended before its first step}
    private Optional<Done> made(Passes.Pass pass, TileGrid grid, Raster large, int picture, Costs costs) {
        TileSheet sheet = new TileSheet(large, grid);
        Glance glance = new Glance(large);
        int each = pass.walk().plan().steps();
        Optional<Made> made = Optional.empty();
        for (int number = 0; number < grid.count() && (number == 0 || made.isPresent()) && !control.kept(); number++) {
            Raster seen = sheet.tile(number);
            Box place = grid.box(number);
            Passes.Pass tile = tile(pass, seen, view(place, grid));
            Consumer<GenerationEvent> hears = hears(frame -> new TileFrame(glance, place, frame), costs);
            Optional<Sampled> sampled = sampled(tile, number, grid.count(), picture, hears);
            int done = number * each;
            if (sampled.isEmpty()) {
                return Optional.empty();
            }
            int step = sampled.get().step();
            if (step == 0 || step > done) {
                Raster painted = decoded(sampled.get().latents(), hears);
                sheet.put(number, painted);
                glance.put(place, painted);
            }
            boolean finished = step == 0 && number == grid.count() - 1;
            made = Optional.of(new Made(sampled.get().latents(), finished ? 0 : step == 0 ? done + each : step));
        }
        costs.all().forEach(events);
        return made.map(all -> all.of(sheet.picture()));
    }

    /// {@return what of a picture that guides a tile follows, that picture being as large as this one}
    private static Function<Raster, Raster> view(Box box, TileGrid grid) {
        return guide -> {
            int left = (int) ((long) box.left() * guide.width() / grid.width());
            int top = (int) ((long) box.top() * guide.height() / grid.height());
            long right = Math.ceilDiv((long) box.right() * guide.width(), grid.width());
            long bottom = Math.ceilDiv((long) box.bottom() * guide.height(), grid.height());
            int width = Math.clamp(right - left, 1, guide.width() - left);
            int height = Math.clamp(bottom - top, 1, guide.height() - top);
            return Framing.part(guide, left, top, width, height);
        };
    }

    private Passes.Pass tile(Passes.Pass pass, Raster seen, Function<Raster, Raster> view) {
        Ground ground =
                maker().whole(seen, ResizeMode.STRETCH, pass.walk().request().size());
        Troupe guided = pass.troupe().through(view);
        return pass.from(ground, guided, fed(pass, guided, ground.beside()));
    }

    /// {@return what the U-Net is fed beside a tile}
    ///
    /// @param own what the tile's own picture gives, if anything
    private Optional<Tensor> fed(Passes.Pass pass, Troupe guided, Optional<Tensor> own) {
        return guided.own().seesDepth()
                ? guided.own().beside(pass.walk().request().size(), request.tiling(), events, token)
                : own.or(pass::beside);
    }

    /// {@return a walk whose tiles grow together}: its latents are whole, only the network sees them in parts
    private Passes.Pass joint(Passes.Pass pass, TileGrid grid, Raster large) {
        Ground ground = maker().over(encoded(grid, TileSheet.padded(large, grid.width(), grid.height())));
        return pass.over(
                ground,
                IntStream.range(0, grid.count())
                        .mapToObj(number -> part(pass, ground, grid, number))
                        .toList());
    }

    private boolean atOnce(TileGrid grid) {
        return (long) grid.width() * grid.height() <= atOnce;
    }

    /// {@return a picture's latents}; of a large one those of its tiles, averaged where they overlap
    private Tensor encoded(TileGrid grid, Raster picture) {
        if (atOnce(grid)) {
            return maker().latents(picture);
        }
        Autoencoder vae = passes.painter().vae();
        PartMean mean = new PartMean(
                Shape.of(1, vae.latentChannels(), grid.height() / vae.factor(), grid.width() / vae.factor()));
        for (int number = 0; number < grid.count(); number++) {
            Box box = grid.box(number);
            Raster part = Framing.part(picture, box.left(), box.top(), box.width(), box.height());
            mean.add(maker().latents(part), place(box));
        }
        return mean.mean();
    }

    /// {@return what latents show}; of a large picture its tiles, each fading in over its neighbours
    private Raster decoded(TileGrid grid, Tensor latents, Raster large, Consumer<GenerationEvent> hears) {
        if (atOnce(grid)) {
            return decoded(latents, hears);
        }
        TileSheet sheet = new TileSheet(TileSheet.padded(large, grid.width(), grid.height()), grid);
        for (int number = 0; number < grid.count(); number++) {
            sheet.begin(number);
            sheet.put(number, decoded(JointDenoiser.cut(latents, place(grid.box(number))), hears));
        }
        return sheet.picture();
    }

    /// {@return where a box lies in the latents}
    private Box place(Box box) {
        int factor = passes.painter().vae().factor();
        return new Box(box.left() / factor, box.top() / factor, box.width() / factor, box.height() / factor);
    }

    /// {@return a picture whose tiles grow together}
    private Optional<Done> together(Passes.Pass pass, TileGrid grid, Raster large, int picture, Costs costs) {
        Consumer<GenerationEvent> hears = hears(SmallFrame::new, costs);
        Passes.Call call = new Passes.Call(
                List.of(picture),
                List.of(request.noise(picture)),
                Optional.empty(),
                pass.walk().plan().steps());
        PictureWalk walk = pass.walk().change().orElseThrow();
        Beginning beginning = pass.ground().orElseThrow().beginning(walk, 1);
        Optional<Sampled> sampled = passes.run(pass, beginning, call, new ArrayList<>(), hears, control);
        Optional<Done> made = sampled.map(all -> new Done(
                Framing.part(decoded(grid, all.latents(), large, hears), 0, 0, large.width(), large.height()),
                all.latents(),
                all.step()));
        costs.all().forEach(events);
        return made;
    }

    private Passes.Part part(Passes.Pass pass, Ground ground, TileGrid grid, int number) {
        Box box = grid.box(number);
        Box place = place(box);
        Troupe guided = pass.troupe().through(view(box, grid));
        Optional<Tensor> own = ground.beside().map(all -> JointDenoiser.cut(all, place));
        return new Passes.Part(place, guided, fed(pass, guided, own));
    }

    private Ground.Maker maker() {
        Painter painter = passes.painter();
        return new Ground.Maker(passes.sources(), painter.encoder(), painter.model(), events, token);
    }

    private Optional<Sampled> sampled(
            Passes.Pass tile, int number, int tiles, int picture, Consumer<GenerationEvent> hears) {
        PictureWalk walk = tile.walk().change().orElseThrow();
        Ground ground = tile.ground().orElseThrow();
        int each = tile.walk().plan().steps();
        NoiseSettings noise = request.noise(picture);
        Passes.Call call = new Passes.Call(
                List.of(picture),
                List.of(noise.withSeed(noise.seed().plus(number))),
                number == 0 ? Optional.empty() : Optional.of(new Sampled(ground.latents(), number * each)),
                tiles * each);
        return passes.run(tile, ground.beginning(walk, 1), call, new ArrayList<>(), hears, control);
    }

    private Raster decoded(Tensor latents, Consumer<GenerationEvent> hears) {
        Painter painter = passes.painter();
        StageClock decoding = new StageClock(Stage.DECODE, passes.memory(), hears);
        Tensor unscaled = latents.over(painter.vae().scalingFactor());
        Raster painted = painter.decoder(request.tiling())
                .use(latents.shape(), hears, token, decode -> Raster.fromTensor(decode.apply(unscaled)));
        decoding.stop();
        passes.preview().learn(latents, painted);
        return painted;
    }

    /// What happens to a tile is told as what happens to the picture.
    ///
    /// @param shown how its steps are seen
    private Consumer<GenerationEvent> hears(UnaryOperator<StepFrame> shown, Costs costs) {
        return event -> {
            switch (event) {
                case GenerationEvent.StageDone done -> costs.add(done);
                case GenerationEvent.Previewed seen ->
                    events.accept(new GenerationEvent.Previewed(
                            seen.picture(), seen.step(), seen.steps(), shown.apply(seen.frame())));
                case GenerationEvent.Queued _,
                        GenerationEvent.Notice _,
                        GenerationEvent.LoadingModel _,
                        GenerationEvent.Encoding _,
                        GenerationEvent.Stepped _,
                        GenerationEvent.Decoding _,
                        GenerationEvent.ImageReady _,
                        GenerationEvent.Skipped _,
                        GenerationEvent.Finished _,
                        GenerationEvent.Cancelled _,
                        GenerationEvent.Failed _ -> events.accept(event);
            }
        };
    }
}
