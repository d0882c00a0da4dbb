package studio.sfumato.ui.models;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.DoubleConsumer;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.ModelHash;

/// The hashes of the model that is looked at: shown if they are kept, else worked out when asked for, in the
/// background. Belongs to the window's thread.
public final class HashesModel {
    private static final double TOLD = 0.005;

    private final ModelsModel models;
    private final Files files;
    private final Executor background;
    private final FxThread window;
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(new State.Unknown());
    private final ReadOnlyDoubleWrapper share = new ReadOnlyDoubleWrapper(0);
    private @Nullable ModelEntry about;
    private CancellationToken work = CancellationToken.none();
    private int looks;

    /// Who reads models. Each may take a while and is asked on any thread.
    public interface Files {
        /// {@return the hashes of a model, if they are kept}
        ///
        /// @throws StudioException if it cannot be opened
        Optional<ModelHash.All> known(ModelEntry entry);

        /// Works out the hashes of a model and keeps them.
        ///
        /// @param progress hears which share has been read
        /// @throws StudioException if it cannot be read
        /// @throws CancelledException if `cancel` is cancelled meanwhile
        void workOut(ModelEntry entry, DoubleConsumer progress, CancellationToken cancel);
    }

    /// What is known.
    public sealed interface State {
        /// Nothing.
        record Unknown() implements State {}

        /// They are being worked out.
        record Working() implements State {}

        /// All of them.
        record Known(ModelHash.All hashes) implements State {}
    }

    /// The hashes of what `models` looks at.
    ///
    /// @param background runs what would keep the window waiting
    public HashesModel(ModelsModel models, Files files, Executor background, FxThread window) {
        this.models = models;
        this.files = files;
        this.background = background;
        this.window = window;
        models.detailsProperty().subscribe(this::look);
    }

    /// {@return what is known of the model that is looked at}
    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /// {@return which share of it has been read, 0 to 1, while they are worked out}
    public ReadOnlyDoubleProperty shareProperty() {
        return share.getReadOnlyProperty();
    }

    /// What was begun for another model ends; what was begun for this one goes on.
    private void look(@Nullable ModelDetails details) {
        ModelEntry entry = details == null ? null : details.entry();
        if (entry == null || !entry.equals(about)) {
            stop();
            about = entry;
        }
        if (entry == null || entry.problem().isPresent() || state.get() instanceof State.Working) {
            return;
        }
        int mine = ++looks;
        background.execute(() -> {
            Optional<ModelHash.All> kept = known(entry);
            window.run(() -> {
                if (mine == looks) {
                    state.set(kept.<State>map(State.Known::new).orElseGet(State.Unknown::new));
                }
            });
        });
    }

    /// A model that is gone has been told about where its details are read.
    private Optional<ModelHash.All> known(ModelEntry entry) {
        try {
            return files.known(entry);
        } catch (StudioException gone) {
            return Optional.empty();
        }
    }

    /// Works them out, unless that is going on; returns at once.
    public void workOut() {
        ModelEntry entry = about;
        if (entry == null || entry.problem().isPresent() || state.get() instanceof State.Working) {
            return;
        }
        int mine = ++looks;
        CancellationToken cancel = CancellationToken.none();
        work = cancel;
        share.set(0);
        state.set(new State.Working());
        double[] told = {0};
        background.execute(() -> {
            Optional<Note> problem = Optional.empty();
            try {
                files.workOut(
                        entry,
                        read -> {
                            if (read - told[0] >= TOLD) {
                                told[0] = read;
                                window.run(() -> told(mine, read));
                            }
                        },
                        cancel);
            } catch (CancelledException stopped) {
                return; // the window knows
            } catch (StudioException unreadable) {
                problem = Optional.of(Note.of(unreadable));
            }
            Optional<Note> failed = problem;
            Optional<ModelHash.All> known = failed.isPresent() ? Optional.empty() : known(entry);
            window.run(() -> {
                if (mine == looks) {
                    failed.ifPresent(note -> models.notes().setAll(note));
                    state.set(known.<State>map(State.Known::new).orElseGet(State.Unknown::new));
                }
            });
        });
    }

    private void told(int mine, double read) {
        if (mine == looks) {
            share.set(read);
        }
    }

    /// Works them out no longer; what was read is forgotten.
    public void stop() {
        looks++;
        work.cancel();
        state.set(new State.Unknown());
    }
}
