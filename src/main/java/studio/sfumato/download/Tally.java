package studio.sfumato.download;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Adds up what has come of all files of a download, so that there is one progress, and keeps what is learned.
final class Tally implements Transfer.Watch {
    private final Journal journal;
    private final Meter meter;
    private final Consumer<DownloadEvent> heard;
    private Order order;
    private boolean told;
    private boolean held;

    Tally(Order order, Journal journal, LongSupplier nanos, Consumer<DownloadEvent> heard) {
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
