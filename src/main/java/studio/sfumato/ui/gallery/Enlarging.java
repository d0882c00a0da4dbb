package studio.sfumato.ui.gallery;

import java.util.List;
import studio.sfumato.job.Upscaling;

/// The upscalers of this machine. Any thread may ask.
public interface Enlarging {
    /// {@return their names; the first is the one to begin with}
    List<String> names();

    /// Opens one.
    ///
    /// @throws studio.sfumato.error.StudioException if it cannot be used
    Upscaling open(String name);
}
