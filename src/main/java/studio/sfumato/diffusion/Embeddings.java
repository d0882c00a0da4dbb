package studio.sfumato.diffusion;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.StudioException;
import studio.sfumato.error.Suggestions;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.prompt.ClipTokenizer;
import studio.sfumato.prompt.Piece;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.prompt.TaughtWord;
import studio.sfumato.prompt.TaughtWords;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.FileStamp;
import studio.sfumato.weights.addon.AddOnKind;
import studio.sfumato.weights.addon.AddOnShelf;
import studio.sfumato.weights.embedding.EmbeddingFile;

/// Finds the embeddings that prompts name: in A1111's language by their bare names, there and in ComfyUI's as
/// `embedding:name`, in the others as `<name>`. Remembers those it read last; threads may share it.
public final class Embeddings {
    private static final int MOST_KNOWN = 32;

    private static final Pattern MENTION =
            Pattern.compile("(?<![\\p{L}\\p{N}_])embedding:(?=\\S)", Pattern.CASE_INSENSITIVE);
    private static final Pattern RUN = Pattern.compile("[^\\s,]+");
    private static final Pattern ENDING = Pattern.compile("\\.(?:safetensors|pt|bin|png)(?![\\p{L}\\p{N}_-])");
    private static final Pattern BLANK = Pattern.compile("\\s+");

    private final AddOnShelf shelf;
    private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    private record Known(EmbeddingFile file, List<List<Tensor>> vectors) {
        /// {@return the vectors for one of a model's encoders}; a model with one takes those of the
        /// last of two
        List<Tensor> ofEncoder(int encoder, int encoders) {
            return vectors.get(vectors.size() - encoders + encoder);
        }
    }

    /// An embedding that a prompt names.
    ///
    /// @param name what it is called: its file's name without the ending
    /// @param file where it is
    /// @param vectors how many tokens it takes the place of
    /// @param identity tells it from others, and from itself once its file is replaced
    public record Named(String name, Path file, int vectors, String identity) {}

    /// What was found.
    ///
    /// @param reader reads prompts with these embeddings
    /// @param named those that are named, each once
    /// @param notices what the user should know: names that are not there, files that do not fit
    public record Found(PromptReader reader, List<Named> named, List<String> notices) {
        /// {@return tells these embeddings from others; empty for none}
        String identity() {
            return named.stream().map(Named::identity).collect(Collectors.joining("\n"));
        }
    }

    /// Those on `shelf`.
    public Embeddings(AddOnShelf shelf) {
        this.shelf = shelf;
    }

    /// {@return the embeddings that texts of a prompt name}
    ///
    /// A bare name whose file cannot be used stays words, as in A1111; a notice says why.
    ///
    /// @param texts of a plan, all stages and parts
    /// @param beside embeddings by name or path that may be named as well
    /// @throws studio.sfumato.error.ModelFileException if one of `beside` is not there, or a file that is named as
    ///     such is damaged
    /// @throws UnsupportedModelException if one that is named as such is for another kind of model
    public synchronized Found of(
            PromptReader reader, Collection<String> texts, PromptRules rules, List<String> beside) {
        List<String> stretches = stretches(texts, rules);
        return new Search(reader, stretches, rules.dialect(), shelf.files(AddOnKind.EMBEDDING)).found(beside);
    }

    /// {@return the same; empty where there are no embeddings at all}: then no reader is asked for
    public synchronized Optional<Found> of(
            Supplier<PromptReader> reader, Collection<String> texts, PromptRules rules, List<String> beside) {
        Map<String, Path> files = shelf.files(AddOnKind.EMBEDDING);
        if (files.isEmpty() && beside.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Search(reader.get(), stretches(texts, rules), rules.dialect(), files).found(beside));
    }

    private static List<String> stretches(Collection<String> texts, PromptRules rules) {
        return texts.stream()
                .flatMap(text -> rules.stretches(text).stream())
                .distinct()
                .toList();
    }

    private Known read(Path path) {
        Known before = known.get(path);
        if (before != null && before.file.identity().equals(FileStamp.of(path))) {
            return before;
        }
        EmbeddingFile file = EmbeddingFile.open(path);
        List<List<Tensor>> vectors = new ArrayList<>();
        for (int i = 0; i < file.widths().size(); i++) {
            vectors.add(file.vectors(i));
        }
        Known now = new Known(file, List.copyOf(vectors));
        known.put(path, now);
        return now;
    }

    /// {@return the embedding in `path`}
    ///
    /// @throws UnsupportedModelException if the reader's model cannot use it
    private Known fitting(String name, Path path, PromptReader reader) {
        Known found = read(path);
        Optional<PromptReader.Reads> reads = reader.reads();
        if (reads.isPresent() && !reader.takes(found.file.widths())) {
            PromptReader.Reads takes = reads.get();
            String which = found.file.wants().equals(takes.family())
                    ? " has vectors " + found.file.wide() + " wide; the model " + takes.model() + " takes "
                            + takes.wide()
                    : " is for " + found.file.wants() + "; the model " + takes.model() + " is " + takes.family();
            throw new UnsupportedModelException(
                    "the embedding " + name + which,
                    "Choose an embedding made for " + takes.family() + ", or the model it was made for.",
                    null);
        }
        return found;
    }

    /// One look through the stretches of a prompt.
    private final class Search {
        private final PromptReader reader;
        private final List<String> stretches;
        private final PromptDialect dialect;
        private final Map<String, Path> there;
        private final Map<String, Path> files = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final Map<String, Known> usable = new LinkedHashMap<>();
        private final Map<String, String> literal = new LinkedHashMap<>();
        private final Set<String> bare = new LinkedHashSet<>();
        private final List<String> notices = new ArrayList<>();

        Search(PromptReader reader, List<String> stretches, PromptDialect dialect, Map<String, Path> there) {
            this.there = there;
            this.reader = reader;
            this.stretches = stretches;
            this.dialect = dialect;
        }

        Found found(List<String> beside) {
            for (String name : beside) {
                String stem = NamedLora.stem(name);
                Path path = shelf.get(AddOnKind.EMBEDDING, name);
                usable.put(stem, fitting(stem, path, reader));
                files.put(stem, path);
            }
            there.forEach((name, path) -> {
                files.putIfAbsent(name, path);
                files.putIfAbsent(NamedLora.stem(name), path);
            });
            switch (dialect) {
                case A1111 -> {
                    lookForMentions();
                    lookForBareNames();
                }
                case COMFY -> lookForMentions();
                case INVOKE, DIFFUSERS -> lookForBrackets();
            }
            beside.stream()
                    .map(NamedLora::stem)
                    .filter(name -> !bare.contains(name) && !literal.containsValue(name))
                    .forEach(name -> notices.add("no prompt names the embedding " + name + ": it has no effect"));
            return new Found(taught(), named(), List.copyOf(notices));
        }

        private void lookForMentions() {
            for (String stretch : stretches) {
                Matcher mention = MENTION.matcher(stretch);
                while (mention.find()) {
                    mention(stretch, mention);
                }
            }
        }

        private void mention(String stretch, Matcher mention) {
            int from = mention.end();
            Optional<String> name = files.keySet().stream()
                    .filter(each -> stretch.regionMatches(true, from, each, 0, each.length())
                            && ends(stretch, from + each.length()))
                    .max(Comparator.comparing(String::length));
            if (name.isPresent()) {
                int end = from + name.get().length();
                Matcher ending = ENDING.matcher(stretch).region(end, stretch.length());
                literal.put(stretch.substring(mention.start(), ending.lookingAt() ? ending.end() : end), name.get());
                use(name.get());
                return;
            }
            Matcher run = RUN.matcher(stretch).region(from, stretch.length());
            if (run.lookingAt()) {
                literal.put(stretch.substring(mention.start(), run.end()), "");
                List<String> nearest = Suggestions.nearest(run.group(), files.keySet());
                String notice = "there is no embedding '" + run.group() + "': left out"
                        + (nearest.isEmpty() ? "" : "; there is " + String.join(", ", nearest));
                if (!notices.contains(notice)) {
                    notices.add(notice);
                }
            }
        }

        private static boolean ends(String text, int at) {
            return at == text.length()
                    || !(Character.isLetterOrDigit(text.charAt(at)) || "_-".indexOf(text.charAt(at)) >= 0);
        }

        private void lookForBrackets() {
            for (String name : files.keySet()) {
                if (stretches.stream().anyMatch(stretch -> stretch.contains("<" + name + ">"))) {
                    literal.put("<" + name + ">", name);
                    use(name);
                }
            }
        }

        private Known use(String name) {
            return usable.computeIfAbsent(name, each -> fitting(each, Objects.requireNonNull(files.get(each)), reader));
        }

        /// Whatever cannot be used is no name, so that a shorter one may be meant.
        private void lookForBareNames() {
            List<String> letters = stretches.stream().map(Embeddings::letters).toList();
            Set<String> candidates = files.keySet().stream()
                    .filter(name -> name.indexOf('/') < 0)
                    .filter(name -> {
                        String own = letters(name);
                        return letters.stream().anyMatch(text -> text.contains(own));
                    })
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            boolean all = candidates.isEmpty();
            while (!all) {
                Set<String> met = met(candidates);
                all = true;
                for (String name : met) {
                    if (unusable(name)) {
                        candidates.remove(name);
                        all = false;
                    }
                }
                if (all) {
                    bare.addAll(met);
                }
            }
        }

        private boolean unusable(String name) {
            try {
                use(name);
                return false;
            } catch (StudioException problem) {
                notices.add(problem.getMessage() + ": '" + name + "' is read as words");
                return true;
            }
        }

        /// {@return which of `names` stand in the prompt}
        private Set<String> met(Set<String> names) {
            TaughtWord none = new TaughtWord("", List.of());
            Map<String, TaughtWord> mentions = new LinkedHashMap<>();
            literal.keySet().forEach(text -> mentions.put(text, none));
            List<TaughtWord> words = names.stream()
                    .map(name -> new TaughtWord(name, List.of(Tensor.zeros(Shape.of(1)))))
                    .toList();
            PromptReader trial = reader.with((_, tokenizer) -> TaughtWords.of(mentions, words, spelt(tokenizer)));
            return stretches.stream()
                    .flatMap(stretch -> trial.encode(stretch).stream())
                    .flatMap(piece -> piece.taught().stream())
                    .map(vector -> vector.word().name())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        private PromptReader taught() {
            if (literal.isEmpty() && bare.isEmpty()) {
                return reader;
            }
            return reader.with((encoder, tokenizer) -> {
                Map<String, TaughtWord> mentions = new LinkedHashMap<>();
                literal.forEach((text, name) -> mentions.put(text, word(name, encoder)));
                return TaughtWords.of(
                        mentions, bare.stream().map(name -> word(name, encoder)).toList(), spelt(tokenizer));
            });
        }

        private TaughtWord word(String name, int encoder) {
            @Nullable Known found = usable.get(name);
            return new TaughtWord(
                    name,
                    found == null
                            ? List.of()
                            : found.ofEncoder(encoder, reader.encoders().size()));
        }

        private List<Named> named() {
            Set<String> names = new LinkedHashSet<>(literal.values());
            names.addAll(bare);
            names.remove("");
            return names.stream()
                    .map(name -> {
                        EmbeddingFile file = use(name).file;
                        return new Named(
                                NamedLora.stem(name),
                                Objects.requireNonNull(files.get(name)),
                                file.count(),
                                name + "|" + file.identity());
                    })
                    .toList();
        }
    }

    private static Function<String, List<Integer>> spelt(ClipTokenizer tokenizer) {
        return name -> tokenizer.with(TaughtWords.NONE).encode(name).stream()
                .map(Piece::id)
                .toList();
    }

    private static String letters(String text) {
        return BLANK.matcher(Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT))
                .replaceAll("");
    }
}
