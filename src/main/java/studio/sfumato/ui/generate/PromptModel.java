package studio.sfumato.ui.generate;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.Embeddings;
import studio.sfumato.diffusion.PromptReader;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptChunk;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.weights.addon.AddOnShelf;

/// A prompt being written, how many tokens of the model's it has, and the embeddings it names.
public final class PromptModel {
    private static final int USUAL_ROOM = 75;

    private final Executor background;
    private final FxThread window;
    private final boolean tagged;
    private final StringProperty text = new SimpleStringProperty("");
    private final ReadOnlyIntegerWrapper tokens = new ReadOnlyIntegerWrapper(0);
    private final ReadOnlyIntegerWrapper room = new ReadOnlyIntegerWrapper(USUAL_ROOM);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper("");
    private final ReadOnlyObjectWrapper<List<Embeddings.Named>> named = new ReadOnlyObjectWrapper<>(List.of());
    private final HistoryModel history = new HistoryModel();
    private Embeddings embeddings = new Embeddings(AddOnShelf.none());
    private PromptDialect dialect = PromptDialect.A1111;
    private List<String> beside = List.of();
    private @Nullable PromptReader reader;
    private final AtomicInteger counts = new AtomicInteger();

    private record Count(int tokens, int room, List<Embeddings.Named> named, String problem) {}

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

    /// Puts it among the prompts before.
    public void remember() {
        history.add(text.get());
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

    /// {@return the embeddings it names}
    public ReadOnlyObjectProperty<List<Embeddings.Named>> namedProperty() {
        return named.getReadOnlyProperty();
    }

    /// Knows these embeddings from now on.
    void know(Embeddings found) {
        embeddings = found;
        count();
    }

    /// Is read in another language from now on.
    void speak(PromptDialect language) {
        dialect = language;
        count();
    }

    /// May name these embeddings as well from now on.
    void besides(AddOns addOns) {
        if (!addOns.embeddings().equals(beside)) {
            beside = addOns.embeddings();
            count();
        }
    }

    /// Counts as the model of `reader` does from now on.
    void readWith(PromptReader newReader) {
        reader = newReader;
        count();
    }

    /// Counting a long text takes a while, so it happens elsewhere and only the newest count is made and shown.
    void count() {
        PromptReader now = reader;
        if (now == null) {
            return;
        }
        int mine = counts.incrementAndGet();
        String prompt = text.get();
        PromptRules rules = new PromptRules(dialect, Emphasis.ORIGINAL);
        Embeddings known = embeddings;
        List<String> more = beside;
        background.execute(() -> {
            if (mine != counts.get()) {
                return;
            }
            Count count = count(now, prompt, rules, known, more);
            window.run(() -> {
                if (mine == counts.get()) {
                    tokens.set(count.tokens);
                    room.set(count.room);
                    named.set(count.named);
                    problem.set(count.problem);
                }
            });
        });
    }

    private Count count(PromptReader reader, String prompt, PromptRules rules, Embeddings known, List<String> more) {
        boolean tags = tagged && rules.dialect() == PromptDialect.A1111;
        try {
            String said = tags ? ExtraNetwork.take(prompt).text() : prompt;
            try {
                Embeddings.Found found = known.of(reader, List.of(said), rules, more);
                return count(found.reader(), said, rules, found.named(), "");
            } catch (RequestException unreadable) {
                throw unreadable;
            } catch (StudioException unfit) {
                return count(reader, said, rules, List.of(), String.valueOf(unfit.getMessage()));
            }
        } catch (RequestException unreadable) {
            return new Count(0, reader.room(), List.of(), String.valueOf(unreadable.getMessage()));
        }
    }

    private static Count count(
            PromptReader reader, String said, PromptRules rules, List<Embeddings.Named> named, String problem) {
        List<PromptChunk> chunks = reader.read(said, rules);
        int tokens = chunks.stream().mapToInt(chunk -> chunk.tokens().size()).sum();
        return new Count(tokens, chunks.size() * reader.room(), named, problem);
    }
}
