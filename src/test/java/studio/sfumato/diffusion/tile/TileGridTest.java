package studio.sfumato.diffusion.tile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.ImageSize;

class TileGridTest {
    private static final int EIGHT = 8;
    private static final int TILE = 64;

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 8, 15, 31, 48})
    void movedOntoEightsTilesStillCoverThePictureAndShareWhatTheyTell(int overlap) {
        for (int side = TILE; side <= 6 * TILE; side += EIGHT) {
            TileGrid grid =
                    TileGrid.of(side, TILE, new ImageSize(TILE, TILE), overlap).on(EIGHT);
            List<Integer> starts = grid.columns();

            assertThat(grid.overlap()).isBetween(overlap - EIGHT + 1, overlap);
            assertThat(starts).first().isEqualTo(0);
            assertThat(starts.getLast() + TILE).isEqualTo(side);
            for (int i = 1; i < starts.size(); i++) {
                assertThat(starts.get(i) % EIGHT).isZero();
                assertThat(starts.get(i - 1) + TILE - starts.get(i))
                        .as("shared in %s at %s", side, i)
                        .isGreaterThanOrEqualTo(grid.overlap());
            }
        }
    }
}
