package studio.sfumato.diffusion.upscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TilesTest {
    @Test
    void aShortSideIsOnePiece() {
        assertThat(Tiles.of(192, 192, 32)).containsExactly(new Tiles.Span(0, 192));
        assertThat(Tiles.of(5, 192, 32)).containsExactly(new Tiles.Span(0, 5));
    }

    @ParameterizedTest
    @ValueSource(ints = {193, 200, 351, 352, 353, 1000, 8192})
    void piecesCoverTheSideAndOverlapEnough(int length) {
        List<Tiles.Span> spans = Tiles.of(length, 192, 32);
        assertThat(spans).allSatisfy(span -> assertThat(span.length()).isEqualTo(192));
        assertThat(spans.getFirst().start()).isZero();
        assertThat(spans.getLast().end()).isEqualTo(length);
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i - 1).end() - spans.get(i).start()).isBetween(32, 191);
        }
    }
}
