package studio.sfumato.download;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;

/// How long is waited, and how often tried again.
///
/// @param connect for a connection
/// @param answer for the beginning of an answer
/// @param stall for the next bytes of it
/// @param tries how often in a row a transfer is tried that brings nothing new
/// @param longest the longest time that a server may ask for before the next try
/// @param pause waits between tries
public record Patience(Duration connect, Duration answer, Duration stall, int tries, Duration longest, Pause pause) {
    private static final int DOUBLINGS = 5;

    /// Waits.
    @FunctionalInterface
    public interface Pause {
        /// Returns after `time`, or earlier.
        ///
        /// @throws CancelledException if `cancel` is cancelled meanwhile
        void wait(Duration time, CancellationToken cancel);
    }

    /// {@return what is usual}
    public static Patience usual() {
        return new Patience(
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                6,
                Duration.ofMinutes(5),
                Patience::sleep);
    }

    /// {@return the time before the try after `failed` failures in a row: 1, 2, 4, … 32 seconds}
    Duration backOff(int failed) {
        return Duration.ofSeconds(1L << Math.clamp(failed - 1L, 0, DOUBLINGS));
    }

    private static void sleep(Duration time, CancellationToken cancel) {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (CancellationToken.Registration _ = cancel.onCancel(cancelled::countDown)) {
            if (cancelled.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                cancel.throwIfCancelled();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }
}
