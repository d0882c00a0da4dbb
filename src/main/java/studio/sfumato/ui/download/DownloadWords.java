package studio.sfumato.ui.download;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import studio.sfumato.download.Arrived;
import studio.sfumato.download.DownloadEvent;
import studio.sfumato.download.DownloadQueue;
import studio.sfumato.download.DownloadQueue.State;
import studio.sfumato.download.Offer;
import studio.sfumato.error.Printable;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.queue.QueueWords;

/// Says how downloads stand.
final class DownloadWords {
    private DownloadWords() {}

    /// {@return what an offer is, such as `13 files · 2.58 GB`}
    static String about(Offer offer, Messages words) {
        List<String> parts = new ArrayList<>();
        if (offer.folder()) {
            parts.add(words.text("download.files", offer.files().size()));
        }
        if (offer.bytes() >= 0) {
            parts.add(words.bytes(offer.bytes()));
        }
        return String.join(" · ", parts);
    }

    /// {@return the question what to fetch of `offers`, and under which licence they are given away}
    static String question(List<Offer> offers, Messages words) {
        String question = words.text("download.choose");
        return offers.stream()
                .flatMap(offer -> offer.licence().stream())
                .findFirst()
                .map(licence -> question + "  ·  " + words.text("models.fact.licence") + ": " + Printable.of(licence))
                .orElse(question);
    }

    /// {@return the name of an offer}
    static String name(Offer offer, Messages words) {
        String name = offer.folder() ? words.text("download.whole", offer.name()) : offer.name();
        return Printable.of(offer.variant().isEmpty() ? name : name + " · " + offer.variant());
    }

    /// {@return where a download comes from, without what only its server needs to know}
    static String source(DownloadQueue.Entry entry) {
        return Printable.of(entry.order().shownSource());
    }

    /// {@return how a download stands, in a line}
    static String state(DownloadQueue.Entry entry, Messages words) {
        return switch (entry.state()) {
            case State.Waiting _ -> words.text("download.waiting");
            case State.Running(Optional<DownloadEvent> last) ->
                last.map(event -> event(event, entry, words)).orElse(words.text("download.starting"));
            case State.Paused _ -> words.text("download.paused", share(entry, words));
            case State.Failed failed -> Printable.of(failed.message());
            case State.Done(Arrived arrived) -> done(arrived, words);
        };
    }

    private static String done(Arrived arrived, Messages words) {
        String checked = words.text(
                arrived.before() ? "download.there" : arrived.verified() ? "download.verified" : "download.unverified");
        String path = Printable.of(arrived.path().toString());
        return arrived.problem()
                .map(problem -> words.text("models.problem", Printable.of(problem)))
                .orElse(checked + " · " + path);
    }

    private static String event(DownloadEvent event, DownloadQueue.Entry entry, Messages words) {
        return switch (event) {
            case DownloadEvent.Asking(String host) -> words.text("download.asking", host);
            case DownloadEvent.Rereading _ -> words.text("download.rereading");
            case DownloadEvent.Checking _ -> words.text("download.checking");
            case DownloadEvent.StartedAnew _ -> words.text("download.anew");
            case DownloadEvent.Retrying again ->
                words.text("download.retrying", again.pause().toSeconds());
            case DownloadEvent.Receiving come -> {
                List<String> parts = new ArrayList<>();
                parts.add(share(entry, words));
                if (come.perSecond() >= 1) {
                    parts.add(words.text("download.speed", words.bytes(Math.round(come.perSecond()))));
                }
                come.left().ifPresent(time -> parts.add(words.text("queue.left", QueueWords.about(time, words))));
                yield String.join(" · ", parts);
            }
        };
    }

    private static String share(DownloadQueue.Entry entry, Messages words) {
        return entry.total() <= 0
                ? words.bytes(entry.come())
                : words.text("download.share", words.bytes(entry.come()), words.bytes(entry.total()));
    }

    /// {@return how much of a download has come, from 0 to 1; -1 where that is not known}
    static double progress(DownloadQueue.Entry entry) {
        return entry.total() <= 0 ? -1 : Math.min(1, entry.come() / (double) entry.total());
    }
}
