package studio.sfumato.ui.generate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.NamedLora;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.addon.AddOnEntry;

/// The LoRAs there are and those the next picture is made with. A prompt in A1111's language names them in tags; beside
/// a prompt in another language, or for a name that no tag can say, they stand among the add-ons. Headers are read in
/// the background.
public final class LoraModel {
    private final PromptModel prompt;
    private final FormModel form;
    private final ShelfModel shelf;
    private final CompletionModel completions;
    private final Executor background;
    private final FxThread window;
    private final Consumer<StudioException> failed;
    private final LoraPreviews previews;
    private final ObservableList<LoraCard> cards = FXCollections.observableArrayList();
    private final StringProperty search = new SimpleStringProperty("");
    private final ReadOnlyBooleanWrapper looking = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyObjectWrapper<@Nullable Path> folder = new ReadOnlyObjectWrapper<>(null);
    private Files files = Files.NONE;
    private List<AddOnEntry> all = List.of();
    private Set<AddOnEntry> used = Set.of();
    private int looks;
    private int nameLooks;

    /// Where LoRAs come from. All but [#show(Path)] may take a while and are asked on any thread.
    public interface Files {
        /// There are none.
        Files NONE = new Files() {
            @Override
            public List<String> names() {
                return List.of();
            }

            @Override
            public List<AddOnEntry> list() {
                return List.of();
            }

            @Override
            public Optional<Path> folder() {
                return Optional.empty();
            }

            @Override
            public void show(Path shown) {}
        };

        /// {@return the paths of all below their folders, without endings}
        List<String> names();

        /// {@return all of them, usable or not}
        List<AddOnEntry> list();

        /// {@return the folder to put new ones into, which need not exist}
        Optional<Path> folder();

        /// Shows a folder in the file manager.
        void show(Path folder);
    }

    LoraModel(
            PromptModel prompt,
            FormModel form,
            ShelfModel shelf,
            CompletionModel completions,
            Executor background,
            FxThread window,
            Consumer<StudioException> failed) {
        this.prompt = prompt;
        this.form = form;
        this.shelf = shelf;
        this.completions = completions;
        this.background = background;
        this.window = window;
        this.failed = failed;
        previews = new LoraPreviews(background, window);
        search.subscribe(this::fill);
        prompt.textProperty().subscribe(this::mark);
        form.addOnsProperty().subscribe(this::mark);
        form.rules().dialectProperty().subscribe(this::mark);
        shelf.inUseProperty().subscribe(_ -> fill());
    }

    /// {@return those that have the words that are searched for}
    public ObservableList<LoraCard> cards() {
        return cards;
    }

    /// {@return words that a card must have in its names, its family, its trigger words or its tags}
    public StringProperty searchProperty() {
        return search;
    }

    /// {@return whether their headers are being read}
    public ReadOnlyBooleanProperty lookingProperty() {
        return looking.getReadOnlyProperty();
    }

    /// {@return the folder to put new ones into; `null` until that is known}
    public ReadOnlyObjectProperty<@Nullable Path> folderProperty() {
        return folder.getReadOnlyProperty();
    }

    /// {@return whether there is none at all, as far as is known}
    public boolean none() {
        return all.isEmpty();
    }

    /// {@return the picture of a card, once it has been read}
    Optional<ReadOnlyObjectProperty<@Nullable Raster>> preview(LoraCard card) {
        return card.entry().preview().map(previews::of);
    }

    /// {@return whether no picture is being read}
    public boolean previewsRead() {
        return previews.idle();
    }

    /// Offers what is in `found` from now on.
    public void offer(Files found) {
        files = found;
        lookForNames();
    }

    /// Looks anew for their names, which may come next in a prompt. No file is opened.
    public void lookForNames() {
        int mine = ++nameLooks;
        Files from = files;
        background.execute(() -> {
            List<String> names = from.names();
            window.run(() -> {
                if (mine == nameLooks) {
                    complete(names);
                }
            });
        });
    }

    private void complete(List<String> names) {
        List<String> said = names.stream()
                .map(name -> shortest(name, names))
                .filter(LoraTags::canSay)
                .toList();
        if (!said.equals(completions.loras())) {
            completions.loras().setAll(said);
        }
    }

    /// Reads all headers anew; of several looks at once the last counts.
    public void look() {
        int mine = ++looks;
        nameLooks++;
        looking.set(true);
        previews.forget();
        Files from = files;
        background.execute(() -> {
            List<AddOnEntry> found = from.list();
            Path place = from.folder().orElse(null);
            window.run(() -> {
                if (mine == looks) {
                    all = found;
                    folder.set(place);
                    looking.set(false);
                    used = nowUsed();
                    complete(names());
                    fill();
                }
            });
        });
    }

    private List<String> names() {
        return all.stream().map(AddOnEntry::name).toList();
    }

    /// {@return the last part of a name where no other ends alike, else all of it}
    private static String shortest(String name, List<String> all) {
        String last = NamedLora.stem(name);
        long alike = all.stream()
                .filter(other -> NamedLora.stem(other).equalsIgnoreCase(last))
                .count();
        return alike > 1 ? name : last;
    }

    /// A key that is typed changes the cards only if it changes which are used.
    private void mark() {
        Set<AddOnEntry> now = nowUsed();
        if (!now.equals(used)) {
            used = now;
            fill();
        }
    }

    private boolean tagged() {
        return form.rules().dialectProperty().get() == PromptDialect.A1111;
    }

    private Set<AddOnEntry> nowUsed() {
        if (all.isEmpty()) {
            return Set.of();
        }
        Stream<String> beside = form.addOnsProperty().get().loras().stream().map(ExtraNetwork::name);
        Stream<String> inside = tagged() ? LoraTags.names(prompt.textProperty().get()).stream() : Stream.of();
        Set<AddOnEntry> found = new LinkedHashSet<>();
        Stream.concat(beside, inside).forEach(name -> called(name).ifPresent(found::add));
        return found;
    }

    /// The order in which a name is looked for when the picture is made.
    private Optional<AddOnEntry> called(String name) {
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

    private void fill() {
        List<String> wanted =
                List.of(search.get().strip().toLowerCase(Locale.ROOT).split("\\s+"));
        ShelfModel.Opened model = shelf.inUseProperty().get();
        Optional<ModelFamily> family = Optional.ofNullable(model).map(ShelfModel.Opened::family);
        List<LoraCard> found = all.stream()
                .filter(entry -> {
                    String text = text(entry);
                    return wanted.stream().allMatch(text::contains);
                })
                .map(entry -> new LoraCard(entry, used.contains(entry), LoraCard.obstacle(entry, family)))
                .toList();
        if (!found.equals(cards)) {
            cards.setAll(found);
        }
    }

    private static String text(AddOnEntry entry) {
        List<String> text = new ArrayList<>(entry.triggers());
        text.add(entry.name());
        text.addAll(entry.tags());
        entry.title().ifPresent(text::add);
        entry.base().ifPresent(text::add);
        return String.join("\n", text).toLowerCase(Locale.ROOT);
    }

    /// Lets the next picture be made with a LoRA at the strength its author recommends, or without it. One that cannot
    /// be used can only be taken away.
    public void toggle(LoraCard card) {
        AddOnEntry entry = card.entry();
        AddOns beside = form.addOnsProperty().get();
        if (used.contains(entry)) {
            Predicate<String> its = name -> called(name).filter(entry::equals).isPresent();
            form.addOnsProperty()
                    .set(beside.withLoras(beside.loras().stream()
                            .filter(lora -> !its.test(lora.name()))
                            .toList()));
            if (tagged()) {
                prompt.textProperty().set(LoraTags.without(prompt.textProperty().get(), its));
            }
        } else if (card.obstacle().isEmpty()) {
            double strength =
                    entry.weight().filter(said -> Math.abs(said) <= 10).orElse(1.0);
            String name = shortest(entry.name(), names());
            if (tagged() && LoraTags.canSay(name)) {
                prompt.textProperty().set(LoraTags.with(prompt.textProperty().get(), name, strength));
            } else {
                List<ExtraNetwork> more = new ArrayList<>(beside.loras());
                more.add(ExtraNetwork.lora(name, strength, strength, OptionalInt.empty()));
                form.addOnsProperty().set(beside.withLoras(more));
            }
        }
    }

    /// Shows the folder to put LoRAs into, made if need be.
    public void openFolder() {
        Path place = folder.get();
        if (place == null) {
            return;
        }
        Files from = files;
        background.execute(() -> {
            try {
                java.nio.file.Files.createDirectories(place);
                window.run(() -> from.show(place));
            } catch (IOException unmade) {
                window.run(() -> failed.accept(new ModelFileException(
                        "the folder " + place + " cannot be made",
                        "Make it in the file manager, or add another folder of models.",
                        unmade)));
            }
        });
    }
}
