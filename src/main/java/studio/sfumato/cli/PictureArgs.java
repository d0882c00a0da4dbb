package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.inpaint.InpaintArea;
import studio.sfumato.diffusion.inpaint.Inpainting;
import studio.sfumato.diffusion.inpaint.Outpaint;
import studio.sfumato.diffusion.inpaint.OutpaintFill;
import studio.sfumato.diffusion.upscale.SdUpscale;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;
import studio.sfumato.job.PictureBatch;
import studio.sfumato.job.SourceStore;
import studio.sfumato.job.Upscaling;
import studio.sfumato.weights.ModelSource;

/// The picture to start from, as it was typed.
final class PictureArgs {
    /// How many times the width of the mask's feathered edge a continued picture is painted over.
    private static final int OVERLAP = 2;

    @Option(
            names = "--init",
            paramLabel = "PICTURE|DIR",
            description =
                    "Start from this picture, or from each in a folder, whose results have its name, not from noise.")
    @Nullable
    Path init;

    @Option(
            names = "--strength",
            paramLabel = "X",
            description = "How far to change it, 0 to 1: the share of the steps that are taken (default: 0.75).")
    @Nullable
    Double strength;

    @Option(
            names = "--resize-mode",
            paramLabel = "MODE",
            description = "What to do if it has another size: stretch (default), crop, fill or latent.")
    @Nullable
    String resizeMode;

    @Option(
            names = "--outpaint",
            paramLabel = "L,T,R,B",
            description = "Continue the picture by so many pixels to the left, upwards, to the right and downwards.")
    @Nullable
    String outpaint;

    @Option(
            names = "--infill",
            paramLabel = "WHAT",
            description = "What the continued part begins with: edge (default: the border's colours, blurred and noisy)"
                    + " or texture (the picture's own, from patches like those at the border).")
    @Nullable
    String infill;

    @Option(
            names = "--sd-upscale",
            paramLabel = "SETTINGS",
            description =
                    "Make the picture larger and paint it over tile by tile, for detail: scale=2,overlap=64,"
                            + "upscaler=NAME,tile=512 (or WxH),method=tiles or multidiffusion. Upscalers: what `sfumato upscalers` lists, Lanczos, None.")
    @Nullable
    String upscale;

    @Mixin
    MaskArgs masking = new MaskArgs();

    /// {@return what the requests begin with, at least one}
    ///
    /// @param store keeps the pictures
    /// @param model who changes them
    /// @param sized whether a size was typed
    /// @param err told of sizes that were changed
    /// @param preparing told how far it is, and ends it
    /// @throws studio.sfumato.error.CancelledException if cancelled
    List<Start> starts(SourceStore store, ModelSource model, boolean sized, PrintWriter err, Preparing preparing) {
        if (init == null) {
            if (strength != null
                    || resizeMode != null
                    || outpaint != null
                    || infill != null
                    || upscale != null
                    || masking.mask != null
                    || masking.anyOption()) {
                throw new RequestException("--strength, --resize-mode, --outpaint, --sd-upscale and the options of"
                        + " masks need a picture: --init PICTURE");
            }
            return List.of(Start.NOISE);
        }
        if (upscale != null && (outpaint != null || masking.mask != null || resizeMode != null)) {
            throw new RequestException(
                    "--sd-upscale works on the whole picture: leave out --mask, --outpaint and --resize-mode");
        }
        if (outpaint != null && masking.mask != null) {
            throw new RequestException("--outpaint makes its own mask: leave out --mask");
        }
        if (infill != null && outpaint == null) {
            throw new RequestException(
                    "--infill belongs to --outpaint",
                    "Under a mask it is --masked-content: original, fill, texture, noise or nothing.",
                    null);
        }
        if (masking.mask == null && outpaint == null && masking.anyOption()) {
            throw new RequestException("the options of masks need a mask: --mask PICTURE");
        }
        if (!Files.isDirectory(init)) {
            return List.of(start(init, store, model, sized, err, preparing));
        }
        List<Start> starts = PictureBatch.each(
                PictureBatch.in(init),
                picture -> start(picture, store, model, sized, err, preparing).named(PictureBatch.name(picture)),
                why -> err.println("warning: passed over: " + Printable.of(String.valueOf(why.getMessage()))));
        err.flush();
        return starts;
    }

    private Start start(
            Path picture, SourceStore store, ModelSource model, boolean sized, PrintWriter err, Preparing preparing) {
        preparing.token().throwIfCancelled();
        PictureRef source = store.keep(picture);
        if (upscale != null) {
            return larger(upscale, source, sized);
        }
        ResizeMode mode = resizeMode == null ? ResizeMode.STRETCH : ResizeMode.get(resizeMode);
        Task task = task(source, mode, store, model.instructed() ? 1 : Task.USUAL_STRENGTH, preparing);
        boolean part = task instanceof Task.Inpaint inpaint && inpaint.options().area() == InpaintArea.MASKED;
        if (sized || part) {
            return new Start(task, Optional.empty(), Optional.empty());
        }
        Raster raster = store.open(task.pictures().getFirst());
        ImageSize usual =
                new ImageSize(model.defaults().width(), model.defaults().height());
        ImageSize size = PictureBatch.size(raster.width(), raster.height(), usual);
        if (Math.abs(size.width() - raster.width()) > 4 || Math.abs(size.height() - raster.height()) > 4) {
            err.println("note: " + Printable.of(picture.toString()) + " is " + raster.width() + "x" + raster.height()
                    + "; it becomes " + size + ", which suits the model; another: --size WxH");
            err.flush();
        }
        return new Start(task, Optional.of(size), Optional.empty());
    }

    /// A tile has the size that was typed, or else the one the model likes best.
    private Start larger(String settings, PictureRef source, boolean sized) {
        SdUpscale.Typed typed = SdUpscale.parse(settings, Upscaling.SHIPPED);
        if (sized && typed.tile().isPresent()) {
            throw new RequestException("--size is the size of a tile here: leave out tile="
                    + typed.tile().get());
        }
        SdUpscale how = typed.how().withUpscaler(ControlArgs.lasting(typed.how().upscaler()));
        double change = strength == null ? SdUpscale.STRENGTH : strength;
        return new Start(new Task.Upscale(source, change, how), typed.tile(), Optional.empty());
    }

    private Task task(PictureRef source, ResizeMode mode, SourceStore store, double usual, Preparing preparing) {
        if (outpaint != null) {
            Inpainting options = masking.options();
            long seed = Long.parseUnsignedLong(source.sha256().substring(0, 16), 16); // so that it can be repeated
            OutpaintFill fill = infill == null ? OutpaintFill.EDGE : OutpaintFill.get(infill);
            Outpaint.Extended extended = Outpaint.parse(outpaint)
                    .of(
                            store.open(source),
                            OVERLAP * options.maskBlur(),
                            seed,
                            fill,
                            preparing.token(),
                            preparing::filling);
            preparing.done();
            return new Task.Inpaint(
                    store.keep(extended.picture()),
                    store.keep(extended.mask()),
                    strength == null ? Outpaint.STRENGTH : strength,
                    mode,
                    options);
        }
        double change = strength == null ? usual : strength;
        return masking.mask == null
                ? new Task.ImageToImage(source, change, mode)
                : new Task.Inpaint(source, store.keep(masking.mask), change, mode, masking.options());
    }
}
