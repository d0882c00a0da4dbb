package studio.sfumato.ui.generate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.Embeddings;
import studio.sfumato.diffusion.NamedLora;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.weights.addon.AddOnEntry;

/// Embeddings: words of either prompt.
final class EmbeddingNaming implements Naming {
    private final PromptModel prompt;
    private final PromptModel negative;
    private final FormModel form;
    private final CompletionModel completions;
    private final BooleanProperty intoNegative = new SimpleBooleanProperty(false);
    private List<String> known = List.of();

    EmbeddingNaming(PromptModel prompt, PromptModel negative, FormModel form, CompletionModel completions) {
        this.prompt = prompt;
        this.negative = negative;
        this.form = form;
        this.completions = completions;
        form.rules().dialectProperty().subscribe(_ -> complete(known));
    }

    @Override
    public void changed(Runnable heard) {
        prompt.namedProperty().subscribe(heard);
        negative.namedProperty().subscribe(heard);
    }

    @Override
    public Optional<BooleanProperty> intoNegative() {
        return Optional.of(intoNegative);
    }

    @Override
    public void looked() {
        prompt.count();
        negative.count();
    }

    private PromptDialect dialect() {
        return form.rules().dialectProperty().get();
    }

    @Override
    public Set<AddOnEntry> used(List<AddOnEntry> all) {
        Set<String> files = Stream.of(prompt, negative)
                .flatMap(each -> each.namedProperty().get().stream())
                .map(Embeddings.Named::file)
                .map(file -> file.toAbsolutePath().normalize().toString())
                .collect(Collectors.toSet());
        return all.stream()
                .filter(entry ->
                        files.contains(entry.path().toAbsolutePath().normalize().toString()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public Optional<AddOnCard.Obstacle> obstacle(AddOnEntry entry, ShelfModel.@Nullable Opened model) {
        if (entry.problem().isPresent()) {
            return entry.problem().map(AddOnCard.Obstacle.Broken::new);
        }
        if (!EmbeddingWords.canSay(entry.name(), dialect())) {
            return Optional.of(new AddOnCard.Obstacle.Unsayable());
        }
        List<Integer> widths = entry.vectors().map(AddOnEntry.Vectors::widths).orElse(List.of());
        if (model == null || model.reader().takes(widths)) {
            return Optional.empty();
        }
        String wide = widths.stream().map(String::valueOf).collect(Collectors.joining(" and "));
        String family = model.family().label();
        String wants = entry.base().orElse(wide);
        return Optional.of(
                wants.equals(family)
                        ? new AddOnCard.Obstacle.OtherModel(
                                wants + " (" + wide + ")",
                                family + " (" + model.reader().wide() + ")")
                        : new AddOnCard.Obstacle.OtherModel(wants, family));
    }

    @Override
    public void use(AddOnEntry entry, String name, List<AddOnEntry> all) {
        PromptModel into = intoNegative.get() ? negative : prompt;
        into.textProperty().set(EmbeddingWords.with(into.textProperty().get(), name, dialect()));
    }

    @Override
    public void drop(AddOnEntry entry, List<AddOnEntry> all) {
        List<String> names = List.of(entry.name(), NamedLora.stem(entry.name()));
        for (PromptModel each : List.of(prompt, negative)) {
            each.textProperty().set(EmbeddingWords.without(each.textProperty().get(), names, dialect()));
        }
    }

    /// Bare names are words in A1111's language alone.
    @Override
    public void complete(List<String> names) {
        known = List.copyOf(names);
        List<String> said = known.stream()
                .filter(name -> EmbeddingWords.canSay(name, dialect()))
                .toList();
        if (!said.equals(completions.mentions())) {
            completions.mentions().setAll(said);
        }
        List<String> bare = dialect() == PromptDialect.A1111
                ? said.stream().filter(name -> name.indexOf('/') < 0).toList()
                : List.of();
        if (!bare.equals(completions.embeddings())) {
            completions.embeddings().setAll(bare);
        }
    }
}
