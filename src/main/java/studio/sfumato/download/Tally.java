package studio.sfumato.download;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import studio.sfumato.error.CancellationToken;

/// Adds up what has come of all files of a download, so that there is one progress, and keeps what is learned.
final class Tally implements Transfer.Watch {
    private final Journal journal;
    private final Meter meter;
    private final Consumer<DownloadEvent> heard;
    private final CancellationToken cancel;
    private Order order;
    private boolean told;
    private boolean held;
    private Optional<Path> there = Optional.empty();

    /// @param cancel ends the search for what is there already
    Tally(Order order, Journal journal, LongSupplier nanos, Consumer<DownloadEvent> heard, CancellationToken cancel) {
        this.cancel = cancel;
        this.order = order;
        this.journal = journal;
        this.meter = new Meter(nanos);
        this.heard = heard;
    }

    Order order() {
        return order;
    }

    /// {@return whether its files are in these hands: another process may have them}
    boolean held() {
        return held;
    }

    /// {@return what is looked through for what is to be fetched}
    private Present present() {
        return new Present(order, name -> heard.accept(new DownloadEvent.Checking(name)));
    }

    /// {@return where it is, if it turned out to be there already}
    Optional<Path> there() {
        return there;
    }

    /// Looks whether all of it is there already.
    void look() {
        there = order.folder()
                ? present().folder(cancel)
                : present().file(order.parts().getFirst(), cancel);
    }

    @Override
    public boolean there(Part part) {
        there = present().file(part, cancel);
        return there.isPresent();
    }

    void finished(Part part) {
        order = order.with(part);
        journal.keep(order);
        tell(part, 0);
    }

    @Override
    public void learned(Part part, Optional<String> name) {
        order = order.with(part);
        if (!order.folder()) {
            order = order.called(name.map(RemoteName::safe).orElse(order.target()));
        }
        journal.keep(order);
        told = false;
    }

    @Override
    public void received(Part part, long bytes, long more) {
        if (meter.count(more) || !told) {
            tell(part, bytes);
        }
    }

    private void tell(Part part, long bytes) {
        long before = order.parts().stream()
                .filter(Part::done)
                .mapToLong(Part::length)
                .sum();
        long total = order.bytes();
        long done = before + bytes;
        told = true;
        heard.accept(new DownloadEvent.Receiving(
                part.file().name(), done, total, meter.perSecond(), meter.left(total < 0 ? -1 : total - done)));
    }

    @Override
    public void event(DownloadEvent event) {
        held = true;
        heard.accept(event);
    }
}
