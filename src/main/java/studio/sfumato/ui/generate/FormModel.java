package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.Sampling;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.sampler.SamplerEntry;
import studio.sfumato.diffusion.sampler.Samplers;
import studio.sfumato.diffusion.schedule.Schedules;
import studio.sfumato.graph.Wrap;
import studio.sfumato.job.WildcardRequests;
import studio.sfumato.ui.common.NumberField;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelDefaults;

/// Everything but the words that a picture is made from. Whatever [#take] took, [#request] asks for again; what
/// someone changed meanwhile, and only that, differs.
public final class FormModel {
    private static final String RANDOM = "-1";
    private static final int MOST_CLIP_SKIP = 12;

    private final StringProperty model = new SimpleStringProperty(ModelCatalogue.DEFAULT);
    private final IntegerProperty steps = new SimpleIntegerProperty(20);
    private final ObjectProperty<SamplerId> sampler =
            new SimpleObjectProperty<>(Samplers.all().getFirst().id());
    private final ObjectProperty<ScheduleId> schedule = new SimpleObjectProperty<>(ScheduleId.AUTOMATIC);
    private final StringProperty seed = new SimpleStringProperty("");
    private final StringProperty lastSeed = new SimpleStringProperty("");
    private final IntegerProperty count = new SimpleIntegerProperty(1);
    private final IntegerProperty batch = new SimpleIntegerProperty(1);
    private final IntegerProperty clipSkip = new SimpleIntegerProperty(1);
    private final FormField<Number> stepsField =
            FormField.whole("steps", steps, NumberField.Range.whole(1, Sampling.MOST_STEPS));
    private final FormField<SamplerId> samplerField = FormField.choice(
            "sampler", sampler, Samplers.all().stream().map(SamplerEntry::id).toList(), SamplerId::label);
    private final FormField<ScheduleId> scheduleField =
            FormField.choice("schedule", schedule, Schedules.choices(), ScheduleId::label);
    private final FormField<Number> countField =
            FormField.whole("count", count, NumberField.Range.whole(1, GenerationRequest.MOST_PICTURES));
    private final FormField<Number> batchField =
            FormField.whole("batch", batch, NumberField.Range.whole(1, GenerationRequest.LARGEST_BATCH));
    private final FormField<Number> clipSkipField =
            FormField.whole("clip-skip", clipSkip, NumberField.Range.whole(1, MOST_CLIP_SKIP));
    private final FormField<String> modelField = FormField.text("model", model);
    private final BesideModel beside = new BesideModel(model);
    private final HiresModel hires = new HiresModel();
    private final FormField<String> seedField = FormField.text("seed", seed);
    private final BooleanProperty wildcards = new SimpleBooleanProperty(true);
    private final FormField<Boolean> wildcardsField = FormField.flag("wildcards", wildcards);
    private final TilingModel tiling = new TilingModel();
    private final SizeModel size = new SizeModel();
    private final RulesModel rules = new RulesModel();
    private final GuidanceModel guidance = new GuidanceModel();
    private final OptionsModel options = new OptionsModel();
    private final ChanceModel noise;
    private final ReadOnlyIntegerWrapper changed = new ReadOnlyIntegerWrapper(0);
    private final RandomGenerator chance;
    private final OriginModel origin = new OriginModel();
    private final TakenPrompt taken = new TakenPrompt();
    private final ObjectProperty<AddOns> addOns = new SimpleObjectProperty<>(AddOns.NONE);

    /// @param chance picks seeds
    FormModel(RandomGenerator chance) {
        this.chance = chance;
        noise = new ChanceModel(chance);
        rules.compatProperty().subscribe(this::follow);
        count.subscribe(this::follow);
        sampler.subscribe(this::follow);
        schedule.subscribe(this::follow);
        options.sigmasProperty().subscribe(this::follow);
        advanced()
                .forEach(group ->
                        group.fields().forEach(field -> field.changedProperty().subscribe(this::countChanged)));
    }

    private void follow() {
        Compatibility compat = rules.compatProperty().get();
        noise.follow(compat, count.get());
        options.follow(sampler.get(), schedule.get());
        boolean given = options.sigmas().usableProperty().get()
                && !options.sigmasProperty().get().isBlank();
        stepsField.usableProperty().set(!given);
        scheduleField
                .usableProperty()
                .set(!given && !Samplers.get(sampler.get()).has(SamplerEntry.Trait.OWN_SCHEDULE));
    }

    /// {@return the name of the model}
    public StringProperty modelProperty() {
        return model;
    }

    /// {@return the VAE's name or path; `own` for the model's own, empty for the one that goes with the model}
    public StringProperty vaeProperty() {
        return beside.vaeProperty();
    }

    /// {@return what takes part beside the model}
    public BesideModel beside() {
        return beside;
    }

    /// {@return a second, larger pass}
    public HiresModel hires() {
        return hires;
    }

    /// {@return the size}
    public SizeModel size() {
        return size;
    }

    /// {@return the width in pixels}
    public IntegerProperty widthProperty() {
        return size.widthProperty();
    }

    /// {@return the height in pixels}
    public IntegerProperty heightProperty() {
        return size.heightProperty();
    }

    /// {@return how many steps}
    public IntegerProperty stepsProperty() {
        return steps;
    }

    /// {@return how strongly the prompt is followed}
    public DoubleProperty cfgProperty() {
        return guidance.scaleProperty();
    }

    /// {@return how noise becomes a picture}
    public ObjectProperty<SamplerId> samplerProperty() {
        return sampler;
    }

    /// {@return how much noise is left after each step}
    public ObjectProperty<ScheduleId> scheduleProperty() {
        return schedule;
    }

    /// {@return the seed as it was typed; empty picks one each time}
    public StringProperty seedProperty() {
        return seed;
    }

    /// {@return the seed of the last picture; empty before the first}
    public StringProperty lastSeedProperty() {
        return lastSeed;
    }

    /// {@return how many pictures}
    public IntegerProperty countProperty() {
        return count;
    }

    /// {@return how many of them one call of the network makes}
    public IntegerProperty batchProperty() {
        return batch;
    }

    /// {@return which layer of the text encoder, from the end}
    public IntegerProperty clipSkipProperty() {
        return clipSkip;
    }

    /// {@return whether choices in prompts are made: `{a|b}` and `__file__`}
    public BooleanProperty wildcardsProperty() {
        return wildcards;
    }

    /// {@return what is put on top of the model beside what the prompts name}
    public ObjectProperty<AddOns> addOnsProperty() {
        return addOns;
    }

    /// {@return whose rules hold}
    public RulesModel rules() {
        return rules;
    }

    /// {@return guidance and what tames it}
    public GuidanceModel guidance() {
        return guidance;
    }

    /// {@return what is set about sampler and schedule}
    public OptionsModel options() {
        return options;
    }

    /// {@return the chance beside the seed}
    public ChanceModel noise() {
        return noise;
    }

    /// {@return the field of the steps}
    public FormField<Number> steps() {
        return stepsField;
    }

    /// {@return the field of the sampler}
    public FormField<SamplerId> sampler() {
        return samplerField;
    }

    /// {@return the field of the schedule}
    public FormField<ScheduleId> schedule() {
        return scheduleField;
    }

    /// {@return the field of the number of pictures}
    public FormField<Number> count() {
        return countField;
    }

    /// {@return the field of the clip skip}
    public FormField<Number> clipSkip() {
        return clipSkipField;
    }

    /// {@return everything that is seen at once}
    public List<FormField<?>> simple() {
        return List.of(
                modelField,
                size.width(),
                size.height(),
                stepsField,
                guidance.scale(),
                samplerField,
                scheduleField,
                seedField,
                countField,
                clipSkipField);
    }

    /// {@return everything else, by what it is about}
    public List<FormGroup> advanced() {
        List<FormField<?>> source = new ArrayList<>(noise.source());
        source.add(batchField);
        List<FormField<?>> ruled = new ArrayList<>(rules.fields());
        ruled.add(wildcardsField);
        return List.of(
                new FormGroup("model", beside.fields()),
                new FormGroup("hires-group", hires.fields()),
                new FormGroup("variation", noise.variation()),
                new FormGroup("source", source),
                new FormGroup("tiling", tiling.fields()),
                new FormGroup("sampler-options", options.sampler()),
                new FormGroup("levels", options.levels()),
                new FormGroup("limits", guidance.limits()),
                new FormGroup("attention", guidance.attention()),
                new FormGroup("freeu-group", guidance.freeU()),
                new FormGroup("thresholding-group", guidance.thresholding()),
                new FormGroup("rules", ruled));
    }

    /// {@return how many of the [advanced][#advanced] fields are not as usual}
    public ReadOnlyIntegerProperty changedProperty() {
        return changed.getReadOnlyProperty();
    }

    /// Sets everything that is [advanced][#advanced] back.
    public void resetAdvanced() {
        rules.fields().forEach(FormField::reset);
        advanced().forEach(group -> group.fields().forEach(FormField::reset));
    }

    private void countChanged() {
        changed.set((int) advanced().stream()
                .flatMap(group -> group.fields().stream())
                .filter(field -> field.changedProperty().get())
                .count());
    }

    /// {@return every field, those first that others follow}
    public List<FormField<?>> fields() {
        Set<FormField<?>> all = new LinkedHashSet<>(rules.fields());
        all.addAll(simple());
        advanced().forEach(group -> all.addAll(group.fields()));
        all.add(size.locked());
        return List.copyOf(all);
    }

    /// {@return the field called `id`}
    public Optional<FormField<?>> field(String id) {
        return fields().stream().filter(field -> field.id().equals(id)).findFirst();
    }

    /// {@return all values as text by their fields' names}
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        fields().forEach(field -> texts.put(field.id(), field.text()));
        return texts;
    }

    /// Takes the values that [#texts] wrote; what is missing or cannot be stays.
    void read(Map<String, String> texts) {
        size.lockedProperty().set(false);
        beside.lay(() -> fields().forEach(
                        field -> Optional.ofNullable(texts.get(field.id())).ifPresent(field::read)));
    }

    /// {@return which edges of the picture meet}
    public Wrap tiling() {
        return tiling.tiling();
    }

    /// {@return the pictures it is made from}
    OriginModel origin() {
        return origin;
    }

    /// Picks another seed for each picture from now on.
    public void freeSeed() {
        seed.set("");
    }

    /// {@return whether all pictures start from one seed}
    public BooleanBinding seedLocked() {
        return seed.isEmpty().not();
    }

    /// Keeps the seed of the last picture, or one that is picked now; lets it go when there is one.
    public void lockSeed() {
        if (!seed.get().isEmpty()) {
            freeSeed();
        } else if (lastSeed.get().isEmpty()) {
            seed.set(Seed.random(chance).toString());
        } else {
            reuseSeed();
        }
    }

    /// Uses the last picture's seed again.
    public void reuseSeed() {
        seed.set(lastSeed.get());
    }

    /// Takes what a model likes best, but for what was set after all values were as in `before`.
    void prefer(ModelDefaults defaults, Map<String, String> before) {
        expect(defaults);
        Stream.of(size.width(), size.height(), stepsField, guidance.scale(), samplerField, scheduleField)
                .filter(field -> field.text().equals(before.get(field.id())))
                .forEach(FormField::reset);
    }

    /// What a model likes best is usual from now on; nothing changes.
    void expect(ModelDefaults defaults) {
        size.expect(defaults.width(), defaults.height());
        stepsField.usualProperty().set(defaults.steps());
        guidance.scale().usualProperty().set(defaults.cfg());
        samplerField.usualProperty().set(Samplers.parse(defaults.sampler()).sampler());
        scheduleField.usualProperty().set(Schedules.parse(defaults.schedule()));
    }

    /// Takes everything but the words from `request`.
    void take(GenerationRequest request) {
        origin.take(request);
        hires.take(request.task().second());
        taken.take(request.prompt());
        addOns.set(request.prompt().addOns());
        wildcards.set(!WildcardRequests.open(request));
        model.set(request.model());
        beside.take(request);
        tiling.take(request.tiling());
        size.take(request.size());
        steps.set(request.sampling().steps());
        sampler.set(request.sampling().sampler());
        schedule.set(request.sampling().schedule());
        options.take(request.sampling().options());
        guidance.take(request.guidance());
        clipSkip.set(request.prompt().clipSkip());
        rules.take(request.compat(), request.prompt().rules());
        noise.take(request.noise());
        seed.set(request.noise().seed().toString());
        count.set(request.count());
        batch.set(request.batch());
    }

    /// {@return the request that the form and these words make; a seed is picked where none is set}
    ///
    /// @throws studio.sfumato.error.RequestException if something cannot be; the message names it
    GenerationRequest request(String positive, String negative) {
        return request(positive, negative, seed.get(), count.get());
    }

    /// {@return the same with another seed and number of pictures}
    ///
    /// @param written the seed as it was typed; empty for any
    GenerationRequest request(String positive, String negative, String written, int pictures) {
        String typed = written.strip();
        Seed chosen = typed.isEmpty() || typed.equals(RANDOM) ? Seed.random(chance) : Seed.parse(typed);
        return new GenerationRequest(
                        model.get(),
                        vaeProperty().get().strip(),
                        new Prompt(
                                positive,
                                negative,
                                clipSkip.get(),
                                rules.rules(),
                                addOns.get(),
                                taken.template(positive, negative)),
                        size.size(),
                        options.sampling(sampler.get(), schedule.get(), steps.get()),
                        guidance.guidance(),
                        noise.noise(chosen),
                        rules.compatProperty().get(),
                        pictures,
                        batch.get(),
                        hires.task(origin.taskProperty().get()),
                        beside.ensemble())
                .withTiling(tiling.tiling())
                .withTextEncoder(beside.textEncoder())
                .withControls(origin.controlsProperty().get());
    }
}
