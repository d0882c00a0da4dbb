package studio.sfumato.ui.download;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import studio.sfumato.download.Secret;
import studio.sfumato.download.TokenStore;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// The tokens that prove to servers who asks. One is typed, kept and never told again: here is only known for which
/// hosts there are some, and where they are. Nobody is contacted.
public final class TokensModel {
    /// The host of most tokens.
    public static final String USUAL = "huggingface";

    private final Supplier<TokenStore> store;
    private final Executor background;
    private final FxThread window;
    private final BooleanProperty open = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper working = new ReadOnlyBooleanWrapper();
    private final StringProperty host = new SimpleStringProperty(USUAL);
    private final StringProperty token = new SimpleStringProperty("");
    private final ObservableList<Kept> kept = FXCollections.observableArrayList();
    private final ObservableList<Note> notes = FXCollections.observableArrayList();

    /// A token that is kept.
    ///
    /// @param file where it is; empty for the system's keychain
    public record Kept(String host, Optional<Path> file) {}

    /// @param store where tokens are kept; asked in the background
    /// @param background runs what waits for a disk, or for somebody who unlocks a keychain
    public TokensModel(Supplier<TokenStore> store, Executor background, FxThread window) {
        this.store = store;
        this.background = background;
        this.window = window;
        open.subscribe(now -> {
            if (now) {
                look();
            } else {
                token.set("");
                notes.clear();
            }
        });
    }

    /// {@return whether one wants to see them}
    public BooleanProperty openProperty() {
        return open;
    }

    /// {@return whether the keychain or a file is busy with one}
    public ReadOnlyBooleanProperty workingProperty() {
        return working.getReadOnlyProperty();
    }

    /// {@return the host that a token is to be kept for}
    public StringProperty hostProperty() {
        return host;
    }

    /// {@return the token as it is typed; empty as soon as it is kept}
    public StringProperty tokenProperty() {
        return token;
    }

    /// {@return the tokens that are kept}
    public ObservableList<Kept> kept() {
        return kept;
    }

    /// {@return what one should know}
    public ObservableList<Note> notes() {
        return notes;
    }

    /// Keeps what was typed, where only this user can read it.
    public void keep() {
        String to = host.get().strip();
        if (working.get() || to.isEmpty() || token.get().isBlank()) {
            return;
        }
        String typed = token.get();
        try {
            Secret secret = Secret.of(typed, "what was typed");
            work(tokens -> {
                Optional<String> notice = tokens.keep(to, secret, false).notice();
                return () -> {
                    if (token.get().equals(typed)) { // else it is the next one already
                        token.set("");
                    }
                    notice.map(Note::notice).ifPresent(notes::add);
                };
            });
        } catch (RequestException none) {
            token.set("");
            notes.setAll(List.of(Note.of(none)));
        }
    }

    /// Forgets the token for a host, wherever it is.
    public void forget(String known) {
        work(tokens -> {
            tokens.forget(known);
            return () -> {};
        });
    }

    private void look() {
        work(_ -> () -> {});
    }

    /// Does one thing at a time: the file of tokens is changed as a whole.
    ///
    /// @param what tells what is to be done in the window then
    private void work(Function<TokenStore, Runnable> what) {
        if (working.get()) {
            return;
        }
        working.set(true);
        notes.clear();
        background.execute(() -> {
            Runnable then;
            try {
                TokenStore tokens = store.get();
                Runnable done = what.apply(tokens);
                List<Kept> now = tokens.places().entrySet().stream()
                        .map(TokensModel::kept)
                        .toList();
                then = () -> {
                    kept.setAll(now);
                    done.run();
                };
            } catch (StudioException failed) {
                then = () -> notes.add(Note.of(failed));
            }
            Runnable last = then;
            window.run(() -> {
                working.set(false);
                last.run();
            });
        });
    }

    private static Kept kept(Map.Entry<String, TokenStore.Place> entry) {
        TokenStore.Place place = entry.getValue();
        return new Kept(entry.getKey(), place.keychain() ? Optional.empty() : Optional.of(Path.of(place.title())));
    }
}
