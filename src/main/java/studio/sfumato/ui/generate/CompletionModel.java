package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// What may come next while a prompt is being written: lists of wildcards after `__`, LoRAs after
/// `<lora:`, embeddings after `embedding:`, and else words of earlier prompts and names of embeddings.
public final class CompletionModel {
    private static final Pattern LIST = Pattern.compile("(?<![\\p{L}\\p{N}_])__([\\p{L}\\p{N}_\\-./]*)$");
    private static final Pattern LORA = Pattern.compile("<lora:([^<>:]*)$");
    private static final Pattern MENTION =
            Pattern.compile("(?<![\\p{L}\\p{N}_])embedding:([^\\s,<>()\\[\\]{}|:]*)$", Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD = Pattern.compile("(?<![\\p{L}\\p{N}_<:-])(\\p{L}[\\p{L}\\p{N}_-]+)$");
    private static final Pattern WORDS = Pattern.compile("\\p{L}[\\p{L}\\p{N}_-]{2,}");
    private static final int MOST = 8;
    private static final int NEAR = 200; // letters before the caret that are looked at

    private final ObservableList<String> lists = FXCollections.observableArrayList();
    private final ObservableList<String> loras = FXCollections.observableArrayList();
    private final ObservableList<String> embeddings = FXCollections.observableArrayList();
    private final ObservableList<String> mentions = FXCollections.observableArrayList();
    private final HistoryModel history;

    /// Something to put in place of what was typed.
    ///
    /// @param from where that begins
    /// @param name what is shown
    /// @param text what is written
    public record Completion(int from, String name, String text) {}

    CompletionModel(HistoryModel history) {
        this.history = history;
    }

    /// {@return the names of lists of wildcards}
    public ObservableList<String> lists() {
        return lists;
    }

    /// {@return the names of LoRAs}
    public ObservableList<String> loras() {
        return loras;
    }

    /// {@return the names of embeddings that may follow `embedding:`}
    public ObservableList<String> mentions() {
        return mentions;
    }

    /// {@return the names of embeddings that are words of a prompt}
    public ObservableList<String> embeddings() {
        return embeddings;
    }

    /// {@return what may come at `caret`, the likeliest first; nothing where nothing is being written}
    public List<Completion> at(String text, int caret) {
        int start = Math.max(0, Math.min(caret, text.length()) - NEAR);
        String before = text.substring(start, Math.min(caret, text.length()));
        Matcher list = LIST.matcher(before);
        if (list.find()) {
            return found(lists, list.group(1), start + list.start(), name -> "__" + name + "__");
        }
        Matcher lora = LORA.matcher(before);
        if (lora.find()) {
            return found(loras, lora.group(1), start + lora.start(), name -> "<lora:" + name + ":1>");
        }
        Matcher mention = MENTION.matcher(before);
        if (mention.find()) {
            return found(mentions, mention.group(1), start + mention.start(), name -> "embedding:" + name);
        }
        Matcher word = WORD.matcher(before);
        boolean inside = caret < text.length() && Character.isLetterOrDigit(text.charAt(caret));
        if (inside || !word.find()) {
            return List.of();
        }
        List<String> known = new ArrayList<>(embeddings);
        known.addAll(words());
        return found(known, word.group(1), start + word.start(), name -> name);
    }

    /// {@return the words of earlier prompts, the most frequent first, of equals the newest}
    private List<String> words() {
        Map<String, Integer> times = new LinkedHashMap<>();
        history.entries()
                .forEach(prompt -> WORDS.matcher(prompt)
                        .results()
                        .forEach(word -> times.merge(word.group().toLowerCase(Locale.ROOT), 1, Integer::sum)));
        return times.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Names that begin with what was typed come before those it is somewhere in.
    private static List<Completion> found(
            List<String> names, String typed, int from, Function<String, String> written) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        return names.stream()
                .distinct()
                .filter(name -> {
                    String plain = name.toLowerCase(Locale.ROOT);
                    return !plain.equals(wanted)
                            && (plain.startsWith(wanted) || (wanted.length() > 2 && plain.contains(wanted)));
                })
                .sorted(Comparator.comparing(
                        name -> !name.toLowerCase(Locale.ROOT).startsWith(wanted)))
                .limit(MOST)
                .map(name -> new Completion(from, name, written.apply(name)))
                .toList();
    }
}
