package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.Printable;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.ContactSheet;
import studio.sfumato.image.Png;
import studio.sfumato.image.Resampler;
import studio.sfumato.job.Destination;
import studio.sfumato.job.PictureKeeper;
import studio.sfumato.job.PictureRecords;

/// Hears of a request's events: writes its pictures, previews and contact sheets, and reports as the options say. A
/// file that cannot be written does not lose the pictures that come after it.
final class PictureSink implements Consumer<GenerationEvent> {
    private static final int SHEET_SIDE = 256;

    private final GenerateOptions options;
    private final GenerationRequest request;
    private final Destination place;
    private final String previewName;
    private final CompletableFuture<PictureRecords> records;
    private final ProgressLine progress;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Map<Integer, List<ContactSheet.Cell>> steps = new TreeMap<>();
    private int exitCode;

    PictureSink(
            GenerateOptions options,
            GenerationRequest request,
            String previewName,
            Destination place,
            CompletableFuture<PictureRecords> records,
            ProgressLine progress,
            PrintWriter out,
            PrintWriter err) {
        this.options = options;
        this.request = request;
        this.previewName = previewName;
        this.place = place;
        this.records = records;
        this.progress = progress;
        this.out = out;
        this.err = err;
    }

    /// {@return 0, or the exit code of the last file that could not be written}
    int exitCode() {
        return exitCode;
    }

    @Override
    public void accept(GenerationEvent event) {
        progress.show(event);
        @Nullable Path file = null;
        try {
            file = written(event);
        } catch (StudioException unwritten) {
            complain(unwritten);
        }
        if (options.events) {
            out.println(EventJson.line(event, file == null ? null : file.toString()));
            out.flush();
        } else {
            report(event, file);
        }
    }

    private @Nullable Path written(GenerationEvent event) {
        return switch (event) {
            case GenerationEvent.Previewed previewed -> preview(previewed);
            case GenerationEvent.ImageReady ready -> picture(ready);
            default -> null;
        };
    }

    private void report(GenerationEvent event, @Nullable Path file) {
        switch (event) {
            case GenerationEvent.Notice notice -> {
                progress.clear();
                err.println("note: " + Printable.of(notice.message()));
            }
            case GenerationEvent.ImageReady _
            when file != null -> {
                progress.clear();
                out.println(file);
                out.flush();
            }
            default -> {}
        }
    }

    private @Nullable Path preview(GenerationEvent.Previewed previewed) {
        if (options.contactSheet) {
            steps.computeIfAbsent(previewed.picture(), _ -> new ArrayList<>())
                    .add(new ContactSheet.Cell(
                            Resampler.BILINEAR.fit(previewed.preview(), SHEET_SIDE), "step " + previewed.step()));
        }
        if (options.previewDir == null) {
            return null;
        }
        Path file = options.previewDir.resolve(String.format(
                Locale.ROOT,
                "%s%s-%03d.png",
                previewName,
                request.noise(previewed.picture()).label(),
                previewed.step()));
        Png.write(file, previewed.preview(), List.of());
        return file;
    }

    private Path picture(GenerationEvent.ImageReady ready) {
        Path file = new PictureKeeper(Clock.system(ZoneId.systemDefault())).keep(request, ready, records.join(), place);
        sheet(ready, file);
        return file;
    }

    /// The picture is safe already: a sheet that cannot be written is only reported.
    private void sheet(GenerationEvent.ImageReady ready, Path picture) {
        List<ContactSheet.Cell> cells = steps.remove(ready.picture());
        if (cells == null) {
            return;
        }
        List<ContactSheet.Cell> all = new ArrayList<>(cells);
        all.add(new ContactSheet.Cell(Resampler.LANCZOS.fit(ready.image(), SHEET_SIDE), "done"));
        String name = String.valueOf(picture.getFileName());
        Path file = picture.resolveSibling(name.substring(0, name.length() - ".png".length()) + "-steps.png");
        try {
            Png.write(file, ContactSheet.of(request.prompt().positive(), all), List.of());
        } catch (StudioException unwritten) {
            complain(unwritten);
        }
    }

    private void complain(StudioException unwritten) {
        progress.clear();
        Problems.print(err, unwritten);
        exitCode = unwritten.exitCode();
    }
}
