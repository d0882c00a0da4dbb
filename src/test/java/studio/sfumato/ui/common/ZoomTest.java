package studio.sfumato.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ZoomTest {
    private static final Zoom.Room ROOM = new Zoom.Room(400, 300, 800, 400);

    @Test
    void fittedAllOfItIsSeenInTheMiddle() {
        assertThat(Zoom.fit(ROOM)).isEqualTo(new Zoom(0.5, 0, 50, true));
        assertThat(Zoom.fit(new Zoom.Room(400, 300, 40, 40)).scale()).isEqualTo(7.5);
    }

    @Test
    void whatIsUnderThePointerStaysThere() {
        Zoom near = Zoom.fit(ROOM).at(2, 100, 150, ROOM);
        assertThat((100 - near.x()) / near.scale()).isEqualTo(200);
        assertThat((150 - near.y()) / near.scale()).isEqualTo(200);
        assertThat(near.fitted()).isFalse();
    }

    @Test
    void noEdgeComesLooseFromTheRooms() {
        Zoom near = Zoom.fit(ROOM).at(2, 0, 0, ROOM);
        assertThat(near.moved(500, 500, ROOM)).isEqualTo(new Zoom(2, 0, 0, false));
        assertThat(near.moved(-5000, -5000, ROOM)).isEqualTo(new Zoom(2, -1200, -500, false));
    }

    @Test
    void itStaysWithinBounds() {
        assertThat(Zoom.fit(ROOM).at(1000, 0, 0, ROOM).scale()).isEqualTo(32);
        assertThat(Zoom.fit(ROOM).at(0.00001, 0, 0, ROOM).scale()).isEqualTo(0.125);
    }

    @Test
    void fittedItFollowsTheRoom() {
        Zoom.Room wide = new Zoom.Room(800, 600, 800, 400);
        assertThat(Zoom.fit(ROOM).in(wide).scale()).isEqualTo(1);
        assertThat(Zoom.fit(ROOM).at(2, 0, 0, ROOM).in(wide).scale()).isEqualTo(2);
    }
}
