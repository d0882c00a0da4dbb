package studio.sfumato.ui.canvas;

import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import studio.sfumato.canvas.CanvasDocument;
import studio.sfumato.canvas.LayerKind;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.graph.Wrap;
import studio.sfumato.job.QueueEvent;
import studio.sfumato.job.Repainting;
import studio.sfumato.ui.canvas.tool.Hand;
import studio.sfumato.ui.canvas.tool.PoseHold;
import studio.sfumato.ui.canvas.tool.PoseWork;
import studio.sfumato.ui.canvas.tool.ToolModel;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.generate.PromptModel;

/// The workspace Canvas: a document, the tools that work on it, what is to be made of it and what was made.
public final class CanvasModel {
    private static final double STEP = 1.25;
    private static final double MARGIN = 24;

    private final PageModel page = new PageModel();
    private final ToolModel tools = new ToolModel();
    private final PoseHold hold = new PoseHold();
    private final Hand hand = new Hand(page, tools, new PoseWork(page, tools, hold, this::somebody));
    private final LayersModel layers = new LayersModel(page);
    private final MaskModel mask = new MaskModel(page, tools);
    private final SceneModel scene = new SceneModel(page, tools);
    private final RepaintModel repaint;
    private final CandidatesModel candidates;
    private final ControlModel control;
    private final PoseModel pose;
    private final FiltersModel filters;
    private final SeenModel seen;
    private final AskModel ask;
    private final GrowModel grow;
    private final SizeModel size;
    private final FilesModel files;
    private final ReadOnlyObjectWrapper<Sight> sight = new ReadOnlyObjectWrapper<>(Sight.WHOLE);
    private final BooleanProperty repeated = new SimpleBooleanProperty(false);
    private final Atelier atelier;
    private final Executor clerk;
    private final FxThread window;
    private Optional<Runnable> wish = Optional.empty();
    private double viewWidth;
    private double viewHeight;
    private boolean fitted = true;

    /// A canvas with nothing on it.
    ///
    /// @param prompt what to paint
    /// @param negative what to keep out
    /// @param background runs what would keep the window waiting
    /// @param clerk reads and writes documents, one thing after the other
    public CanvasModel(
            Atelier atelier,
            Store store,
            PromptModel prompt,
            PromptModel negative,
            Executor background,
            Executor clerk,
            FxThread window) {
        this.atelier = atelier;
        this.clerk = clerk;
        this.window = window;
        repaint = new RepaintModel(prompt, negative);
        candidates =
                new CandidatesModel(page, background, window, this::generate, atelier::stop, this::vary, this::enter);
        seen = new SeenModel(page, repaint, atelier, background, window);
        control = new ControlModel(page, atelier, background, window);
        pose = new PoseModel(page, tools, control, hold, background, window);
        filters = new FiltersModel(page, background, window);
        Asking asking = new Asking(page, repaint, candidates, control, atelier, background, window);
        ask = new AskModel(page, repaint, candidates, atelier, asking, background, window);
        grow = new GrowModel(page, asking, atelier, background, window);
        size = new SizeModel(page, atelier, background, window);
        files = new FilesModel(page, new Forms(repaint, control, grow), store, clerk, window);
        page.documentProperty().subscribe(_ -> fit());
        repeated.subscribe((_, _) -> fit());
        page.watch(change -> {
            if (change.size()) {
                fit();
            }
        });
        sight.subscribe(now -> tools.pixelProperty().set(1 / now.scale()));
    }

    /// {@return the document and which of its layers is worked on}
    public PageModel page() {
        return page;
    }

    /// {@return the tools}
    public ToolModel tools() {
        return tools;
    }

    /// {@return the hand that holds them}
    public Hand hand() {
        return hand;
    }

    /// {@return the layers}
    public LayersModel layers() {
        return layers;
    }

    /// {@return what the chosen layer is shown through}
    public FiltersModel filters() {
        return filters;
    }

    /// {@return what can be done to the mask}
    public MaskModel mask() {
        return mask;
    }

    /// {@return what is to be made of the picture}
    public RepaintModel repaint() {
        return repaint;
    }

    /// {@return what was made}
    public CandidatesModel candidates() {
        return candidates;
    }

    /// {@return what the model will see}
    public SeenModel seen() {
        return seen;
    }

    /// {@return what guides the picture beside the words}
    public ControlModel control() {
        return control;
    }

    /// {@return the skeletons that guide it}
    public PoseModel pose() {
        return pose;
    }

    /// {@return the colours of what its areas show}
    public SceneModel scene() {
        return scene;
    }

    private void somebody() {
        pose.begin();
    }

    /// {@return how it is asked for}
    public AskModel ask() {
        return ask;
    }

    /// {@return how all of it is made larger}
    public GrowModel grow() {
        return grow;
    }

    /// {@return how it gets another size}
    public SizeModel size() {
        return size;
    }

    /// {@return where documents come from and go to}
    public FilesModel files() {
        return files;
    }

    /// {@return whether the document is seen side by side}
    public BooleanProperty repeatedProperty() {
        return repeated;
    }

    /// {@return in which directions it is}
    Wrap wrap() {
        return repeated.get() ? atelier.tiling().orBoth() : Wrap.NONE;
    }

    /// {@return which part of the document is seen}
    public ReadOnlyObjectProperty<Sight> sightProperty() {
        return sight.getReadOnlyProperty();
    }

    /// Opens what was on the canvas last, when it is first entered.
    void resume() {
        files.resume();
        Optional<Runnable> last = wish;
        wish = Optional.empty();
        last.ifPresent(each -> clerk.execute(() -> window.run(each))); // after what the document says itself
    }

    /// Sets the form to what made a picture from another, also where the document that is worked on is still to be
    /// opened.
    public void take(GenerationRequest made, Repainting how) {
        repaint.take(made, how);
        wish = page.document().isPresent() ? Optional.empty() : Optional.of(() -> repaint.take(made, how));
    }

    /// Begins with an empty document of the model's own size, with a layer to paint on.
    public void begin() {
        ImageSize size = ask.usualSize();
        CanvasDocument empty = CanvasDocument.blank(size.width(), size.height());
        empty.addLayer(LayerKind.PAINT, page.name("paint"));
        files.begin(empty);
    }

    /// Another model is in use, which may like other sizes.
    public void another() {
        seen.look();
        grow.reckon();
    }

    /// Asks for candidates, or for the picture made larger.
    public void generate() {
        if (grow.onProperty().get()) {
            grow.ask();
        } else {
            ask.generate();
        }
    }

    private void enter(Candidate larger) {
        files.enter(larger);
    }

    private void vary(Candidate of) {
        ask.vary(of);
    }

    /// Hears what happens in the queue, on any thread; returns soon.
    public void hear(QueueEvent event) {
        candidates.hear(event);
    }

    /// {@return whether the document's edges can be drawn outwards}
    boolean extending() {
        return repaint.intentProperty().get() == Intent.EXTEND
                && !grow.onProperty().get();
    }

    /// The view is so large now.
    void view(double width, double height) {
        viewWidth = width;
        viewHeight = height;
        if (fitted) {
            fit();
        } else {
            see(sight.get());
        }
    }

    private void see(Sight wanted) {
        Optional<CanvasDocument> open = page.document();
        sight.set(open.map(each -> wanted.held(each.width(), each.height(), viewWidth, viewHeight))
                .orElse(wanted));
    }

    /// Shows all of the document.
    public void fit() {
        page.document().filter(_ -> viewWidth > 0 && viewHeight > 0).ifPresent(open -> {
            int wide = wrap().across() ? open.width() : 0;
            int high = wrap().down() ? open.height() : 0;
            Sight all = Sight.fit(open.width() + 2 * wide, open.height() + 2 * high, viewWidth, viewHeight, MARGIN);
            sight.set(all.moved(Math.rint(wide * all.scale()), Math.rint(high * all.scale())));
            fitted = true;
        });
    }

    /// Shows the document's own pixels.
    public void actual() {
        page.document().ifPresent(open -> {
            fitted = false;
            see(sight.get().at(1, viewWidth / 2, viewHeight / 2));
        });
    }

    /// Looks closer by so many steps, or from farther away, with the middle of the view staying where it is.
    public void zoom(int steps) {
        zoom(Math.pow(STEP, steps), viewWidth / 2, viewHeight / 2);
    }

    /// Looks `factor` times as close, with what lies at (x, y) of the view staying there.
    public void zoom(double factor, double x, double y) {
        fitted = false;
        see(sight.get().zoomed(factor, x, y));
    }

    /// Moves what is seen by so many pixels of the view.
    public void pan(double right, double down) {
        fitted = false;
        see(sight.get().moved(right, down));
    }

    /// Takes back what is being drawn, or else lets the canvas not become larger, or else stops looking at a candidate.
    ///
    /// @return whether there was something
    public boolean escape() {
        if (hand.cancel() || ask.extend().cancel() || size.cancel()) {
            return true;
        }
        boolean looking = candidates.chosenProperty().get() != CandidatesModel.NONE;
        candidates.choose(CandidatesModel.NONE);
        return looking;
    }

    /// Finishes what is being drawn, or else accepts the candidate that is looked at.
    ///
    /// @return whether there was something
    public boolean enter() {
        if (hand.finish()) {
            return true;
        }
        boolean looking = candidates.chosenProperty().get() != CandidatesModel.NONE;
        if (looking) {
            candidates.accept();
        }
        return looking;
    }
}
