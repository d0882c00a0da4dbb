package studio.sfumato.ui.canvas;

import java.util.List;
import java.util.function.Consumer;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.image.control.MapSettings;
import studio.sfumato.image.control.Pose;
import studio.sfumato.image.control.PoseScope;

/// What the canvas asks of the rest of the program. All but [#keep], [#controls], [#upscalers], [#map] and [#pose] is
/// called
/// on the window's thread.
public interface Atelier {
    /// Keeps a picture that a request works on; takes a while.
    ///
    /// @throws studio.sfumato.error.StudioException if it cannot be written
    PictureRef keep(Raster picture);

    /// {@return the request that Create would make of these words now, with its model and all that is set there}
    ///
    /// @param seed as it was typed; empty for any
    /// @throws studio.sfumato.error.RequestException if something cannot be; the message names it
    GenerationRequest asked(String positive, String negative, String seed, int count);

    /// Puts what was written into the queue, choices in its prompts made.
    ///
    /// @param asked hears, before anything of it begins, what is asked for
    void ask(GenerationRequest written, Consumer<List<GenerationRequest>> asked);

    /// {@return the names of the networks that can guide pictures; takes a while}
    List<String> controls();

    /// {@return the names of what can make pictures larger, the usual one first; takes a while}
    List<String> upscalers();

    /// {@return how many bytes pictures may take in all}
    long room();

    /// {@return the map of a picture, of its size; takes a while}
    ///
    /// @throws studio.sfumato.error.StudioException if it cannot be made, such as for want of a network
    Raster map(Raster picture, ControlType type, MapSettings settings);

    /// {@return everybody in a picture, in its pixels; takes a while}
    ///
    /// @param scope what of them is wanted
    /// @throws studio.sfumato.error.StudioException if nobody can be seen, such as for want of a network
    Pose pose(Raster picture, PoseScope scope);

    /// {@return the size the model was trained at}
    ImageSize usualSize();

    /// {@return which edges of what is asked for meet}
    Wrap tiling();

    /// Stops what is under way.
    void stop();
}
