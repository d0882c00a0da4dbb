package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.Printable;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.ContactSheet;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.job.QueuedJob;

/// Hears of a job's events: writes previews and contact sheets, enters pictures in the gallery, and
/// reports as the options say. A file that cannot be written does not lose the pictures that come after
/// it.
final class PictureSink {
    private static final int SHEET_SIDE = 256;
    private static final int CANCELLED = 130;

    private final GenerateOptions options;
    private final GenerationRequest request;
    private final String previewName;
    private final Consumer<Path> gallery;
    private final ProgressLine progress;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Map<Integer, List<ContactSheet.Cell>> steps = new TreeMap<>();
    private int exitCode;

    PictureSink(
            GenerateOptions options,
            QueuedJob job,
            Consumer<Path> gallery,
            ProgressLine progress,
            PrintWriter out,
            PrintWriter err) {
        this.options = options;
        this.request = job.request();
        boolean alone = job.place().total() == request.count();
        this.previewName = alone ? "" : job.place().first() + 1 + "-";
        this.gallery = gallery;
        this.progress = progress;
        this.out = out;
        this.err = err;
    }

    /// {@return 0, or the exit code of what went wrong last}
    int exitCode() {
        return exitCode;
    }

    /// Hears of anything but a picture that is ready.
    void heard(GenerationEvent event) {
        progress.show(event);
        @Nullable Path file = null;
        try {
            file = event instanceof GenerationEvent.Previewed previewed ? preview(previewed) : null;
        } catch (StudioException unwritten) {
            complain(unwritten);
        }
        line(event, file);
        switch (event) {
            case GenerationEvent.Notice notice
            when !options.events -> {
                progress.clear();
                err.println("note: " + Printable.of(notice.message()));
            }
            case GenerationEvent.Failed failed -> {
                Problems.print(err, failed.message(), failed.hint());
                exitCode = failed.exitCode();
            }
            case GenerationEvent.Cancelled _ -> exitCode = CANCELLED;
            default -> {}
        }
    }

    /// A picture is ready and written.
    void saved(GenerationEvent.ImageReady ready, Path file) {
        progress.show(ready);
        gallery.accept(file);
        sheet(ready, file);
        line(ready, file);
        if (!options.events) {
            progress.clear();
            out.println(file);
            out.flush();
        }
    }

    /// A picture is ready, but could not be written.
    void unsaved(GenerationEvent.ImageReady ready, StudioException problem) {
        progress.show(ready);
        complain(problem);
        line(ready, null);
    }

    private void line(GenerationEvent event, @Nullable Path file) {
        if (options.events) {
            out.println(EventJson.line(event, file == null ? null : file.toString()));
            out.flush();
        }
    }

    private @Nullable Path preview(GenerationEvent.Previewed previewed) {
        if (!options.contactSheet && options.previewDir == null) {
            return null;
        }
        Raster drawn = previewed.preview();
        if (options.contactSheet) {
            steps.computeIfAbsent(previewed.picture(), _ -> new ArrayList<>())
                    .add(new ContactSheet.Cell(Resampler.BILINEAR.fit(drawn, SHEET_SIDE), "step " + previewed.step()));
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
        Png.write(file, drawn, List.of());
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
