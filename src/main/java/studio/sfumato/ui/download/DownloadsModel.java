package studio.sfumato.ui.download;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.download.Arrived;
import studio.sfumato.download.DownloadQueue;
import studio.sfumato.download.Downloader;
import studio.sfumato.download.Offer;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.common.Relay;

/// What one can do to have models brought from the network. Nobody is contacted before [#look], [#take] or [#resume].
public final class DownloadsModel {
    private final DownloadQueue queue;
    private final Path root;
    private final Executor background;
    private final FxThread window;
    private final Consumer<Arrived> arrived;
    private final TokensModel tokens;
    private final StringProperty what = new SimpleStringProperty("");
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper looking = new ReadOnlyBooleanWrapper();
    private final ObservableList<Offer> offers = FXCollections.observableArrayList();
    private final ObservableList<DownloadQueue.Entry> entries = FXCollections.observableArrayList();
    private final ObservableList<Note> notes = FXCollections.observableArrayList();
    private final Set<String> come = new HashSet<>();
    private Downloader.@Nullable Found found;
    private CancellationToken look = new CancellationToken();

    /// A list of downloads that go to `root`.
    ///
    /// @param downloader brings them
    /// @param background runs what would keep the window waiting
    /// @param arrived is told on the window's thread what has come
    /// @param tokens prove who asks
    public DownloadsModel(
            Downloader downloader,
            Path root,
            Executor background,
            FxThread window,
            Consumer<Arrived> arrived,
            TokensModel tokens) {
        this.tokens = tokens;
        this.root = root;
        this.background = background;
        this.window = window;
        this.arrived = arrived;
        queue = new DownloadQueue(downloader, Relay.newest(window, this::changed));
        open.subscribe(
                now -> tokens.openProperty().set(now && tokens.openProperty().get()));
    }

    /// Shows what was begun in another run.
    public void start() {
        background.execute(() -> {
            queue.open();
            window.run(() -> open.set(open.get() || !entries.isEmpty()));
        });
    }

    private void changed(List<DownloadQueue.Entry> now) {
        entries.setAll(now);
        for (DownloadQueue.Entry entry : now) {
            if (!(entry.state() instanceof DownloadQueue.State.Done(Arrived newcomer))) {
                come.remove(entry.id());
            } else if (come.add(entry.id())) {
                arrived.accept(newcomer);
            }
        }
    }

    /// {@return what is asked for}
    public StringProperty whatProperty() {
        return what;
    }

    /// {@return whether one wants to see downloads}
    public BooleanProperty openProperty() {
        return open;
    }

    /// {@return whether somebody is asked what there is}
    public ReadOnlyBooleanProperty lookingProperty() {
        return looking.getReadOnlyProperty();
    }

    /// {@return what there is to choose from}
    public ObservableList<Offer> offers() {
        return offers;
    }

    /// {@return what proves who asks}
    public TokensModel tokens() {
        return tokens;
    }

    /// {@return all downloads, the oldest first}
    public ObservableList<DownloadQueue.Entry> entries() {
        return entries;
    }

    /// {@return what one should know}
    public ObservableList<Note> notes() {
        return notes;
    }

    /// Finds out what there is where [#whatProperty] says. If it is one thing, it is fetched at once.
    public void look() {
        String wanted = what.get().strip();
        if (wanted.isEmpty()) {
            return;
        }
        look.cancel();
        CancellationToken mine = new CancellationToken();
        look = mine;
        looking.set(true);
        notes.clear();
        offers.clear();
        background.execute(() -> {
            try {
                Downloader.Found seen = queue.look(wanted, mine);
                window.run(() -> saw(mine, seen));
            } catch (CancelledException another) {
                window.run(() -> ended(mine, Optional.empty()));
            } catch (StudioException failed) {
                window.run(() -> ended(mine, Optional.of(refused(failed))));
            }
        });
    }

    /// Only the hub is asked what there is.
    private Note refused(StudioException failed) {
        Note note = Note.of(failed);
        return failed instanceof DownloadException refusal && refusal.wantsToken()
                ? note.with(new Note.Action("token-give", () -> askForToken(TokensModel.USUAL)))
                : note;
    }

    private void askForToken(String host) {
        tokens.hostProperty().set(host);
        tokens.openProperty().set(true);
    }

    /// Asks for a token for the server that `entry` comes from.
    public void askForToken(DownloadQueue.Entry entry) {
        String source = entry.order().source();
        askForToken(source.contains("://") ? URI.create(source).getHost() : TokensModel.USUAL);
    }

    private void ended(CancellationToken mine, Optional<Note> note) {
        if (look == mine) {
            looking.set(false);
            note.ifPresent(notes::add);
        }
    }

    private void saw(CancellationToken mine, Downloader.Found seen) {
        if (look != mine) {
            return;
        }
        looking.set(false);
        found = seen;
        if (seen.offers().size() == 1) {
            take(seen.offers().getFirst());
        } else {
            offers.setAll(seen.offers());
        }
    }

    /// Fetches `offer`, which [#offers] has, when its turn comes.
    public void take(Offer offer) {
        Downloader.Found seen = found;
        if (seen == null) {
            return;
        }
        if (offers.isEmpty()) {
            what.set("");
        }
        background.execute(() -> {
            try {
                queue.add(seen, offer, root);
            } catch (StudioException failed) {
                window.run(() -> notes.add(Note.of(failed)));
            }
        });
    }

    /// Chooses none of the offers, and asks nobody any more.
    public void dismiss() {
        look.cancel();
        looking.set(false);
        offers.clear();
        what.set("");
    }

    /// Stops a download and keeps what has come.
    public void pause(String id) {
        background.execute(() -> queue.pause(id));
    }

    /// Lets a download go on.
    public void resume(String id) {
        background.execute(() -> queue.resume(id));
    }

    /// Takes a download off the list, with what has come of it if that is not all.
    public void remove(String id) {
        background.execute(() -> queue.remove(id));
    }

    /// Stops everything; what has come is kept.
    public void close() {
        look.cancel();
        queue.close();
    }
}
