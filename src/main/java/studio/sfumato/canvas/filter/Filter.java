package studio.sfumato.canvas.filter;

import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.RequestException;

/// Something a layer is shown through. Equal pixels and equal filters make equal pictures. What is
/// transparent has no colour that could get into another pixel.
public sealed interface Filter permits Blur, Sharpen, Levels, PeronaMalik, Coherence {
    /// {@return what it makes of `in`, which may be written to}
    ///
    /// @throws CancelledException if `token` was cancelled
    Sheet of(Sheet in, CancellationToken token);

    /// {@return how many pixels beyond what is there it can make something}
    default int margin() {
        return 0;
    }

    /// Refuses a value that is outside of least…most, by name.
    static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new RequestException(name + " must be between " + least + " and " + most + ", not " + value);
        }
    }
}
