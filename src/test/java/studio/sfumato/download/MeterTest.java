package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(-5 * SECOND); // a clock may begin anywhere
    private final Meter meter = new Meter(clock::get);

    private boolean came(long bytes, double seconds) {
        clock.addAndGet(Math.round(seconds * SECOND));
        return meter.count(bytes);
    }

    @Test
    void nothingIsToldBeforeTheSpeedIsKnown() {
        assertThat(meter.left(1000)).isEmpty();
        assertThat(came(1000, 0.1)).isFalse();
        assertThat(meter.left(1000)).isEmpty();
        assertThat(came(1000, 0.1)).isTrue();
        assertThat(meter.perSecond()).isCloseTo(10_000, within(1e-6));
        assertThat(meter.left(1_000_000)).contains(Duration.ofSeconds(100));
    }

    @Test
    void whatIsLeftIsRoundedToSeconds() {
        came(1000, 1);
        assertThat(meter.left(0)).contains(Duration.ZERO);
        assertThat(meter.left(499)).contains(Duration.ZERO);
        assertThat(meter.left(1500)).contains(Duration.ofSeconds(2));
    }

    @Test
    void afterFourSecondsAnOldSpeedCountsForAThird() {
        came(1000, 1);
        came(0, 4);
        assertThat(meter.perSecond()).isCloseTo(1000 / Math.E, within(1e-6));
        came(8000, 4);
        assertThat(meter.perSecond()).isCloseTo(1000 / Math.E / Math.E + 2000 * (1 - 1 / Math.E), within(1e-6));
    }

    @Test
    void aLongPauseAndASizeThatIsNotKnownLeaveItOpen() {
        came(1000, 1);
        assertThat(meter.left(-1)).as("more came than was said").isEmpty();
        came(0, 60);
        assertThat(meter.left(1000)).isEmpty();
        came(10, 60);
        assertThat(meter.left(1000)).isEmpty();
        came(4000, 4);
        assertThat(meter.left(1000)).contains(Duration.ofSeconds(2));
    }

    @Test
    void itNeverTellsMoreThanAMonth() {
        came(2, 1);
        assertThat(meter.left(Long.MAX_VALUE)).contains(Duration.ofDays(30));
    }
}
