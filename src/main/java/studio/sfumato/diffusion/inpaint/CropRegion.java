package studio.sfumato.diffusion.inpaint;

import studio.sfumato.image.Box;
import studio.sfumato.image.Mask;

/// What of a picture is shown to the model when only the masked part is painted: A1111's `get_crop_region` and
/// `expand_crop_region` (`modules/masking.py`).
public final class CropRegion {
    private CropRegion() {}

    /// {@return the rectangle around the mask, padded and widened to the shape of the size it is worked on in, as far
    /// as
    /// the picture goes}
    ///
    /// @param mask not empty
    /// @param width the size that is worked on in
    public static Box around(Mask mask, int padding, int width, int height) {
        Box box = mask.bounds().orElseThrow();
        int left = Math.max(box.left() - padding, 0);
        int top = Math.max(box.top() - padding, 0);
        int right = Math.min(box.right() + padding, mask.width());
        int bottom = Math.min(box.bottom() + padding, mask.height());
        double shape = (double) width / height;
        if ((double) (right - left) / (bottom - top) > shape) {
            int missing = (int) ((right - left) / shape - (bottom - top));
            Span rows = new Span(top, bottom).widened(missing, mask.height());
            return new Box(left, rows.from, right - left, rows.to - rows.from);
        }
        int missing = (int) ((bottom - top) * shape - (right - left));
        Span columns = new Span(left, right).widened(missing, mask.width());
        return new Box(columns.from, top, columns.to - columns.from, bottom - top);
    }

    /// From where to where one side goes.
    private record Span(int from, int to) {
        Span widened(int missing, int size) {
            int low = from - missing / 2;
            int high = to + missing - missing / 2;
            if (high >= size) {
                low -= high - size;
                high = size;
            }
            if (low < 0) {
                high -= low;
                low = 0;
            }
            return new Span(low, Math.min(high, size));
        }
    }
}
