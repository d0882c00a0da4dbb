package studio.sfumato.ui.canvas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SightTest {
    @Test
    void whatIsUnderThePointerStaysThereWhenOneLooksCloser() {
        Sight sight = Sight.fit(512, 512, 800, 600, 24);
        double x = sight.documentX(300);
        double y = sight.documentY(410);
        Sight closer = sight.zoomed(1.25, 300, 410).zoomed(1.25, 300, 410);
        assertThat(closer.documentX(300)).isCloseTo(x, within(1.0));
        assertThat(closer.documentY(410)).isCloseTo(y, within(1.0));
        assertThat(closer.scale()).isCloseTo(sight.scale() * 1.5625, within(1e-9));
    }

    @Test
    void stepsInAndOutEndWhereTheyBegan() {
        Sight sight = Sight.centred(1, 512, 512, 800, 600);
        for (int i = 0; i < 7; i++) {
            sight = sight.zoomed(1.25, 400, 300);
        }
        for (int i = 0; i < 7; i++) {
            sight = sight.zoomed(1 / 1.25, 400, 300);
        }
        assertThat(sight.scale()).isEqualTo(1);
    }

    @Test
    void aSmallDocumentIsEnlargedSomewhatAndALargeOneIsSeenWhole() {
        assertThat(Sight.fit(64, 64, 800, 600, 24).scale()).isEqualTo(4);
        Sight large = Sight.fit(4096, 2048, 800, 600, 24);
        assertThat(large.viewX(0)).isGreaterThanOrEqualTo(23);
        assertThat(large.viewX(4096)).isLessThanOrEqualTo(777);
    }

    @Test
    void theDocumentCannotBeLostBehindTheEdge() {
        Sight away = Sight.fit(512, 512, 800, 600, 24).moved(5000, -9000).held(512, 512, 800, 600);
        assertThat(away.viewX(0)).isLessThan(800);
        assertThat(away.viewY(512)).isGreaterThan(0);
    }

    @Test
    void oneCannotLookCloserOrFartherThanThereIsSenseIn() {
        Sight sight = Sight.WHOLE;
        assertThat(sight.zoomed(1e9, 0, 0).scale()).isEqualTo(Sight.MOST);
        assertThat(sight.zoomed(1e-9, 0, 0).scale()).isEqualTo(Sight.LEAST);
    }
}
