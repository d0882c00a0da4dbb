package studio.sfumato.download;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.StudioException;

/// Downloads one after another, each on a thread of its own. What was begun in another run stands in it paused: nobody
/// is contacted before somebody says so. Safe for use by several threads.
public final class DownloadQueue implements AutoCloseable {
    private final Downloader downloader;
    private final Consumer<List<Entry>> changed;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Secret> secrets = new HashMap<>();
    private @Nullable CancellationToken running;
    private boolean working;

    /// How a download stands.
    public sealed interface State {
        /// Its turn comes.
        record Waiting() implements State {}

        /// It is being fetched.
        ///
        /// @param last what happened last
        record Running(Optional<DownloadEvent> last) implements State {}

        /// It goes on when somebody says so.
        record Paused() implements State {}

        /// It ended in an error; what has come is kept.
        record Failed(String message, @Nullable String hint, boolean wantsToken) implements State {
            /// {@return the state after a failure}
            static Failed of(StudioException failure) {
                return new Failed(
                        String.valueOf(failure.getMessage()),
                        failure.hint(),
                        failure instanceof DownloadException refusal && refusal.wantsToken());
            }
        }

        /// It has come.
        record Done(Arrived arrived) implements State {}
    }

    /// A download and how it stands.
    ///
    /// @param come bytes that are there
    /// @param total -1 while that is not known
    public record Entry(Order order, long come, long total, State state) {
        Entry with(State now) {
            return new Entry(order, come, total, now);
        }

        /// {@return what identifies it}
        public String id() {
            return order.id();
        }
    }

    /// A queue of what `downloader` has begun.
    ///
    /// @param changed is given all of it after each change, on any thread
    public DownloadQueue(Downloader downloader, Consumer<List<Entry>> changed) {
        this.downloader = downloader;
        this.changed = changed;
    }

    /// Takes in what was begun in another run.
    public void open() {
        List<Order> begun = downloader.begun();
        synchronized (this) {
            begun.stream()
                    .filter(order ->
                            entries.stream().noneMatch(entry -> entry.id().equals(order.id())))
                    .map(order -> new Entry(order, Downloader.come(order), order.bytes(), new State.Paused()))
                    .forEach(entries::add);
        }
        tell();
    }

    /// {@return what can be had at `what`}, as [Downloader#look].
    public Downloader.Found look(String what, CancellationToken cancel) {
        return downloader.look(what, Optional.empty(), cancel);
    }

    /// Fetches `offer` when its turn comes.
    ///
    /// @param root the folder of models it goes to
    public void add(Downloader.Found found, Offer offer, Path root) {
        Order order = downloader.order(found, offer, root, false);
        synchronized (this) {
            found.token().ifPresent(secret -> secrets.put(order.id(), secret));
            boolean active = entries.stream()
                    .anyMatch(entry -> entry.id().equals(order.id())
                            && (entry.state() instanceof State.Running || entry.state() instanceof State.Waiting));
            if (!active) {
                entries.removeIf(entry -> entry.id().equals(order.id()));
                entries.add(new Entry(order, Downloader.come(order), order.bytes(), new State.Waiting()));
            }
        }
        work();
    }

    /// Stops `id` and keeps what has come.
    public void pause(String id) {
        CancellationToken stop = null;
        synchronized (this) {
            for (Entry entry : List.copyOf(entries)) {
                if (entry.id().equals(id)) {
                    switch (entry.state()) {
                        case State.Running _ -> stop = running;
                        case State.Waiting _ -> change(id, one -> one.with(new State.Paused()));
                        case State.Paused _, State.Failed _, State.Done _ -> {}
                    }
                }
            }
        }
        if (stop != null) {
            stop.cancel();
        }
        tell();
    }

    /// Lets `id` go on, when its turn comes.
    public void resume(String id) {
        synchronized (this) {
            change(id, entry -> switch (entry.state()) {
                case State.Paused _, State.Failed _ -> entry.with(new State.Waiting());
                case State.Running _, State.Waiting _, State.Done _ -> entry;
            });
        }
        work();
    }

    /// Takes `id` off the list; what has come of it is thrown away, unless all has. One that runs goes on.
    public void remove(String id) {
        List<Entry> gone;
        synchronized (this) {
            gone = entries.stream()
                    .filter(entry -> entry.id().equals(id) && !(entry.state() instanceof State.Running))
                    .toList();
            entries.removeAll(gone);
            secrets.remove(id);
        }
        gone.stream()
                .filter(entry -> !(entry.state() instanceof State.Done))
                .forEach(entry -> downloader.drop(entry.order()));
        tell();
    }

    private void work() {
        boolean begin;
        synchronized (this) {
            begin = !working;
            working = true;
        }
        tell();
        if (begin) {
            goOn();
        }
    }

    /// A mistake of the program ends one download and its thread; those that wait get their turn all the same.
    private void goOn() {
        next().ifPresent(entry -> Thread.ofVirtual().name("download").start(() -> {
            try {
                fetch(entry);
            } finally {
                goOn();
            }
        }));
    }

    private synchronized Optional<Entry> next() {
        Optional<Entry> next = entries.stream()
                .filter(entry -> entry.state() instanceof State.Waiting)
                .findFirst();
        working = next.isPresent();
        running = next.isPresent() ? new CancellationToken() : null;
        next.ifPresent(entry -> change(entry.id(), one -> one.with(new State.Running(Optional.empty()))));
        return next;
    }

    private void fetch(Entry entry) {
        CancellationToken cancel;
        Optional<Secret> own;
        synchronized (this) {
            cancel = running == null ? CancellationToken.none() : running;
            own = Optional.ofNullable(secrets.get(entry.id()));
        }
        tell();
        State end = new State.Failed("the program made a mistake", null, false);
        try {
            end = new State.Done(downloader.bring(entry.order(), own, event -> heard(entry.id(), event), cancel));
        } catch (CancelledException stopped) {
            end = new State.Paused();
        } catch (StudioException failed) {
            end = State.Failed.of(failed);
        } finally {
            ended(entry.id(), end);
        }
    }

    private void heard(String id, DownloadEvent event) {
        synchronized (this) {
            change(
                    id,
                    entry -> event instanceof DownloadEvent.Receiving come
                            ? new Entry(entry.order(), come.done(), come.total(), new State.Running(Optional.of(event)))
                            : entry.with(new State.Running(Optional.of(event))));
        }
        tell();
    }

    private void ended(String id, State end) {
        Optional<Order> kept = downloader.begun(id);
        synchronized (this) {
            change(id, entry -> {
                Order order = kept.orElse(entry.order());
                long come = end instanceof State.Done ? Math.max(entry.total(), entry.come()) : Downloader.come(order);
                return new Entry(order, come, Math.max(entry.total(), order.bytes()), end);
            });
        }
        tell();
    }

    private synchronized void change(String id, UnaryOperator<Entry> how) {
        entries.replaceAll(entry -> entry.id().equals(id) ? how.apply(entry) : entry);
    }

    private void tell() {
        List<Entry> now;
        synchronized (this) {
            now = List.copyOf(entries);
        }
        changed.accept(now);
    }

    /// Stops what runs; all that has come is kept.
    @Override
    public void close() {
        CancellationToken stop;
        synchronized (this) {
            entries.replaceAll(
                    entry -> entry.state() instanceof State.Waiting ? entry.with(new State.Paused()) : entry);
            stop = running;
        }
        if (stop != null) {
            stop.cancel();
        }
        downloader.close();
    }
}
