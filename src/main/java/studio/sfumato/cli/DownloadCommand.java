package studio.sfumato.cli;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.download.Arrived;
import studio.sfumato.download.Checksum;
import studio.sfumato.download.Downloader;
import studio.sfumato.download.Hub;
import studio.sfumato.download.Network;
import studio.sfumato.download.Offer;
import studio.sfumato.download.Order;
import studio.sfumato.download.Place;
import studio.sfumato.download.Secret;
import studio.sfumato.download.Tokens;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;
import studio.sfumato.weights.checkpoint.FileKind;

/// `sfumato download`: brings models from a hub or an address.
@Command(
        name = "download",
        description = {
            "Bring a model, LoRA, VAE or embedding from a repository of the hub or from an address, and put it where it"
                    + " belongs.",
            "What was interrupted goes on when it is asked for again; without WHAT that is listed. Nothing else ever"
                    + " contacts anybody."
        })
final class DownloadCommand implements Runnable {
    private final Workshop workshop;

    @Parameters(
            paramLabel = "WHAT",
            arity = "0..1",
            description = "OWNER/NAME, OWNER/NAME/FILE or OWNER/NAME:REVISION on the hub, or an address, https://…")
    private @Nullable String what;

    @Option(
            names = "--to",
            paramLabel = "DIR|KIND",
            description = "Put it there. As a rule its kind decides: models, loras, vae, embeddings, …")
    private @Nullable String to;

    @Option(names = "--sha256", paramLabel = "HEX", description = "What the file must be; anything else is refused.")
    private @Nullable String sha256;

    @Option(names = "--token-file", paramLabel = "FILE", description = "A file that only you can read, with a token.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "Of a model in several files: fp16 (the usual one where there is one), full, …")
    private @Nullable String variant;

    @Option(names = "--list", description = "Only tell what there is, with sizes.")
    private boolean list;

    @Option(names = "--offline", description = "Contact nobody: only tell what was begun.")
    private boolean offline;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    DownloadCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        try (Downloader downloader = downloader()) {
            String wanted = what;
            if (wanted == null) {
                unfinished(downloader);
            } else {
                fetch(downloader, wanted);
            }
        }
    }

    private Downloader downloader() {
        return Downloader.of(
                workshop.environment(),
                Hub.of(workshop.environment()),
                workshop.version(),
                offline ? Optional.of("--offline") : Network.forbidden(workshop.environment()),
                workshop.paths().tokens(),
                workshop.paths().downloads());
    }

    private void unfinished(Downloader downloader) {
        PrintWriter out = spec.commandLine().getOut();
        List<Order> begun = downloader.begun();
        for (Order order : begun) {
            out.printf(
                    "%s of %s  %s%n",
                    DownloadLine.bytes(Downloader.come(order)),
                    order.bytes() < 0 ? "?" : DownloadLine.bytes(order.bytes()),
                    Printable.of(order.shownSource()));
        }
        out.println(
                begun.isEmpty()
                        ? "Nothing was begun and not finished."
                        : "Ask for one again, in the same words, to go on.");
    }

    private void fetch(Downloader downloader, String wanted) {
        PrintWriter err = spec.commandLine().getErr();
        CancellationToken cancel = new CancellationToken();
        Interrupts.hear(_ -> cancel.cancel());
        Optional<Secret> own = Optional.ofNullable(tokenFile).map(Tokens::single);
        Downloader.Found found = downloader.look(wanted, own, cancel);
        if (list) {
            found.offers().forEach(offer -> spec.commandLine().getOut().println(line(offer)));
            return;
        }
        Offer offer = checked(chosen(found));
        Order order = ordered(downloader, found, offer);
        long before = Downloader.come(order);
        err.println((before > 0 ? "going on with " : "fetching ") + Printable.of(line(offer)));
        offer.licence().ifPresent(licence -> err.println("licence: " + Printable.of(licence)));
        err.flush();
        DownloadLine line = new DownloadLine(err, workshop.interactive());
        try {
            tell(downloader.bring(order, found.token(), line::show, cancel));
        } catch (CancelledException stopped) {
            err.println("stopped: what has arrived (" + DownloadLine.bytes(Downloader.come(order))
                    + ") is kept; ask again to go on");
            throw stopped;
        } finally {
            line.clear();
        }
    }

    private static String line(Offer offer) {
        return (offer.name() + (offer.variant().isEmpty() ? "" : " (" + offer.variant() + ")"))
                + (offer.folder() ? ", " + offer.files().size() + " files" : "")
                + (offer.bytes() < 0 ? "" : ", " + DownloadLine.bytes(offer.bytes()));
    }

    private Offer chosen(Downloader.Found found) {
        List<Offer> offers = found.offers();
        if (variant != null) {
            String name = variant.equals("full") ? "" : variant;
            return offers.stream()
                    .filter(offer -> offer.folder() && offer.variant().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new RequestException(
                            "--variant: there is no whole model '" + variant + "'", several(offers), null));
        }
        if (offers.size() > 1 && !offers.getFirst().folder()) {
            throw new RequestException(what + " has several files: say which", several(offers), null);
        }
        return offers.getFirst();
    }

    private static String several(List<Offer> offers) {
        int most = 20;
        StringBuilder all = new StringBuilder("It has:");
        offers.stream().limit(most).forEach(offer -> all.append("\n    ").append(line(offer)));
        if (offers.size() > most) {
            all.append("\n    and ").append(offers.size() - most).append(" more: --list");
        }
        return all.append("\n  Ask for OWNER/NAME/FILE.").toString();
    }

    private Offer checked(Offer offer) {
        if (sha256 == null) {
            return offer;
        }
        Checksum must = Checksum.sha256(sha256);
        if (offer.folder()) {
            throw new RequestException("--sha256 is for one file, and this is a model in several");
        }
        Optional<Checksum> known = offer.files().getFirst().checksum();
        if (known.filter(sum -> sum.kind() == Checksum.Kind.SHA256 && !sum.equals(must))
                .isPresent()) {
            throw new DownloadException(offer.name() + " is not the file of --sha256: the hub says that its SHA-256 is "
                    + known.get().hex());
        }
        return offer.with(must);
    }

    private Order ordered(Downloader downloader, Downloader.Found found, Offer offer) {
        Path models = workshop.paths().ownModels();
        if (to == null) {
            return downloader.order(found, offer, models, false);
        }
        try {
            Path folder = Place.named(to).map(place -> place.in(models)).orElse(Path.of(to));
            return downloader.order(found, offer, folder, true);
        } catch (InvalidPathException none) {
            throw new RequestException("--to: '" + to + "' is no folder", "The kinds are " + Place.all() + ".", none);
        }
    }

    private void tell(Arrived arrived) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        err.println((arrived.before() ? "already there: " : "it is ")
                + arrived.kind().map(FileKind::label).orElse("nothing that Sfumato knows")
                + arrived.sha256().map(hex -> ", SHA-256 " + hex).orElse("")
                + (arrived.verified() ? ", verified" : ", unverified: nobody said what it must be (--sha256)"));
        arrived.problem().ifPresent(problem -> err.println("note: " + Printable.of(problem)));
        out.println(Printable.of(arrived.path().toString()));
    }
}
