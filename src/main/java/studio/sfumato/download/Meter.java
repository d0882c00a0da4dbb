package studio.sfumato.download;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/// How fast something goes and how long it will take: the speed of the last seconds, which a short pause does not
/// upset.
final class Meter {
    /// After this many seconds an old speed counts for a third.
    private static final double MEMORY = 4;

    private static final double NANOS = 1e9;
    private static final double SHORTEST = 0.2;
    private static final long LONGEST = Duration.ofDays(30).toSeconds();

    private final LongSupplier nanos;
    private long since;
    private long bytes;
    private double perSecond;
    private boolean known;

    /// @param nanos a clock that counts nanoseconds from anywhere
    Meter(LongSupplier nanos) {
        this.nanos = nanos;
        this.since = nanos.getAsLong();
    }

    /// Counts bytes that came.
    ///
    /// @return whether the speed is new, and worth telling
    boolean count(long more) {
        bytes += more;
        double seconds = (nanos.getAsLong() - since) / NANOS;
        if (seconds < SHORTEST) {
            return false;
        }
        double now = bytes / seconds;
        double old = known ? Math.exp(-seconds / MEMORY) : 0;
        perSecond = old * perSecond + (1 - old) * now;
        known = true;
        bytes = 0;
        since = nanos.getAsLong();
        return true;
    }

    /// {@return bytes a second; 0 until that is known}
    double perSecond() {
        return perSecond;
    }

    /// {@return how long `bytesLeft` will take}
    Optional<Duration> left(long bytesLeft) {
        if (!known || perSecond < 1 || bytesLeft < 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofSeconds(Math.min(LONGEST, Math.round(bytesLeft / perSecond))));
    }
}
