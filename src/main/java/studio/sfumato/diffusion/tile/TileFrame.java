package studio.sfumato.diffusion.tile;

import java.util.Optional;
import studio.sfumato.diffusion.StepFrame;
import studio.sfumato.image.Box;
import studio.sfumato.image.Raster;

/// A step of a tile, seen in the picture it is a part of.
///
/// @param whole the picture, which shows what of it was done when the step is drawn
/// @param place where the tile lies in it
/// @param tile the step
public record TileFrame(Glance whole, Box place, StepFrame tile) implements StepFrame {
    @Override
    public Optional<Raster> draw(Estimate estimate) {
        return tile.draw(estimate).map(drawn -> whole.with(place, drawn));
    }

    @Override
    public Raster small() {
        return whole.with(place, tile.small());
    }

    @Override
    public boolean guided() {
        return tile.guided();
    }
}
