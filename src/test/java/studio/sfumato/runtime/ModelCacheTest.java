package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.ModelFileException;

@Timeout(30)
class ModelCacheTest {
    /// A model that knows whether it was closed while in use.
    private static final class Model {
        final AtomicInteger users = new AtomicInteger();
        volatile boolean closed;
        volatile boolean closedInUse;

        void close() {
            closedInUse |= users.get() > 0 || closed;
            closed = true;
        }
    }

    private final List<Model> loaded = new CopyOnWriteArrayList<>();
    private final List<Model> dropped = new CopyOnWriteArrayList<>();
    private final AtomicInteger trims = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ModelCache<String, Model> cache = new ModelCache<>(
            model -> {
                model.close();
                dropped.add(model);
            },
            trims::incrementAndGet);

    @AfterEach
    void stopThreads() {
        gate.countDown();
        threads.close();
    }

    private Model load() {
        Model model = new Model();
        loaded.add(model);
        return model;
    }

    private Supplier<Model> gated(CountDownLatch begun) {
        return () -> {
            begun.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return load();
        };
    }

    private Model use(String key) {
        return cache.use(key, this::load, CancellationToken.none(), model -> model);
    }

    @Test
    void aModelIsLoadedOnceAndLentAgain() {
        assertThat(use("unet")).isSameAs(use("unet"));
        assertThat(use("vae")).isNotSameAs(use("unet"));
        assertThat(loaded).hasSize(2);
        assertThat(cache.keys()).containsExactlyInAnyOrder("unet", "vae");
    }

    @Test
    void thoseWhoAskDuringALoadShareIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Supplier<Model> loader = gated(begun);
        cache.prefetch("unet", loader, CancellationToken.none());
        begun.await();
        List<Future<Model>> users = IntStream.range(0, 4)
                .mapToObj(
                        i -> threads.submit(() -> cache.use("unet", loader, CancellationToken.none(), model -> model)))
                .toList();
        gate.countDown();
        for (Future<Model> user : users) {
            assertThat(user.get()).isSameAs(loaded.getFirst());
        }
        assertThat(loaded).hasSize(1);
    }

    @Test
    void aFailedLoadReachesTheUserAndIsTriedAgain() {
        assertThatThrownBy(() -> cache.use(
                        "unet",
                        () -> {
                            throw new ModelFileException("model.safetensors is missing");
                        },
                        CancellationToken.none(),
                        model -> model))
                .isInstanceOf(ModelFileException.class)
                .hasMessage("model.safetensors is missing");
        assertThat(cache.keys()).isEmpty();
        assertThat(use("unet")).isSameAs(loaded.getFirst());
    }

    @Test
    void aCancelledWaitEndsAtOnceAndTheLoadIsDroppedWhenItEnds() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CancellationToken token = new CancellationToken();
        Future<Model> user = threads.submit(() -> cache.use("unet", gated(begun), token, model -> model));
        begun.await();
        token.cancel();
        assertThatThrownBy(() -> user.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(CancelledException.class);
        assertThat(loaded).isEmpty();

        gate.countDown();
        cache.evict("unet");
        assertThat(dropped).isEqualTo(loaded).hasSize(1);
        assertThat(trims).hasValue(1);
    }

    @Test
    void aCancelledPrefetchIsDroppedButOneThatSomeoneWaitsForIsKept() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CancellationToken token = new CancellationToken();
        cache.prefetch("unet", gated(begun), token);
        cache.prefetch("vae", gated(begun), token);
        begun.await();
        token.cancel();
        FutureTask<Model> user =
                new FutureTask<>(() -> cache.use("vae", this::load, CancellationToken.none(), model -> model));
        Thread waiting = Thread.ofPlatform().start(user);
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        gate.countDown();
        assertThat(user.get().closed).isFalse();
        cache.evict("unet");
        assertThat(dropped).hasSize(1).doesNotContain(user.get());
        assertThat(cache.keys()).containsExactly("vae");
    }

    @Test
    void evictionWaitsForTheLeaseAndALaterUseLoadsAnew() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        Future<Boolean> user = threads.submit(() -> cache.use("unet", this::load, CancellationToken.none(), model -> {
            working.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return model.closed;
        }));
        working.await();
        Future<?> eviction = threads.submit(() -> cache.evict("unet"));
        assertThatThrownBy(() -> eviction.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(dropped).isEmpty();
        gate.countDown();
        assertThat(user.get()).isFalse();
        eviction.get();
        assertThat(dropped).hasSize(1);
        assertThat(use("unet")).isNotSameAs(dropped.getFirst());
    }

    @Test
    void aCancelledEvictionEndsAtOnceAndTheModelIsDroppedAllTheSame() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        cache.prefetch("unet", gated(begun), CancellationToken.none());
        begun.await();
        CancellationToken token = new CancellationToken();
        Future<?> eviction = threads.submit(() -> cache.evictAllBut(Set.of(), token));
        token.cancel();
        assertThatThrownBy(() -> eviction.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(CancelledException.class);
        cache.prefetch("unet", this::load, CancellationToken.none());
        Future<?> again = threads.submit(() -> cache.evict("unet"));
        gate.countDown();
        again.get(5, TimeUnit.SECONDS);
        assertThat(dropped).isEqualTo(loaded).hasSize(1);
        assertThat(cache.keys()).isEmpty();
    }

    @Test
    void aUserCannotDropWhatItUses() {
        assertThatThrownBy(() -> cache.use("unet", this::load, CancellationToken.none(), model -> {
                    cache.evict("unet");
                    return model;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("unet cannot be dropped by the one who uses it");
        cache.evict("unet");
        assertThat(dropped).hasSize(1);
    }

    @Test
    void whatIsNotKeptGoesAndAClosedCacheLendsNothing() {
        use("clip");
        use("unet");
        use("vae");
        cache.evictAllBut(Set.of("unet"));
        assertThat(cache.keys()).containsExactly("unet");
        cache.close();
        assertThat(dropped).hasSameElementsAs(loaded);
        assertThatThrownBy(() -> use("unet")).isInstanceOf(IllegalStateException.class);
        cache.prefetch("unet", this::load, CancellationToken.none());
        assertThat(loaded).hasSize(3);
    }

    @Test
    void noModelIsEverClosedInUseHoweverUsesEvictionsAndCancelsMix() throws Exception {
        List<CompletableFuture<Void>> workers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.runAsync(this::churn, threads))
                .toList();
        for (CompletableFuture<Void> worker : workers) {
            worker.get(25, TimeUnit.SECONDS);
        }
        cache.close();
        assertThat(loaded).isNotEmpty().allMatch(model -> model.closed).noneMatch(model -> model.closedInUse);
        assertThat(dropped).hasSameSizeAs(loaded);
    }

    private void churn() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < 300; i++) {
            String key = "model " + random.nextInt(3);
            CancellationToken token = new CancellationToken();
            switch (random.nextInt(4)) {
                case 0 -> cache.evict(key);
                case 1 -> {
                    cache.prefetch(key, this::load, token);
                    token.cancel();
                }
                case 2 -> {
                    threads.execute(token::cancel);
                    try {
                        hold(key, token);
                    } catch (CancelledException expected) {
                        assertThat(token.isCancelled()).isTrue();
                    }
                }
                default -> hold(key, token);
            }
        }
    }

    private void hold(String key, CancellationToken token) {
        boolean closed = cache.use(key, this::load, token, model -> {
            model.users.incrementAndGet();
            Thread.onSpinWait();
            model.users.decrementAndGet();
            return model.closed;
        });
        assertThat(closed).isFalse();
    }
}
