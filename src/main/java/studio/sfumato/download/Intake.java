package studio.sfumato.download;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;

/// The body of an answer, taken piece by piece and no faster than it is asked for; waiting for a piece ends after a
/// time, which a plain stream's does not.
final class Intake implements BodySubscriber<Intake> {
    private final CompletableFuture<Intake> there = CompletableFuture.completedFuture(this);
    private final BlockingQueue<Arrival> arrived = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean closed;

    /// What came.
    private sealed interface Arrival {
        record Pieces(List<ByteBuffer> buffers) implements Arrival {}

        record Failed(Throwable why) implements Arrival {}

        record End() implements Arrival {}
    }

    @Override
    public CompletionStage<Intake> getBody() {
        return there;
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        subscription = begun;
        if (closed) {
            begun.cancel();
        } else {
            begun.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        arrived.add(new Arrival.Pieces(buffers));
    }

    @Override
    public void onError(Throwable why) {
        arrived.add(new Arrival.Failed(why));
    }

    @Override
    public void onComplete() {
        arrived.add(new Arrival.End());
    }

    /// {@return the next piece, at least a byte; `null` at the end}
    ///
    /// @throws StalledException if none comes within `patience`
    /// @throws IOException if the connection fails
    /// @throws CancelledException if `cancel` is cancelled
    @Nullable
    ByteBuffer next(Duration patience, CancellationToken cancel) throws IOException {
        try (CancellationToken.Registration _ = cancel.onCancel(() -> arrived.add(new Arrival.End()))) {
            while (true) {
                cancel.throwIfCancelled();
                ByteBuffer piece = pieces.poll();
                if (piece != null && piece.hasRemaining()) {
                    return piece;
                }
                if (piece == null && !fill(patience)) {
                    cancel.throwIfCancelled();
                    return null;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private boolean fill(Duration patience) throws IOException, InterruptedException {
        Arrival arrival = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return switch (arrival) {
            case null -> throw new StalledException(patience);
            case Arrival.Pieces(List<ByteBuffer> buffers) -> {
                pieces.addAll(buffers);
                Flow.Subscription begun = subscription;
                if (begun != null) {
                    begun.request(1);
                }
                yield true;
            }
            case Arrival.Failed(Throwable why) -> throw new IOException(why.getMessage(), why);
            case Arrival.End() -> {
                arrived.add(arrival); // for whoever asks again
                yield false;
            }
        };
    }

    /// {@return all of it}
    ///
    /// @param most bytes that are taken
    /// @throws IOException if there is more, or the connection fails
    byte[] all(int most, Duration patience, CancellationToken cancel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer piece = next(patience, cancel); piece != null; piece = next(patience, cancel)) {
            if (all.size() + (long) piece.remaining() > most) {
                throw new IOException("the answer is longer than " + most + " bytes");
            }
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    /// Takes no more; the connection is closed if something was still to come.
    void close() {
        closed = true;
        Flow.Subscription begun = subscription;
        if (begun != null) {
            begun.cancel();
        }
    }
}
