package studio.sfumato.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;

/// Keeps models loaded between uses and lends them out.
///
/// A model is loaded once, on a thread of its own, however many ask for it. As a load cannot be stopped, one that
/// nobody waits for any more runs to its end and is dropped; whoever asks meanwhile takes it over. A model is closed
/// only when its last lease has ended. A load that fails is not remembered.
///
/// @param <K> what a model is found by; equal keys are the same model
/// @param <M> the models, usually [Session]
public final class ModelCache<K, M> implements AutoCloseable {
    private final Consumer<M> closer;
    private final Runnable afterDrop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<K, Slot<M>> slots = new HashMap<>();
    private boolean closed;

    /// Closes dropped models with `closer`, then runs `afterDrop`.
    public ModelCache(Consumer<M> closer, Runnable afterDrop) {
        this.closer = closer;
        this.afterDrop = afterDrop;
    }

    /// {@return a cache of sessions that gives their memory back to the system}
    public static <K> ModelCache<K, Session> ofSessions() {
        return new ModelCache<>(Session::close, NativeHeap::trim);
    }

    /// Lends the model to `work`, loading it first if need be. It stays open at least until `work` returns.
    ///
    /// @param token ends the wait for a load; `work` looks after itself
    /// @throws CancelledException if cancelled before `work` began; what `loader` and `work` throw comes through
    public <R> R use(K key, Supplier<? extends M> loader, CancellationToken token, Function<? super M, R> work) {
        try (Lease lease = lease(key, loader, token)) {
            return work.apply(lease.model());
        }
    }

    /// Lends the model until the lease is closed, by the thread that took it, loading it first if need be.
    ///
    /// @param token ends the wait for a load
    /// @throws CancelledException if cancelled before the model was there; what `loader` throws comes
    /// through
    public Lease lease(K key, Supplier<? extends M> loader, CancellationToken token) {
        return new Lease(key, leased(key, loader, token));
    }

    /// A model that stays open until this is closed.
    public final class Lease implements AutoCloseable {
        private final K key;
        private final Slot<M> slot;
        private boolean over;

        private Lease(K key, Slot<M> slot) {
            this.key = key;
            this.slot = slot;
        }

        /// {@return the model}
        public M model() {
            return slot.model();
        }

        /// Gives the model back; again does nothing.
        @Override
        public void close() {
            if (!over) {
                over = true;
                release(key, slot);
            }
        }
    }

    /// Starts loading the model, if it isn't there, and returns at once. A failure shows when it is used.
    ///
    /// @param token when cancelled during the load, the model is dropped unless someone else waits for it
    public void prefetch(K key, Supplier<? extends M> loader, CancellationToken token) {
        lock.lock();
        try {
            if (!closed && !token.isCancelled()) {
                Slot<M> slot = slotFor(key, loader);
                if (slot.done) {
                    return;
                }
                slot.prefetching++;
                slot.prefetches.add(token.onCancel(() -> withdraw(slot)));
            }
        } finally {
            lock.unlock();
        }
    }

    /// {@return the keys of the models that are loaded or loading}
    public Set<K> keys() {
        lock.lock();
        try {
            return Set.copyOf(slots.keySet());
        } finally {
            lock.unlock();
        }
    }

    /// Drops the model; returns when it is closed and its memory given back, which waits for loads and leases.
    ///
    /// @throws IllegalStateException if the calling thread itself holds a lease on it
    public void evict(K key) {
        evict(key, CancellationToken.none());
    }

    /// Drops the model as [#evict(Object)] does.
    ///
    /// @param token ends the wait; the model is dropped all the same
    /// @throws CancelledException if cancelled before the model was closed
    public void evict(K key, CancellationToken token) {
        drop(key::equals, token);
    }

    /// Drops every model but those in `keep`.
    public void evictAllBut(Set<K> keep) {
        evictAllBut(keep, CancellationToken.none());
    }

    /// Drops every model but those in `keep`, as [#evict(Object, CancellationToken)] does.
    public void evictAllBut(Set<K> keep, CancellationToken token) {
        drop(key -> !keep.contains(key), token);
    }

    /// Drops everything, waiting for loads and leases, and lends nothing from now on.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        evictAllBut(Set.of());
    }

    private void drop(Predicate<K> which, CancellationToken token) {
        try (CancellationToken.Registration _ = token.onCancel(this::wake)) {
            lock.lock();
            try {
                Map<K, Slot<M>> due = new HashMap<>(slots);
                due.keySet().removeIf(which.negate());
                due.forEach((key, slot) -> {
                    if (slot.lessees.contains(Thread.currentThread())) {
                        throw new IllegalStateException(key + " cannot be dropped by the one who uses it");
                    }
                });
                due.forEach((key, slot) -> {
                    slot.doomed = true;
                    dropIfUnwanted(key, slot);
                });
                while (due.entrySet().stream().anyMatch(each -> slots.get(each.getKey()) == each.getValue())) {
                    token.throwIfCancelled();
                    changed.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private Slot<M> leased(K key, Supplier<? extends M> loader, CancellationToken token) {
        try (CancellationToken.Registration _ = token.onCancel(this::wake)) {
            lock.lock();
            try {
                while (true) {
                    token.throwIfCancelled();
                    if (closed) {
                        throw new IllegalStateException("the model cache is closed");
                    }
                    Slot<M> slot = slotFor(key, loader);
                    if (slot.closing) {
                        changed.awaitUninterruptibly();
                    } else {
                        awaitLoad(key, slot, token);
                        slot.lessees.add(Thread.currentThread());
                        return slot;
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void awaitLoad(K key, Slot<M> slot, CancellationToken token) {
        slot.waiting++;
        boolean loaded = false;
        try {
            while (!slot.done) {
                token.throwIfCancelled();
                changed.awaitUninterruptibly();
            }
            slot.model();
            loaded = true;
        } finally {
            slot.waiting--;
            if (!loaded) {
                dropIfUnwanted(key, slot);
            }
        }
    }

    private void release(K key, Slot<M> slot) {
        lock.lock();
        try {
            slot.lessees.remove(Thread.currentThread());
            dropIfUnwanted(key, slot);
        } finally {
            lock.unlock();
        }
    }

    /// Someone who asked for the model ahead of time no longer wants it.
    private void withdraw(Slot<M> slot) {
        lock.lock();
        try {
            slot.prefetching--;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Slot<M> slotFor(K key, Supplier<? extends M> loader) {
        Slot<M> there = slots.get(key);
        if (there != null) {
            return there;
        }
        Slot<M> slot = new Slot<>(new FutureTask<>(loader::get));
        slots.put(key, slot);
        Thread.ofPlatform().daemon().name("load " + key).start(() -> {
            slot.load.run();
            loadEnded(key, slot);
        });
        return slot;
    }

    private void loadEnded(K key, Slot<M> slot) {
        lock.lock();
        try {
            slot.done = true;
            if (slot.load.state() == Future.State.SUCCESS) {
                slot.doomed |= slot.waiting == 0 && slot.prefetching == 0;
            } else {
                slots.remove(key, slot);
            }
            slot.prefetches.forEach(CancellationToken.Registration::close);
            changed.signalAll();
            dropIfUnwanted(key, slot);
        } finally {
            lock.unlock();
        }
    }

    /// Closing and trimming take up to seconds, so nobody who could be cancelled does it himself.
    private void dropIfUnwanted(K key, Slot<M> slot) {
        boolean there = slot.done && slot.load.state() == Future.State.SUCCESS;
        if (!there || !slot.doomed || slot.closing || slot.waiting > 0 || !slot.lessees.isEmpty()) {
            return;
        }
        slot.closing = true;
        Thread.ofPlatform().daemon().name("drop " + key).start(() -> {
            try {
                closer.accept(slot.model());
                afterDrop.run();
            } finally {
                forget(key, slot);
            }
        });
    }

    private void forget(K key, Slot<M> slot) {
        lock.lock();
        try {
            slots.remove(key, slot);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// A model that is loading, loaded or closing; guarded by the cache's lock.
    private static final class Slot<M> {
        final FutureTask<M> load;
        final List<Thread> lessees = new ArrayList<>();
        final List<CancellationToken.Registration> prefetches = new ArrayList<>();
        int waiting;
        int prefetching;
        boolean done;
        boolean doomed;
        boolean closing;

        Slot(FutureTask<M> load) {
            this.load = load;
        }

        /// The loaded model, or what its loader threw.
        M model() {
            if (load.state() == Future.State.SUCCESS) {
                return load.resultNow();
            }
            switch (load.exceptionNow()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case Throwable failure -> throw new IllegalStateException(failure);
            }
        }
    }
}
