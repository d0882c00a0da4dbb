package studio.sfumato.ui.generate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;
import studio.sfumato.job.QueueEvent;

/// What the queue tells, with what takes time to work out.
///
/// @param made the picture it is about
/// @param drawn the preview it is about
/// @param film the steps of the picture it is about
record Told(
        QueueEvent event,
        @Nullable MadePicture made,
        @Nullable Raster drawn,
        @Nullable Film film) {
    /// {@return what to tell the window of `event`}; nothing where a preview is not wanted, which is not drawn either.
    ///
    /// @param reel holds the steps of the picture under way
    /// @param progress knows which previews are wanted
    static Optional<Told> of(QueueEvent event, Reel reel, ProgressModel progress) {
        reel.heard(event);
        return switch (event) {
            case QueueEvent.Heard heard
            when heard.event() instanceof GenerationEvent.Previewed previewed ->
                progress.due(previewed)
                        ? Optional.of(new Told(event, null, previewed.preview(), null))
                        : Optional.empty();
            case QueueEvent.Saved saved -> {
                int number = saved.picture().picture();
                MadePicture picture = new MadePicture(
                        saved.job().request().single(number),
                        saved.file(),
                        Resampler.LANCZOS.fit(saved.picture().image(), MadeModel.THUMBNAIL));
                yield Optional.of(new Told(
                        event, picture, null, reel.take(saved.job(), number).orElse(null)));
            }
            case QueueEvent.Unsaved unsaved ->
                Optional.of(new Told(
                        event,
                        null,
                        null,
                        reel.take(unsaved.job(), unsaved.picture().picture()).orElse(null)));
            case QueueEvent.Changed _, QueueEvent.Began _, QueueEvent.Ended _, QueueEvent.Heard _ ->
                Optional.of(new Told(event, null, null, null));
        };
    }

    /// Steps and previews are of use only while they are the newest.
    boolean overtakes(Told older) {
        return event instanceof QueueEvent.Heard now
                && older.event instanceof QueueEvent.Heard before
                && ((now.event() instanceof GenerationEvent.Stepped
                                && before.event() instanceof GenerationEvent.Stepped)
                        || (drawn != null && older.drawn != null));
    }
}
