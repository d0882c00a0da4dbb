package studio.sfumato.ui.models;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import studio.sfumato.error.StudioException;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.weights.ModelEntry;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.NoiseWord;
import studio.sfumato.weights.UserFile;

/// What the user says of the noise of the model that is looked at: kept in the background, one word after the other.
/// Belongs to the window's thread.
public final class NoiseModel {
    private final ModelsModel models;
    private final Keeper keeper;
    private final Executor background;
    private final FxThread window;
    private final Queue<Said> waiting = new ArrayDeque<>();
    private boolean writing;

    /// Keeps what is said of a model, on any thread.
    @FunctionalInterface
    public interface Keeper {
        /// Keeps `word` in the place of what was said before.
        ///
        /// @throws StudioException if it cannot be kept; then all is as before
        void keep(ModelEntry entry, NoiseWord word);
    }

    private record Said(ModelEntry entry, NoiseWord word) {}

    /// Says something of what `models` looks at.
    ///
    /// @param background runs what would keep the window waiting
    public NoiseModel(ModelsModel models, Keeper keeper, Executor background, FxThread window) {
        this.models = models;
        this.keeper = keeper;
        this.background = background;
        this.window = window;
    }

    /// Says what the model predicts; empty believes its files. Returns at once.
    public void predicts(Optional<Predicts> what) {
        say(word -> word.withPrediction(what));
    }

    /// Says whether the model's last noise level is pure noise; empty believes its files. Returns at once.
    public void zeroSnr(Optional<Boolean> rescaled) {
        say(word -> word.withZeroSnr(rescaled));
    }

    /// {@return the file in which it is kept}
    Path file(ModelEntry entry) {
        return UserFile.of(entry.path());
    }

    /// It is shown before it is kept: keys may say several things in a row.
    private void say(UnaryOperator<NoiseWord> change) {
        ModelDetails known = models.detailsProperty().get();
        if (known == null || known.noise().isEmpty()) {
            return;
        }
        NoiseWord before = known.noise().get().word();
        NoiseWord word = change.apply(before);
        if (word.equals(before)) {
            return;
        }
        waiting.removeIf(said -> said.entry().equals(known.entry()));
        waiting.add(new Said(known.entry(), word));
        models.show(known.withWord(word));
        next();
    }

    private void next() {
        if (writing || waiting.isEmpty()) {
            return;
        }
        Said said = waiting.remove();
        writing = true;
        background.execute(() -> {
            try {
                keeper.keep(said.entry(), said.word());
                window.run(() -> kept(said, Optional.empty()));
            } catch (StudioException unwritable) {
                window.run(() -> kept(said, Optional.of(Note.of(unwritable))));
            }
        });
    }

    private void kept(Said said, Optional<Note> problem) {
        writing = false;
        problem.ifPresent(models.notes()::setAll);
        if (waiting.stream().noneMatch(later -> later.entry().equals(said.entry()))) {
            models.readAgain(said.entry());
        }
        next();
    }
}
