package studio.sfumato.diffusion;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.image.Raster;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// The picture of a unit as its network sees it, made once for each size.
final class ControlHint {
    private static final int COLOURS = 3;

    /// Less opaque than this is painted anew.
    private static final int HALF = 128;

    private final ControlUnit unit;
    private final Function<PictureRef, Raster> sources;
    private final int channels;
    private final int multiple;
    private final Map<ImageSize, Tensor> made = new HashMap<>();

    /// @param channels what the network sees: colours, or how bright they are
    /// @param multiple what the sides must be a multiple of; the border is drawn out
    ControlHint(ControlUnit unit, Function<PictureRef, Raster> sources, int channels, int multiple) {
        this.unit = unit;
        this.sources = sources;
        this.channels = channels;
        this.multiple = multiple;
    }

    /// {@return the same of another view of the picture}
    ControlHint through(Function<Raster, Raster> view) {
        return new ControlHint(unit, sources.andThen(view), channels, multiple);
    }

    /// {@return the map, 0 to 1, what is painted anew −1: [1, channels, height, width]}
    Tensor of(ImageSize size) {
        return made.computeIfAbsent(
                size, wanted -> tensor(unit.map(sources.apply(unit.picture()), wanted.width(), wanted.height())));
    }

    private Tensor tensor(Raster map) {
        int width = Math.ceilDiv(map.width(), multiple) * multiple;
        int height = Math.ceilDiv(map.height(), multiple) * multiple;
        int plane = width * height;
        float[] values = new float[channels * plane];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int argb = map.argb(Math.min(x, map.width() - 1), Math.min(y, map.height() - 1));
                int at = y * width + x;
                if (unit.type() == ControlType.INPAINT && argb >>> 24 < HALF) {
                    for (int channel = 0; channel < channels; channel++) {
                        values[channel * plane + at] = -1;
                    }
                } else if (channels == COLOURS) {
                    values[at] = ((argb >> 16) & 0xFF) / 255f;
                    values[plane + at] = ((argb >> 8) & 0xFF) / 255f;
                    values[2 * plane + at] = (argb & 0xFF) / 255f;
                } else {
                    values[at] = (((argb >> 16) & 0xFF) + ((argb >> 8) & 0xFF) + (argb & 0xFF)) / (3 * 255f);
                }
            }
        }
        return Tensor.wrap(Shape.of(1, channels, height, width), values);
    }
}
