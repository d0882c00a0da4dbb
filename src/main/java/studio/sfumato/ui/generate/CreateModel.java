package studio.sfumato.ui.generate;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import studio.sfumato.diffusion.GenerationEvent;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Resampler;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.common.Note;

/// What one can do in the workspace Create: ask for a picture, watch it form, stop it, and go on from one that was
/// made.
public final class CreateModel {
    private static final int THUMBNAIL = 192;

    private final Easel easel;
    private final FxThread window;
    private final PromptModel prompt;
    private final PromptModel negative;
    private final FormModel form;
    private final DraftModel draft;
    private final ShelfModel shelf;
    private final ProgressModel progress = new ProgressModel();
    private final MadeModel made;
    private final ObservableList<Note> notes = FXCollections.observableArrayList();
    private Easel.@Nullable Sitting sitting;

    /// A workspace with nothing asked for yet.
    ///
    /// @param chance picks seeds
    /// @param background runs what would keep the window waiting
    public CreateModel(
            Easel easel, ShelfModel.Models models, RandomGenerator chance, Executor background, FxThread window) {
        this.easel = easel;
        this.window = window;
        prompt = new PromptModel(background, window);
        negative = new PromptModel(background, window);
        form = new FormModel(chance);
        draft = new DraftModel(prompt, negative, form);
        shelf = new ShelfModel(models, background, window, this::opened, this::failed);
        made = new MadeModel(background, window, this::failed);
    }

    /// {@return what to paint}
    public PromptModel prompt() {
        return prompt;
    }

    /// {@return what to keep out}
    public PromptModel negative() {
        return negative;
    }

    /// {@return everything else that is asked for}
    public FormModel form() {
        return form;
    }

    /// {@return what stays over a restart}
    public DraftModel draft() {
        return draft;
    }

    /// {@return the models to choose from}
    public ShelfModel shelf() {
        return shelf;
    }

    /// {@return how far it is}
    public ProgressModel progress() {
        return progress;
    }

    /// {@return what was made}
    public MadeModel made() {
        return made;
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
            shelf.open(form.modelProperty().get(), false, () -> chooseModel(model));
        } else {
            chooseModel(model);
        }
        shelf.look();
    }

    /// Takes the model called `name` with what it likes best.
    public void chooseModel(String name) {
        form.modelProperty().set(name);
        shelf.open(name, true);
    }

    /// Makes what the form says, unless something is under way.
    public void generate() {
        if (progress.runningProperty().get()) {
            return;
        }
        notes.clear();
        GenerationRequest request;
        try {
            request = form.request(
                    prompt.textProperty().get(), negative.textProperty().get());
        } catch (RequestException wrong) {
            failed(wrong);
            return;
        }
        prompt.history().add(request.prompt().positive());
        negative.history().add(request.prompt().negative());
        form.lastSeedProperty().set(request.noise().seed().toString());
        progress.begin(request);
        sitting = easel.begin(request, new Watching(request));
    }

    /// Writes `example` as the prompt and makes it.
    public void generate(String example) {
        prompt.textProperty().set(example);
        generate();
    }

    /// Stops what is under way; what was finished stays.
    public void cancel() {
        if (sitting != null) {
            sitting.cancel();
        }
    }

    /// Puts everything that made `picture` back into the form.
    public void use(MadePicture picture) {
        use(picture.request());
    }

    /// Puts everything in `request` into the form: asking for a picture then asks for exactly that.
    public void use(GenerationRequest request) {
        boolean otherModel = !request.model().equals(form.modelProperty().get());
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
        prompt.readWith(model.reader());
        negative.readWith(model.reader());
        try {
            if (model.preferred()) {
                form.prefer(model.defaults());
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

    private void heard(GenerationEvent event) {
        progress.heard(event);
        switch (event) {
            case GenerationEvent.Notice notice -> notes.add(Note.notice(notice.message()));
            case GenerationEvent.Failed failed -> notes.add(new Note(true, failed.message(), failed.hint()));
            default -> {}
        }
    }

    /// Hears of one request, on the engine's threads.
    private final class Watching implements Easel.Watcher {
        private final GenerationRequest request;
        private final EventRelay relay = new EventRelay(window, CreateModel.this::heard);

        Watching(GenerationRequest request) {
            this.request = request;
        }

        @Override
        public void heard(GenerationEvent event) {
            relay.accept(event);
        }

        @Override
        public void kept(GenerationEvent.ImageReady picture, Path file) {
            MadePicture thumbnail = new MadePicture(
                    request.single(picture.picture()), file, Resampler.LANCZOS.fit(picture.image(), THUMBNAIL));
            window.run(() -> made.add(thumbnail, picture.image()));
        }

        @Override
        public void lost(GenerationEvent.ImageReady picture, StudioException why) {
            window.run(() -> {
                made.show(picture.image());
                failed(why);
            });
        }
    }
}
