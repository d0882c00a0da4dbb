package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.Embeddings;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.job.JobState;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.QueuedJob;
import studio.sfumato.prompt.WildcardFolder;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;
import studio.sfumato.ui.common.Relay;
import studio.sfumato.ui.queue.QueueModel;
import studio.sfumato.weights.ModelEntry;

/// What one can do in the workspace Create: ask for a picture, watch it form, stop it, and go on from one that was
/// made.
public final class CreateModel {
    private static final ImageSize USUAL = new ImageSize(512, 512);

    private final QueueModel queue;
    private final Executor background;
    private final FxThread window;
    private final List<PromptModel> prompts = new ArrayList<>();
    private final PromptModel prompt;
    private final PromptModel negative;
    private final FormModel form;
    private final DraftModel draft;
    private final StylesModel styles;
    private final CompletionModel completions;
    private final WildcardsModel wildcards;
    private final Wishes wishes;
    private final ShelfModel shelf;
    private final CardsModel loras;
    private final CardsModel embeddings;
    private final ProgressModel progress = new ProgressModel();
    private final MadeModel made;
    private final ObservableList<Note> notes = FXCollections.observableArrayList();
    private final BooleanProperty forever = new SimpleBooleanProperty(false);
    private final EstimateModel estimate;
    private final LostPictures lost;
    private final Reel reel = new Reel();
    private final FilmModel film;
    private final VaryModel vary;
    private final BatchModel batch;
    private Consumer<Path> canvas = _ -> {};
    private Map<String, String> unasked = Map.of();
    private final Relay<Told> relay;

    /// A workspace with nothing asked for yet.
    ///
    /// @param chance picks seeds
    /// @param background runs what would keep the window waiting
    public CreateModel(
            QueueModel queue, ShelfModel.Models models, RandomGenerator chance, Executor background, FxThread window) {
        this.queue = queue;
        this.background = background;
        this.window = window;
        prompt = new PromptModel(background, window, true);
        negative = new PromptModel(background, window, false);
        form = new FormModel(chance);
        completions = new CompletionModel(prompt.history());
        wildcards = new WildcardsModel(completions, background, window, this::failed);
        styles = new StylesModel(background, window, this::failed);
        wishes = new Wishes(form, prompt, negative, styles, wildcards, queue, progress);
        draft = new DraftModel(prompt, negative, styles, form);
        estimate = new EstimateModel(
                queue,
                () -> form.request(
                        prompt.textProperty().get(), negative.textProperty().get()));
        shelf = new ShelfModel(models, background, window, this::opened, this::failed);
        shelf.vaes().subscribe(() -> form.beside().offerVaes(shelf.vaes()));
        shelf.upscalers().subscribe(() -> form.hires().offerUpscalers(shelf.upscalers()));
        shelf.entries().subscribe(() -> {
            List<String> names = shelf.entries().stream().map(ModelEntry::name).toList();
            form.beside().offerModels(names);
            form.hires().offerModels(names);
            form.beside().recallIfFound();
        });
        Naming tags = new LoraNaming(prompt, form, completions);
        loras = new CardsModel(tags, shelf, background, window, this::failed);
        Naming names = new EmbeddingNaming(prompt, negative, form, completions);
        embeddings = new CardsModel(names, shelf, background, window, this::failed);
        List.of(prompt, negative).forEach(this::join);
        made = new MadeModel(background, window, this::failed);
        lost = new LostPictures(queue, notes);
        film = new FilmModel(queue, made.pictures()::addFirst, background, window);
        made.chosenProperty().subscribe(_ -> film.drop());
        vary = new VaryModel(
                chance,
                background,
                window,
                queue,
                new VaryModel.Hands(wishes::make, made::look, this::use, this::cancel, this::failed));
        batch = new BatchModel(
                background, window, new BatchModel.Hands(wishes::written, wishes::ask, this::usualSize, this::failed));
        Returns back = new Returns(queue, progress, made, film, lost, notes, estimate::look, this::over);
        relay = new Relay<>(window, back::hear, Told::overtakes);
        queue.shownProperty().subscribe(this::show);
        draft.changed(estimate::look);
    }

    /// A prompt is read as the model in use does from now on.
    private void join(PromptModel each) {
        prompts.add(each);
        form.rules().dialectProperty().subscribe(each::speak);
        form.addOnsProperty().subscribe(each::besides);
    }

    /// {@return the size the model in use was trained at}
    public ImageSize usualSize() {
        ShelfModel.@Nullable Opened opened = shelf.inUseProperty().get();
        return opened == null ? USUAL : opened.usualSize();
    }

    /// {@return another prompt for the model in use, of another workspace}
    ///
    /// @param tagged whether tags such as `<lora:clay:1>` are no words of it
    public PromptModel anotherPrompt(boolean tagged) {
        PromptModel another = new PromptModel(background, window, tagged);
        join(another);
        return another;
    }

    /// {@return what the form would ask for with other words, another seed and number of pictures}
    ///
    /// @param seed as it was typed; empty for any
    /// @throws RequestException if something cannot be; the message names it
    public GenerationRequest asked(String positive, String negative, String seed, int count) {
        return form.request(positive, negative, seed, count);
    }

    /// Puts what was written into the queue, choices in its prompts made.
    ///
    /// @param asked hears, before anything of it begins, what is asked for
    public void ask(GenerationRequest written, Consumer<List<GenerationRequest>> asked) {
        wishes.ask(written, asked);
    }

    /// Gives `canvas` the files of pictures that are to be worked on, from now on.
    public void sendWith(Consumer<Path> canvas) {
        this.canvas = canvas;
    }

    /// Puts the picture that is looked at on the canvas.
    public void toCanvas() {
        MadePicture chosen = made.chosenProperty().get();
        if (chosen != null) {
            sendToCanvas(chosen.file());
        }
    }

    /// Puts the picture in a file on the canvas.
    public void sendToCanvas(Path file) {
        canvas.accept(file);
    }

    /// {@return how long what the form says would take; `null` while that is not known}
    public ReadOnlyObjectProperty<@Nullable Duration> estimateProperty() {
        return estimate.timeProperty();
    }

    /// Asks `picker` for a folder for pictures that cannot be written where they should go.
    public void pickFoldersWith(Supplier<Optional<Path>> picker) {
        lost.pickFoldersWith(picker);
    }

    /// {@return whether what is asked for now has to wait}
    public ObservableValue<Boolean> waitsProperty() {
        return progress.runningProperty()
                .flatMap(running -> queue.pausedProperty().map(paused -> running || paused));
    }

    /// {@return everything that waits}
    public QueueModel queue() {
        return queue;
    }

    /// {@return whether another picture is asked for whenever the last is made}
    public BooleanProperty foreverProperty() {
        return forever;
    }

    /// {@return what to paint}
    public PromptModel prompt() {
        return prompt;
    }

    /// {@return what to keep out}
    public PromptModel negative() {
        return negative;
    }

    /// {@return what the next picture is made from}
    public Task task() {
        return form.origin().taskProperty().get();
    }

    /// {@return what the next picture is guided by beside the words}
    public List<ControlUnit> controls() {
        return form.origin().controlsProperty().get();
    }

    /// {@return everything else that is asked for}
    public FormModel form() {
        return form;
    }

    /// {@return what stays over a restart}
    public DraftModel draft() {
        return draft;
    }

    /// {@return what may come next in a prompt}
    public CompletionModel completions() {
        return completions;
    }

    /// Offers the lists in `folder` from now on.
    public void offer(WildcardFolder folder) {
        wildcards.offer(folder);
    }

    /// Looks anew for lists of wildcards, in the background.
    public void lookForLists() {
        wildcards.look();
    }

    /// {@return the styles, and those around the prompt}
    public StylesModel styles() {
        return styles;
    }

    /// {@return the models to choose from}
    public ShelfModel shelf() {
        return shelf;
    }

    /// {@return the LoRAs, and those the next picture is made with}
    public CardsModel loras() {
        return loras;
    }

    /// {@return the embeddings, and those the prompts name}
    public CardsModel embeddings() {
        return embeddings;
    }

    /// Lets the prompts name `found` from now on.
    public void offer(Embeddings found) {
        prompts.forEach(each -> each.know(found));
    }

    /// {@return how far it is}
    public ProgressModel progress() {
        return progress;
    }

    /// {@return what was made}
    public MadeModel made() {
        return made;
    }

    /// {@return the steps of the picture made last}
    public FilmModel film() {
        return film;
    }

    /// {@return variations of a picture}
    public VaryModel vary() {
        return vary;
    }

    /// {@return several pictures that are each made into another}
    public BatchModel batch() {
        return batch;
    }

    /// {@return what the artist should know}
    public ObservableList<Note> notes() {
        return notes;
    }

    /// {@return whether a picture is under way}
    public ReadOnlyBooleanProperty runningProperty() {
        return progress.runningProperty();
    }

    /// Looks for models and opens the one that lay on the draft, or else the one called `model`; returns at once.
    public void start(String model) {
        if (draft.laid()) {
            form.beside().recallIfUsual();
            shelf.open(form.modelProperty().get(), false, () -> chooseModel(model));
        } else {
            chooseModel(model);
        }
        shelf.look();
    }

    /// Takes the model called `name` with what it likes best, and with the VAE that was chosen for it.
    public void chooseModel(String name) {
        form.modelProperty().set(name);
        form.beside().recall();
        form.addOnsProperty().set(AddOns.NONE);
        unasked = form.texts();
        shelf.open(name, true);
    }

    /// Asks for what the form says: at once, or when what was asked for before is done.
    public void generate() {
        vary.openProperty().set(false);
        batch.openProperty().set(false);
        notes.removeIf(note -> note.action() == null);
        try {
            GenerationRequest written = wishes.written();
            prompt.history().add(prompt.textProperty().get());
            negative.history().add(negative.textProperty().get());
            form.lastSeedProperty().set(written.noise().seed().toString());
            wishes.ask(written, _ -> {});
        } catch (RequestException wrong) {
            failed(wrong);
        }
    }

    /// The queue could not do what it was asked for.
    public void refused(StudioException why) {
        failed(why);
        if (queue.running().isEmpty()) {
            progress.giveUp();
        }
    }

    /// Writes `example` as the prompt and makes it.
    public void generate(String example) {
        prompt.textProperty().set(example);
        generate();
    }

    /// Stops what is under way; what was finished stays.
    public void cancel() {
        wish(ProgressModel.Wish.CANCEL);
        queue.cancel();
    }

    /// Ends the picture under way early, keeps it as it is, and makes no more of its job.
    public void interrupt() {
        wish(ProgressModel.Wish.KEEP);
        queue.interrupt();
    }

    /// Leaves out the picture under way and goes on with the next.
    public void skip() {
        progress.wish(ProgressModel.Wish.SKIP);
        queue.skip();
    }

    private void wish(ProgressModel.Wish wish) {
        forever.set(false);
        progress.wish(wish);
    }

    /// Puts everything that made `picture` back into the form.
    public void use(MadePicture picture) {
        use(picture.request());
    }

    /// Puts everything in `request` into the form: asking for a picture then asks for exactly that.
    public void use(GenerationRequest request) {
        boolean otherModel = !request.model().equals(form.modelProperty().get());
        styles.chosen().clear();
        prompt.textProperty().set(request.prompt().positive());
        negative.textProperty().set(request.prompt().negative());
        form.take(request);
        if (otherModel) {
            shelf.open(request.model(), false);
        }
    }

    /// Puts the seed of `picture` into the form.
    public void useSeed(MadePicture picture) {
        form.seedProperty().set(picture.request().noise().seed().toString());
    }

    private void opened(ShelfModel.Opened model) {
        prompts.forEach(each -> each.readWith(model.reader()));
        form.beside().recallIfFound();
        try {
            if (model.preferred()) {
                form.prefer(model.defaults(), unasked);
            } else {
                form.expect(model.defaults());
            }
        } catch (RequestException wish) {
            failed(wish);
        }
    }

    private void failed(StudioException why) {
        notes.add(Note.of(why));
    }

    /// Looks at a picture, wherever it was made.
    private void show(QueueModel.@Nullable Shown wanted) {
        if (wanted != null) {
            GenerationRequest request = wanted.job().request().single(wanted.picture());
            made.look(request, wanted.file());
        }
    }

    /// Hears what happens in the queue, on any thread; returns soon.
    public void hear(QueueEvent event) {
        vary.hear(event);
        Told.of(event, reel, progress).ifPresent(relay);
    }

    private void over(QueuedJob job) {
        boolean well = job.state() instanceof JobState.Done;
        if (!well) {
            forever.set(false);
        } else if (forever.get() && queue.countsProperty().get().waiting() == 0) {
            generate();
        }
    }
}
