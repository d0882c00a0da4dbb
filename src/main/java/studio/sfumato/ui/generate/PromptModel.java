package studio.sfumato.ui.generate;

import java.util.List;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.PromptReader;
import studio.sfumato.error.RequestException;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptChunk;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.ui.common.FxThread;

/// A prompt being written, and how many tokens of the model's it has.
public final class PromptModel {
    private static final int USUAL_ROOM = 75;

    private final Executor background;
    private final FxThread window;
    private final boolean tagged;
    private final StringProperty text = new SimpleStringProperty("");
    private final ReadOnlyIntegerWrapper tokens = new ReadOnlyIntegerWrapper(0);
    private final ReadOnlyIntegerWrapper room = new ReadOnlyIntegerWrapper(USUAL_ROOM);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private final HistoryModel history = new HistoryModel();
    private @Nullable PromptReader reader;
    private int counts;

    private record Count(int tokens, int room, String problem) {}

    /// @param tagged whether tags such as `<lora:clay:1>` are no words of it
    PromptModel(Executor background, FxThread window, boolean tagged) {
        this.tagged = tagged;
        this.background = background;
        this.window = window;
        text.subscribe(_ -> count());
    }

    /// {@return the prompt}
    public StringProperty textProperty() {
        return text;
    }

    /// {@return the prompts before it}
    public HistoryModel history() {
        return history;
    }

    /// Goes back to the prompt before this one.
    public void older() {
        history.older(text.get()).ifPresent(text::set);
    }

    /// Comes back towards what was being written.
    public void newer() {
        history.newer(text.get()).ifPresent(text::set);
    }

    /// {@return how many tokens it has}
    public ReadOnlyIntegerProperty tokensProperty() {
        return tokens.getReadOnlyProperty();
    }

    /// {@return how many tokens the chunks it fills have room for: 75, 150, …}
    public ReadOnlyIntegerProperty roomProperty() {
        return room.getReadOnlyProperty();
    }

    /// {@return why it cannot be read; empty when it can}
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// Counts as the model of `reader` does from now on.
    void readWith(PromptReader newReader) {
        reader = newReader;
        count();
    }

    /// Counting a long text takes a while, so it happens elsewhere and only the newest count is shown.
    private void count() {
        PromptReader now = reader;
        if (now == null) {
            return;
        }
        int mine = ++counts;
        String prompt = text.get();
        background.execute(() -> {
            Count count = count(now, prompt, tagged);
            window.run(() -> {
                if (mine == counts) {
                    tokens.set(count.tokens);
                    room.set(count.room);
                    problem.set(count.problem);
                }
            });
        });
    }

    private static Count count(PromptReader reader, String prompt, boolean tagged) {
        try {
            String said = tagged ? ExtraNetwork.take(prompt).text() : prompt;
            List<PromptChunk> chunks = reader.read(said, PromptRules.USUAL);
            int tokens =
                    chunks.stream().mapToInt(chunk -> chunk.tokens().size()).sum();
            return new Count(tokens, chunks.size() * reader.room(), "");
        } catch (RequestException unreadable) {
            return new Count(0, reader.room(), String.valueOf(unreadable.getMessage()));
        }
    }
}
