package studio.sfumato.job;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.image.PictureWriter;
import studio.sfumato.image.PngText;
import studio.sfumato.image.Raster;

/// Writes pictures with what made them, under names that tell about them.
///
/// @param clock tells when a picture was made
public record PictureKeeper(Clock clock) {
    /// Makes sure, before hours of work, that pictures can be written to `place`.
    ///
    /// @throws ImageFileException if they cannot
    /// @throws studio.sfumato.error.RequestException if it names a file of another format
    public static void prepare(Destination place) {
        PictureWriter.to(place.out(), place.total());
    }

    /// {@return the file that `ready`, a picture of `request`, was written to}
    ///
    /// @throws ImageFileException naming the file if it cannot be written; no part of it is left behind
    public Path keep(
            GenerationRequest request, GenerationEvent.ImageReady ready, PictureRecords records, Destination place) {
        return write(request, ready.picture(), ready.image(), records, records.of(request, ready), place);
    }

    /// {@return the file that what was seen of a step was written to, beside the pictures}
    ///
    /// @throws ImageFileException naming the file if it cannot be written; no part of it is left behind
    public Path keepStep(GenerationRequest request, SeenStep seen, PictureRecords records, Destination place) {
        return write(request, seen.picture(), seen.preview(), records, records.preview(request, seen), place);
    }

    private Path write(
            GenerationRequest request,
            int picture,
            Raster image,
            PictureRecords records,
            List<PngText> texts,
            Destination place) {
        NameFacts facts = new NameFacts(
                request,
                picture,
                records.title(),
                Objects.requireNonNullElse(records.modelHash(), ""),
                ZonedDateTime.now(clock));
        List<String> folders = new NamePattern(place.subFolders()).folders(facts);
        Path out = place.out();
        for (String folder : folders) {
            out = out.resolve(folder);
        }
        PictureWriter writer = PictureWriter.to(out, place.total());
        return writer.write(image, new NamePattern(place.fileName()).name(facts), place.first() + picture + 1, texts);
    }
}
