package studio.sfumato.ui.gallery;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.image.metadata.PictureParameters;
import studio.sfumato.job.Repainting;
import studio.sfumato.ui.common.Note;

/// What the gallery asks of the rest of the program. All but [#model], [#control], [#missing] and [#keep] is called on
/// the window's thread.
public interface Studio {
    /// {@return what the form asks for now}: it fills up what a picture from another program does not tell.
    GenerationRequest asked();

    /// {@return the name here of the model that others call `name`}
    Optional<String> model(String name);

    /// {@return the name here of the network that guides models and that others call `name`, perhaps with a part of its
    /// hash in brackets}; may take a while
    Optional<String> control(String name);

    /// {@return what is not here that made a picture, one line each}; may take a while
    List<String> missing(PictureParameters told);

    /// Puts a request into the form and leads there.
    void use(GenerationRequest request);

    /// Puts what a picture made from another was made with into the form of the canvas.
    void repaint(GenerationRequest request, Repainting how);

    /// Puts a seed into the form and leads there.
    void useSeed(Seed seed);

    /// Leads to variations of the picture that a request made and that is in a file.
    void vary(GenerationRequest request, Path file);

    /// Keeps the picture in a file for requests that work on it; takes a while.
    ///
    /// @throws studio.sfumato.error.StudioException naming the file if it cannot be read or kept
    PictureRef keep(Path file);

    /// Puts a request into the queue; the form stays as it is.
    void ask(GenerationRequest request);

    /// Puts the picture in a file on the canvas and leads there.
    void canvas(Path file);

    /// Tells the user something where pictures are made.
    void tell(Note note);
}
