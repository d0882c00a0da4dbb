package studio.sfumato.download;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.RequestException;

/// Finds out what can be had at an address, and brings it. Nobody is asked for anything before [#look] or [#bring].
///
/// Files come into a hidden folder beside where they go, each as `NAME.part` until it is whole and checked. Whatever
/// ends the program, asking for the same thing again goes on from there.
public final class Downloader implements AutoCloseable {
    private static final int MOST_LISTING = 32 << 20;

    private final Hub hub;
    private final Wallet wallet;
    private final Network network;
    private final Disk disk;
    private final Journal journal;
    private final LongSupplier nanos;

    /// Gives the tokens of this user, read when something is asked for.
    @FunctionalInterface
    public interface Wallet {
        /// {@return the tokens}
        ///
        /// @throws RequestException if they cannot be read, or may be read by others
        Tokens open();
    }

    /// What is to be had at an address.
    ///
    /// @param source the address, as it may be kept
    /// @param offers at least one; whole models first
    /// @param token what stood in the address to prove who asks
    public record Found(String source, List<Offer> offers, Optional<Secret> token) {
        /// Copies the list.
        public Found {
            offers = List.copyOf(offers);
        }
    }

    /// @param nanos a clock that counts nanoseconds from anywhere
    public Downloader(Hub hub, Wallet wallet, Network network, Disk disk, Journal journal, LongSupplier nanos) {
        this.hub = hub;
        this.wallet = wallet;
        this.network = network;
        this.disk = disk;
        this.journal = journal;
        this.nanos = nanos;
    }

    /// {@return a downloader of this machine's user}
    ///
    /// @param version of this program, which servers are told
    /// @param forbidden what forbids to ask anybody, if so
    /// @param tokens the file of the user's tokens, which need not be there
    /// @param journal the folder of what is being fetched, which need not be there
    public static Downloader of(
            Map<String, String> environment,
            Hub hub,
            String version,
            Optional<String> forbidden,
            Path tokens,
            Path journal) {
        return new Downloader(
                hub,
                () -> Tokens.of(environment, hub.base(), tokens),
                new Network(version, Patience.usual(), forbidden),
                Disk.system(),
                new Journal(journal),
                System::nanoTime);
    }

    /// {@return what was begun and is not finished, the oldest first}
    public List<Order> begun() {
        return journal.all();
    }

    /// {@return the order called `id`, if it was begun and is not finished}
    Optional<Order> begun(String id) {
        return journal.find(id);
    }

    /// {@return what can be had at `what`}: a repository is asked for its list of files; nothing else is asked.
    ///
    /// @param own a token for the host of `what`, which goes before all others
    /// @throws RequestException if it is no address
    /// @throws DownloadException if the hub does not answer, or has no such repository
    /// @throws CancelledException if `cancel` is cancelled
    public Found look(String what, Optional<Secret> own, CancellationToken cancel) {
        network.requireAllowed();
        return switch (Address.parse(what, hub.base())) {
            case Address.Repository repository -> {
                String source = repository.name() + ":" + repository.revision()
                        + repository.file().map(file -> "/" + file).orElse("");
                yield new Found(source, new Offers(repository, listing(repository, own, cancel)).all(), own);
            }
            case Address.Link link ->
                new Found(link.uri().toString(), List.of(single(link.uri())), own.or(link::token));
        };
    }

    private static Offer single(URI uri) {
        String path = RemoteName.decoded(String.valueOf(uri.getRawPath()));
        String name = RemoteName.safe(path);
        RemoteFile file = new RemoteFile(uri, name, -1, Optional.empty());
        return new Offer(name, "", false, name, List.of(file), Optional.empty());
    }

    private Hub.Contents listing(Address.Repository repository, Optional<Secret> own, CancellationToken cancel) {
        URI uri = hub.listing(repository);
        Tokens tokens = tokens(uri, own);
        for (int failures = 1; ; failures++) {
            try (Answer answer = network.get(uri, Map.of("Accept", "application/json"), tokens, cancel)) {
                if (answer.status() == 200) {
                    byte[] json =
                            answer.body().all(MOST_LISTING, network.patience().stall(), cancel);
                    return hub.read(repository, json);
                }
                throw Refusal.of(
                        repository + " on " + uri.getHost(),
                        answer,
                        tokens.of(uri).isPresent());
            } catch (UnreachableException nobody) {
                throw nobody.told();
            } catch (IOException failed) {
                if (failures >= network.patience().tries()) {
                    throw new DownloadException(
                            Network.named(uri) + " could not be asked: " + failed.getMessage(), null, failed);
                }
                network.patience().pause().wait(network.patience().backOff(failures), cancel);
            }
        }
    }

    /// {@return an order of `offer`, which goes on if it was begun before}; it is kept over a restart from now on.
    ///
    /// @param root the folder it goes to
    /// @param exact whether it goes right into that folder, not into the one below it that is for its kind
    public Order order(Found found, Offer offer, Path root, boolean exact) {
        Order fresh = Order.of(found.source(), offer, root.toAbsolutePath().normalize(), exact);
        Optional<Order> before = journal.find(fresh.id());
        Order order = before.map(fresh::after).orElse(fresh);
        for (Part part : fresh.parts()) {
            if (before.flatMap(old -> old.counting(part)).isEmpty()) {
                drop(order.coming(part));
                drop(order.whole(part));
            }
        }
        journal.keep(order);
        return order;
    }

    private static void drop(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException immovable) {
            throw Trouble.writing(file.toString(), immovable);
        }
    }

    /// Brings `order` and puts it where it belongs, unless the same is there already: then it ends as soon as that is
    /// known.
    ///
    /// @param own a token for the host it comes from, which goes before all others
    /// @param heard is told what happens, on this thread
    /// @throws DownloadException if it cannot be had; what has arrived is kept, unless it is not what it must be
    /// @throws CancelledException if `cancel` is cancelled; what has arrived is kept
    public Arrived bring(Order order, Optional<Secret> own, Consumer<DownloadEvent> heard, CancellationToken cancel) {
        Tally tally = new Tally(order, journal, nanos, heard, cancel);
        journal.keep(order);
        boolean done = false;
        try {
            tally.look();
            if (tally.there().isEmpty()) {
                room(order);
            }
            for (Part part : order.parts()) {
                if (tally.there().isEmpty() && !(part.done() && Files.isRegularFile(order.whole(part)))) {
                    bring(part, own, tally, cancel);
                }
            }
            heard.accept(new DownloadEvent.Checking(tally.order().target()));
            Order come = tally.order();
            Arrived arrived =
                    tally.there().map(path -> Unloading.there(come, path)).orElseGet(() -> Unloading.unload(come));
            done = true;
            return arrived;
        } finally {
            if (done || (tally.held() && come(order) == 0)) {
                drop(order);
            }
        }
    }

    private void bring(Part part, Optional<Secret> own, Tally tally, CancellationToken cancel) {
        Order order = tally.order();
        Transfer.Means means = new Transfer.Means(network, tokens(part.file().uri(), own), disk);
        Part begun = part.done() ? part.unfinished() : part;
        recheck(order.whole(part), order.coming(part));
        Part finished = Transfer.run(means, begun, order.coming(part), tally, cancel);
        if (tally.there().isPresent()) {
            return;
        }
        try {
            Files.move(order.coming(part), order.whole(part));
        } catch (IOException immovable) {
            throw Trouble.writing(order.whole(part).toString(), immovable);
        }
        tally.finished(finished);
    }

    /// A file that a crash left whole, but not entered as such, is looked at again.
    private static void recheck(Path whole, Path coming) {
        try {
            if (Files.isRegularFile(whole)) {
                Files.move(whole, coming, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException immovable) {
            throw Trouble.writing(coming.toString(), immovable);
        }
    }

    private Tokens tokens(URI uri, Optional<Secret> own) {
        Tokens tokens = wallet.open();
        return own.map(secret -> tokens.with(uri, secret)).orElse(tokens);
    }

    /// Before the first byte of several files, there must be room for all.
    private void room(Order order) {
        try {
            long needed = 0;
            for (Part part : order.parts()) {
                needed += Math.max(0, part.length()) - present(order.coming(part)) - present(order.whole(part));
            }
            Files.createDirectories(order.staging());
            long free = disk.usable(order.staging());
            if (needed > 0 && free - Transfer.RESERVE < needed) {
                throw Trouble.room(order.target(), needed + Transfer.RESERVE, free);
            }
        } catch (IOException unwritable) {
            throw Trouble.writing(order.root().toString(), unwritable);
        }
    }

    private static long present(Path file) throws IOException {
        return Files.isRegularFile(file) ? Files.size(file) : 0;
    }

    /// {@return the bytes of `order` that have come}
    public static long come(Order order) {
        try {
            long come = 0;
            for (Part part : order.parts()) {
                come += present(order.coming(part)) + present(order.whole(part));
            }
            return come;
        } catch (IOException unreadable) {
            return 0;
        }
    }

    /// Forgets `order` and throws away what has come of it.
    public void drop(Order order) {
        Unloading.clear(order);
        journal.forget(order);
    }

    @Override
    public void close() {
        network.close();
    }
}
