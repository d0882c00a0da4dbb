package studio.sfumato.ui.generate;

import java.nio.file.Path;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.StudioException;

/// Makes pictures and keeps them, on threads of its own.
public interface Easel {
    /// Begins as soon as what was asked for before is done; returns at once.
    Sitting begin(GenerationRequest request, Watcher watcher);

    /// A request under way.
    interface Sitting {
        /// Ends it now; the watcher hears [GenerationEvent.Cancelled] unless it had ended.
        void cancel();
    }

    /// Hears how it goes, on other threads, one thing at a time and in order. [#kept] or [#lost] follows each
    /// [GenerationEvent.ImageReady].
    interface Watcher {
        /// Something happened.
        void heard(GenerationEvent event);

        /// A picture is safe in `file`.
        void kept(GenerationEvent.ImageReady picture, Path file);

        /// A picture could not be written.
        void lost(GenerationEvent.ImageReady picture, StudioException why);
    }
}
