package studio.sfumato.ui.generate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import studio.sfumato.diffusion.ImageSize;

/// A picture's shape to choose with one click.
public enum Aspect {
    /// As wide as high.
    SQUARE(1, 1),
    /// Upright.
    PORTRAIT(2, 3),
    /// Lying.
    LANDSCAPE(3, 2);

    private static final int[][] SHAPES = {{1, 1}, {4, 5}, {3, 4}, {2, 3}, {9, 16}, {9, 21}};
    private static final int FINE = 32;
    private static final int COARSE = 64;
    private static final int LARGE = 512;

    private final int across;
    private final int down;

    Aspect(int across, int down) {
        this.across = across;
        this.down = down;
    }

    /// {@return the shape in figures, `2:3`}
    public String label() {
        return across + ":" + down;
    }

    /// {@return the size of this shape with about as many pixels as `usual`, on a grid that every U-Net can halve}
    public ImageSize of(ImageSize usual) {
        return of(usual, across, down);
    }

    /// {@return usual shapes with about as many pixels as `usual`, upright and lying, without doubles}
    static List<ImageSize> presets(ImageSize usual) {
        Set<ImageSize> sizes = new LinkedHashSet<>();
        for (int[] shape : SHAPES) {
            sizes.add(of(usual, shape[0], shape[1]));
            sizes.add(of(usual, shape[1], shape[0]));
        }
        return List.copyOf(sizes);
    }

    private static ImageSize of(ImageSize usual, int across, int down) {
        if (across == down && usual.width() == usual.height()) {
            return usual;
        }
        double area = (double) usual.width() * usual.height();
        int grid = Math.sqrt(area) < LARGE ? FINE : COARSE;
        return new ImageSize(side(Math.sqrt(area * across / down), grid), side(Math.sqrt(area * down / across), grid));
    }

    private static int side(double exact, int grid) {
        return Math.clamp(Math.round(exact / grid) * grid, grid, ImageSize.LARGEST);
    }
}
