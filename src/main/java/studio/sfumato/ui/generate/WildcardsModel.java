package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.job.WildcardRequests;
import studio.sfumato.prompt.WildcardFolder;
import studio.sfumato.prompt.Wildcards;
import studio.sfumato.ui.common.FxThread;

/// Chooses among wildcards. Their lists are read in the background.
final class WildcardsModel {
    private final CompletionModel completions;
    private final Executor background;
    private final FxThread window;
    private final Consumer<StudioException> failed;
    private WildcardFolder lists = new WildcardFolder(Path.of("wildcards"));

    /// @param completions hears of the lists there are
    /// @param failed hears of what cannot be read
    WildcardsModel(
            CompletionModel completions, Executor background, FxThread window, Consumer<StudioException> failed) {
        this.completions = completions;
        this.background = background;
        this.window = window;
        this.failed = failed;
    }

    /// Takes the lists in `folder` from now on.
    void offer(WildcardFolder folder) {
        lists = folder;
        look();
    }

    /// Looks anew for lists.
    void look() {
        WildcardFolder folder = lists;
        background.execute(() -> {
            try {
                List<String> names = folder.names();
                window.run(() -> completions.lists().setAll(names));
            } catch (RequestException unreadable) {
                window.run(() -> failed.accept(unreadable));
            }
        });
    }

    /// Gives `then` what is asked for once all is chosen that `written` leaves open, at once where that is nothing.
    void choose(GenerationRequest written, Consumer<List<GenerationRequest>> then) {
        if (!WildcardRequests.open(written)) {
            then.accept(List.of(written));
            return;
        }
        Wildcards.Lists from = lists;
        background.execute(() -> {
            try {
                List<GenerationRequest> chosen = new WildcardRequests(from).of(written);
                window.run(() -> then.accept(chosen));
            } catch (StudioException missing) {
                window.run(() -> failed.accept(missing));
            }
        });
    }
}
