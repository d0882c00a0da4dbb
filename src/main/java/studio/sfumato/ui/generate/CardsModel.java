package studio.sfumato.ui.generate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.NamedLora;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;
import studio.sfumato.ui.common.EarlierFiles;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.weights.addon.AddOnEntry;

/// The LoRAs or the embeddings there are, and those the next picture is made with. Headers are read in the background.
public final class CardsModel {
    private final Naming naming;
    private final ShelfModel shelf;
    private final Executor background;
    private final FxThread window;
    private final Consumer<StudioException> failed;
    private final CardPreviews previews;
    private final EarlierFiles earlier;
    private final ObservableList<AddOnCard> cards = FXCollections.observableArrayList();
    private final StringProperty search = new SimpleStringProperty("");
    private final ReadOnlyBooleanWrapper looking = new ReadOnlyBooleanWrapper(false);
    private final ReadOnlyObjectWrapper<@Nullable Path> folder = new ReadOnlyObjectWrapper<>(null);
    private volatile Files files = Files.NONE;
    private List<AddOnEntry> all = List.of();
    private Set<AddOnEntry> used = Set.of();
    private int looks;
    private int nameLooks;

    /// Where they come from. All but [#show(Path)] may take a while and are asked on any thread.
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

            @Override
            public String hash(Path file) {
                return "";
            }

            @Override
            public void check(Path file) {}
        };

        /// {@return the paths of all below their folders, without endings}
        List<String> names();

        /// {@return all of them, usable or not}
        List<AddOnEntry> list();

        /// {@return the folder to put new ones into, which need not exist}
        Optional<Path> folder();

        /// Shows a folder in the file manager.
        void show(Path folder);

        /// {@return the digits by which people know a file}
        ///
        /// @throws StudioException if it cannot be read
        String hash(Path file);

        /// Looks whether a file is one of them.
        ///
        /// @throws StudioException if it is something else
        void check(Path file);
    }

    CardsModel(
            Naming naming, ShelfModel shelf, Executor background, FxThread window, Consumer<StudioException> failed) {
        this.naming = naming;
        this.shelf = shelf;
        this.background = background;
        this.window = window;
        this.failed = failed;
        previews = new CardPreviews(background, window);
        earlier = new EarlierFiles(new Keeper(), background, window, failed);
        search.subscribe(this::fill);
        naming.changed(this::mark);
        shelf.inUseProperty().subscribe(_ -> fill());
    }

    private final class Keeper implements EarlierFiles.Keeper {
        @Override
        public String hash(Path file) {
            return files.hash(file);
        }

        @Override
        public void check(Path fresh) {
            files.check(fresh);
        }

        @Override
        public void changed() {
            look();
        }
    }

    /// {@return what the file of a card was before it was replaced}
    public EarlierFiles earlier() {
        return earlier;
    }

    /// {@return whether cards go into the negative prompt rather than the prompt, where there is a choice}
    Optional<BooleanProperty> intoNegative() {
        return naming.intoNegative();
    }

    /// {@return those that have the words that are searched for}
    public ObservableList<AddOnCard> cards() {
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
    Optional<ReadOnlyObjectProperty<@Nullable Raster>> preview(AddOnCard card) {
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

    /// Looks anew for their names, which may come next in a prompt. No file is opened but where folders tell
    /// nothing.
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
        naming.complete(names.stream().map(shortest(names)).toList());
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
                    naming.looked();
                }
            });
        });
    }

    private List<String> names() {
        return all.stream().map(AddOnEntry::name).toList();
    }

    /// {@return what makes a name its last part where no other of `all` ends alike, and leaves it where one does}
    private static UnaryOperator<String> shortest(List<String> all) {
        Map<String, Integer> alike = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.forEach(name -> alike.merge(NamedLora.stem(name), 1, Integer::sum));
        return name -> alike.getOrDefault(NamedLora.stem(name), 0) > 1 ? name : NamedLora.stem(name);
    }

    /// A key that is typed changes the cards only if it changes which are used.
    private void mark() {
        Set<AddOnEntry> now = nowUsed();
        if (!now.equals(used)) {
            used = now;
            fill();
        }
    }

    private Set<AddOnEntry> nowUsed() {
        return all.isEmpty() ? Set.of() : naming.used(all);
    }

    private void fill() {
        List<String> wanted =
                List.of(search.get().strip().toLowerCase(Locale.ROOT).split("\\s+"));
        ShelfModel.Opened model = shelf.inUseProperty().get();
        List<AddOnCard> found = all.stream()
                .filter(entry -> {
                    String text = text(entry);
                    return wanted.stream().allMatch(text::contains);
                })
                .map(entry -> new AddOnCard(entry, used.contains(entry), naming.obstacle(entry, model)))
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

    /// Lets the next picture be made with one, or without it. One that cannot be used can only be taken away.
    public void toggle(AddOnCard card) {
        AddOnEntry entry = card.entry();
        if (used.contains(entry)) {
            naming.drop(entry, all);
        } else if (card.obstacle().isEmpty()) {
            naming.use(entry, shortest(names()).apply(entry.name()), all);
        }
    }

    /// Shows the folder to put new ones into, made if need be.
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
