package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;
import studio.sfumato.prompt.PromptStyle;
import studio.sfumato.prompt.StyleFile;
import studio.sfumato.ui.common.FxThread;

/// The artist's styles, and those that stand around the prompt now. The file is read and written in the
/// background.
public final class StylesModel {
    private final Executor background;
    private final FxThread window;
    private final Consumer<StudioException> failed;
    private final ObservableList<PromptStyle> all = FXCollections.observableArrayList();
    private final ObservableList<String> chosen = FXCollections.observableArrayList();
    private @Nullable StyleFile file;

    StylesModel(Executor background, FxThread window, Consumer<StudioException> failed) {
        this.background = background;
        this.window = window;
        this.failed = failed;
    }

    /// {@return every style, in order}
    public ObservableList<PromptStyle> all() {
        return all;
    }

    /// {@return the names of those that stand around the prompt, in the order they were chosen}
    public ObservableList<String> chosen() {
        return chosen;
    }

    /// Reads the styles in `kept`, and keeps them there from now on.
    public void open(StyleFile kept) {
        file = kept;
        read(kept, all::setAll);
    }

    /// Adds the styles in a file as A1111 writes it; those of a name that is there already take its place.
    public void take(Path from) {
        read(
                new StyleFile(from),
                styles -> change(kept -> {
                    List<PromptStyle> more = new ArrayList<>(kept);
                    styles.forEach(style -> put(more, style));
                    return more;
                }));
    }

    private void read(StyleFile from, Consumer<List<PromptStyle>> then) {
        background.execute(() -> {
            try {
                List<PromptStyle> styles = from.read();
                window.run(() -> then.accept(styles));
            } catch (StudioException unreadable) {
                window.run(() -> failed.accept(unreadable));
            }
        });
    }

    /// Keeps a style, in place of one of its name.
    public void keep(PromptStyle style) {
        change(kept -> {
            List<PromptStyle> more = new ArrayList<>(kept);
            put(more, style);
            return more;
        });
    }

    private static void put(List<PromptStyle> styles, PromptStyle style) {
        for (int i = 0; i < styles.size(); i++) {
            if (styles.get(i).name().equals(style.name())) {
                styles.set(i, style);
                return;
            }
        }
        styles.add(style);
    }

    /// Forgets a style.
    public void forget(PromptStyle style) {
        chosen.remove(style.name());
        change(kept -> kept.stream().filter(other -> !other.equals(style)).toList());
    }

    private void change(UnaryOperator<List<PromptStyle>> change) {
        List<PromptStyle> changed = change.apply(List.copyOf(all));
        all.setAll(changed);
        StyleFile kept = file;
        if (kept != null) {
            background.execute(() -> {
                try {
                    synchronized (this) {
                        kept.write(changed);
                    }
                } catch (StudioException unwritten) {
                    window.run(() -> failed.accept(unwritten));
                }
            });
        }
    }

    /// Puts a style around the prompt, or takes it away again.
    public void toggle(String name) {
        if (!chosen.remove(name)) {
            chosen.add(name);
        }
    }

    /// {@return the styles around the prompt; a name that no style has any more counts for nothing}
    List<PromptStyle> now() {
        return chosen.stream()
                .map(name -> all.stream()
                        .filter(style -> style.name().equals(name))
                        .findFirst()
                        .orElse(null))
                .filter(Objects::nonNull)
                .toList();
    }

    /// {@return the styles with `words` in their name or their words, whatever the case}
    public List<PromptStyle> find(String words) {
        String wanted = words.strip().toLowerCase(Locale.ROOT);
        return all.stream()
                .filter(style -> (style.name() + "\n" + style.positive() + "\n" + style.negative())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted))
                .toList();
    }
}
