package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.NamedLora;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.weights.addon.AddOnEntry;

/// LoRAs: a prompt in A1111's language names them in tags; beside a prompt in another language, or for a name that no
/// tag can say, they stand among the add-ons.
record LoraNaming(PromptModel prompt, FormModel form, CompletionModel completions) implements Naming {
    private static final double STRONGEST = 10;

    @Override
    public void changed(Runnable heard) {
        prompt.textProperty().subscribe(heard);
        form.addOnsProperty().subscribe(heard);
        form.rules().dialectProperty().subscribe(heard);
    }

    private boolean tagged() {
        return form.rules().dialectProperty().get() == PromptDialect.A1111;
    }

    @Override
    public Set<AddOnEntry> used(List<AddOnEntry> all) {
        Stream<String> beside = form.addOnsProperty().get().loras().stream().map(ExtraNetwork::name);
        Stream<String> inside = tagged() ? LoraTags.names(prompt.textProperty().get()).stream() : Stream.of();
        Set<AddOnEntry> found = new LinkedHashSet<>();
        Stream.concat(beside, inside).forEach(name -> called(name, all).ifPresent(found::add));
        return found;
    }

    /// The order in which a name is looked for when the picture is made.
    private static Optional<AddOnEntry> called(String name, List<AddOnEntry> all) {
        List<Predicate<AddOnEntry>> ways = List.of(
                entry -> entry.path().toString().equals(name),
                entry -> entry.name().equals(name),
                entry -> entry.name().equalsIgnoreCase(name),
                entry -> NamedLora.stem(entry.name()).equals(name),
                entry -> NamedLora.stem(entry.name()).equalsIgnoreCase(name),
                entry -> entry.title().filter(name::equals).isPresent());
        return ways.stream()
                .map(way -> all.stream().filter(way).findFirst().orElse(null))
                .filter(Objects::nonNull)
                .findFirst();
    }

    @Override
    public Optional<AddOnCard.Obstacle> obstacle(AddOnEntry entry, ShelfModel.@Nullable Opened model) {
        return AddOnCard.obstacle(entry, Optional.ofNullable(model).map(ShelfModel.Opened::family));
    }

    @Override
    public void drop(AddOnEntry entry, List<AddOnEntry> all) {
        AddOns beside = form.addOnsProperty().get();
        Predicate<String> its = name -> called(name, all).filter(entry::equals).isPresent();
        form.addOnsProperty()
                .set(beside.withLoras(beside.loras().stream()
                        .filter(lora -> !its.test(lora.name()))
                        .toList()));
        if (tagged()) {
            prompt.textProperty().set(LoraTags.without(prompt.textProperty().get(), its));
        }
    }

    /// At the strength its author recommends.
    @Override
    public void use(AddOnEntry entry, String name, List<AddOnEntry> all) {
        double strength =
                entry.weight().filter(said -> Math.abs(said) <= STRONGEST).orElse(1.0);
        if (tagged() && LoraTags.canSay(name)) {
            prompt.textProperty().set(LoraTags.with(prompt.textProperty().get(), name, strength));
        } else {
            AddOns beside = form.addOnsProperty().get();
            List<ExtraNetwork> more = new ArrayList<>(beside.loras());
            more.add(ExtraNetwork.lora(name, strength, strength, OptionalInt.empty()));
            form.addOnsProperty().set(beside.withLoras(more));
        }
    }

    @Override
    public void complete(List<String> names) {
        List<String> said = names.stream().filter(LoraTags::canSay).toList();
        if (!said.equals(completions.loras())) {
            completions.loras().setAll(said);
        }
    }
}
