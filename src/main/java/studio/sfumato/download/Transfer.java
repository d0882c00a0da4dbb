package studio.sfumato.download;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.DownloadException;

/// Fetches one file, over as many connections as it takes.
///
/// What has come is asked for no more (RFC 9110 §14: `Range` with `If-Range`), unless the remote file has changed or
/// the server sends no parts. No length that a server names is believed: neither what it says beforehand
/// nor where it ends.
final class Transfer {
    /// Left free on the disk: a full one makes other programs fail.
    static final long RESERVE = 64L << 20;

    private static final long CHECK_EVERY = 8L << 20;

    /// No model is larger; a server that sends more than this does not mean to end.
    private static final long MOST = 1L << 40;

    private final Means means;
    private final Watch watch;
    private final CancellationToken cancel;
    private final PartFile file;
    private Part part;
    private boolean answered;
    private boolean severalGoes;
    private boolean noParts;
    private boolean torn;
    private boolean there;

    /// What is needed to fetch.
    record Means(Network network, Tokens tokens, Disk disk) {}

    /// Who hears of it.
    interface Watch {
        /// Something became known about `part`.
        ///
        /// @param name what the server calls the file
        void learned(Part part, Optional<String> name);

        /// {@return whether the very file that `part` would become is there already}; asked when something became
        /// known about it.
        boolean there(Part part);

        /// Of `part`, `bytes` are there, `more` of them new.
        void received(Part part, long bytes, long more);

        /// Something else happened.
        void event(DownloadEvent event);
    }

    /// The server cannot answer now.
    private static final class BusyException extends IOException {
        private static final long serialVersionUID = 1;

        private final transient Optional<Duration> wait;
        private final DownloadException told;

        BusyException(DownloadException told, Optional<Duration> wait) {
            super(told.getMessage(), told);
            this.told = told;
            this.wait = wait;
        }
    }

    private Transfer(Means means, Part part, PartFile file, Watch watch, CancellationToken cancel) {
        this.means = means;
        this.part = part;
        this.file = file;
        this.watch = watch;
        this.cancel = cancel;
    }

    /// {@return `part` when all of it is in the file at `path` and is what it must be; not done where the same file
    /// turned out to be there already}
    static Part run(Means means, Part part, Path path, Watch watch, CancellationToken cancel) {
        try (PartFile file = PartFile.open(path, means.disk)) {
            return new Transfer(means, part, file, watch, cancel).run();
        }
    }

    private Part run() {
        reread();
        long best = file.length();
        int failures = 0;
        while (true) {
            cancel.throwIfCancelled();
            try {
                attempt();
                if (there) {
                    return part.unfinished();
                }
                Optional<Part> finished = checked();
                if (finished.isPresent()) {
                    return finished.get();
                }
            } catch (IOException failed) {
                if (failed instanceof UnreachableException nobody && !answered) {
                    throw nobody.told();
                }
                failures = file.length() > best ? 1 : failures + 1;
                best = Math.max(best, file.length());
                waitAfter(failed, failures);
            }
            severalGoes = true;
        }
    }

    private void reread() {
        try {
            if (!file.isEmpty()) {
                watch.event(new DownloadEvent.Rereading(name()));
                severalGoes = file.reread(cancel);
                watch.received(part, file.length(), 0);
            }
        } catch (IOException unreadable) {
            throw Trouble.writing(file.path().toString(), unreadable);
        }
    }

    private void waitAfter(IOException failed, int failures) {
        Patience patience = means.network.patience();
        Optional<Duration> asked = failed instanceof BusyException busy ? busy.wait : Optional.empty();
        if (failures > patience.tries()
                || asked.filter(wait -> wait.compareTo(patience.longest()) > 0).isPresent()) {
            if (failed instanceof BusyException busy) {
                throw busy.told;
            }
            throw new DownloadException(
                    Network.named(part.file().uri()) + " could not be fetched: " + reason(failed),
                    "Ask again later: what has arrived is kept, and it goes on from there.",
                    failed);
        }
        Duration wait = asked.orElse(patience.backOff(failures));
        watch.event(new DownloadEvent.Retrying(reason(failed), failures, wait));
        patience.pause().wait(wait, cancel);
    }

    private static String reason(IOException failed) {
        String message = Objects.requireNonNullElse(failed.getMessage(), "");
        return message.isBlank()
                ? "the connection broke off"
                : message.lines().findFirst().orElse("");
    }

    /// Asks once and takes what comes.
    private void attempt() throws IOException {
        if (part.length() >= 0 && file.length() == part.length() && file.length() > 0) {
            return;
        }
        if (part.length() >= 0 && file.length() > part.length()) {
            anew(DownloadEvent.Anew.TORN);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        boolean resumable = !noParts && (part.validator().isPresent() || part.verifiable());
        if (file.length() > 0 && !resumable) {
            anew(DownloadEvent.Anew.NO_PARTS);
        }
        if (file.length() > 0) {
            headers.put("Range", "bytes=" + file.length() + "-");
            part.validator().ifPresent(tag -> headers.put("If-Range", tag));
        }
        URI uri = part.file().uri();
        watch.event(new DownloadEvent.Asking(String.valueOf(uri.getHost())));
        try (Answer answer = means.network.get(uri, headers, means.tokens, cancel)) {
            answered = true;
            switch (answer.status()) {
                case 200 -> whole(answer);
                case 206 -> rest(answer);
                case 416 -> nothingLeft(answer);
                default -> throw refused(answer);
            }
        }
    }

    private IOException refused(Answer answer) {
        DownloadException told =
                Refusal.of(answer, means.tokens.of(answer.uri()).isPresent());
        if (!Refusal.mayPass(answer.status())) {
            throw told;
        }
        return new BusyException(told, Refusal.retryAfter(answer));
    }

    private void whole(Answer answer) throws IOException {
        refuseOtherThings(answer);
        Optional<String> tag = answer.validator();
        if (file.length() > 0) {
            boolean changed = part.validator().isPresent() && !part.validator().equals(tag);
            anew(changed ? DownloadEvent.Anew.CHANGED : DownloadEvent.Anew.NO_PARTS);
        }
        long length = promised(answer, answer.length());
        Part before = part;
        part = part.learned(length, tag, answer.linked().flatMap(Checksum::ofTag));
        watch.learned(part, answer.header("content-disposition").flatMap(RemoteName::inDisposition));
        boolean news = before.length() != part.length() || before.verifiable() != part.verifiable();
        there = news && watch.there(part);
        if (!there) {
            receive(answer);
        }
    }

    /// The rest of the file, if it is that.
    private void rest(Answer answer) throws IOException {
        refuseOtherThings(answer);
        Answer.Range range = answer.range().orElse(new Answer.Range(-1, -1, -1));
        boolean changed = (part.validator().isPresent()
                        && answer.header("etag").isPresent()
                        && answer.validator().isPresent()
                        && part.validator().get().startsWith("\"")
                        && !answer.validator().equals(part.validator()))
                || (part.length() >= 0 && range.total() >= 0 && range.total() != part.length());
        if (changed || range.from() != file.length()) {
            noParts = !changed;
            anew(changed ? DownloadEvent.Anew.CHANGED : DownloadEvent.Anew.NO_PARTS);
            throw new IOException("the server sent another part than was asked for");
        }
        part = part.learned(
                promised(answer, Math.max(range.total(), part.length())), part.validator(), Optional.empty());
        receive(answer);
    }

    /// There is nothing beyond what has come: then it is all, or the file is another by now.
    private void nothingLeft(Answer answer) throws IOException {
        long total = answer.range().map(Answer.Range::total).orElse(-1L);
        if (file.length() > 0 && total == file.length() && promised(answer, total) == total) {
            part = part.learned(total, part.validator(), Optional.empty());
            return;
        }
        if (file.length() == 0) {
            throw Refusal.of(answer, false);
        }
        anew(DownloadEvent.Anew.CHANGED);
        throw new IOException("the file has changed");
    }

    /// {@return how long the file is, where it has been said}
    private long promised(Answer answer, long length) {
        long before = part.file().size() >= 0
                ? part.file().size()
                : answer.linkedSize().orElse(-1);
        if (before >= 0 && length >= 0 && before != length) {
            throw new DownloadException(Network.named(part.file().uri()) + " should have " + before
                    + " bytes, but the server sends one of " + length);
        }
        return Math.max(before, length);
    }

    private void refuseOtherThings(Answer answer) {
        if (answer.is("text/html") && !part.file().path().matches(".*\\.(md|html|txt|json)")) {
            throw new DownloadException(
                    Network.named(part.file().uri()) + " is a web page, not a file",
                    "Copy the address of the file itself. Where one must sign in first, give a token.",
                    null);
        }
        String packed = answer.header("content-encoding").orElse("identity");
        if (!packed.equalsIgnoreCase("identity")) {
            throw new DownloadException(
                    Network.named(part.file().uri()) + " comes packed (" + packed + "), which was not asked for");
        }
    }

    private void receive(Answer answer) throws IOException {
        long total = part.length();
        room(total < 0 ? 0 : total - file.length());
        long unchecked = 0;
        Duration stall = means.network.patience().stall();
        for (ByteBuffer piece = answer.body().next(stall, cancel);
                piece != null;
                piece = answer.body().next(stall, cancel)) {
            int more = piece.remaining();
            if (file.length() + more > (total < 0 ? MOST : total)) {
                throw new DownloadException(Network.named(part.file().uri()) + " is longer than the "
                        + (total < 0 ? MOST : total) + " bytes that it may have");
            }
            unchecked += more;
            if (unchecked >= CHECK_EVERY) {
                unchecked = 0;
                room(more);
            }
            file.append(piece);
            watch.received(part, file.length(), more);
        }
        if (file.length() < total) {
            throw new IOException("the connection ended early");
        }
        part = part.learned(file.length(), part.validator(), Optional.empty());
    }

    private void room(long needed) {
        try {
            Path folder = Objects.requireNonNull(file.path().toAbsolutePath().getParent());
            long free = means.disk.usable(folder);
            if (free - RESERVE < needed) {
                throw Trouble.room(name(), needed + RESERVE, free);
            }
        } catch (IOException unknown) {
            throw Trouble.writing(file.path().toString(), unknown);
        }
    }

    private void anew(DownloadEvent.Anew why) {
        watch.event(new DownloadEvent.StartedAnew(name(), why));
        file.restart();
        watch.received(part, 0, 0);
    }

    /// {@return the finished part; empty if it did not fit together and must be fetched again}
    private Optional<Part> checked() {
        file.sync();
        String sha256 = file.sha256();
        try {
            Optional<Checksum> wanted = part.file().checksum();
            if (wanted.isEmpty() || wanted.get().fits(file.path(), sha256)) {
                return Optional.of(part.finished(sha256));
            }
            if (severalGoes && !torn) {
                torn = true;
                anew(DownloadEvent.Anew.TORN);
                part = part.unfinished();
                return Optional.empty();
            }
            file.restart();
            throw new DownloadException(
                    name() + " is not what it should be: its SHA-256 is " + sha256 + ", not "
                            + wanted.get().hex(),
                    "It was damaged or exchanged on the way and has been thrown away.",
                    null);
        } catch (IOException unreadable) {
            throw Trouble.writing(file.path().toString(), unreadable);
        }
    }

    private String name() {
        return part.file().name();
    }
}
