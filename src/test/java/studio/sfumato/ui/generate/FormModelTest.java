package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.AddOns;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.PromptTemplate;
import studio.sfumato.diffusion.ResizeMode;
import studio.sfumato.diffusion.SamplerId;
import studio.sfumato.diffusion.SamplerOption;
import studio.sfumato.diffusion.ScheduleId;
import studio.sfumato.diffusion.Task;
import studio.sfumato.diffusion.control.ControlUnit;
import studio.sfumato.diffusion.noise.RandomSource;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.control.ControlType;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptRules;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelDefaults;

/// The form gives back what it was given, and changes only what someone changed.
class FormModelTest {
    private static final int MANY = 500;

    private final FormModel form = new FormModel(new Random(1));

    private GenerationRequest again(GenerationRequest request) {
        return form.request(request.prompt().positive(), request.prompt().negative());
    }

    private FormField<?> field(String id) {
        return form.field(id).orElseThrow();
    }

    @Test
    void whatWasSetWhileAModelWasOpeningStays() {
        ModelDefaults starter =
                new ModelCatalogue(List.of(Path.of("models"))).open("starter").defaults();
        Map<String, String> before = form.texts();
        form.stepsProperty().set(4);
        form.prefer(starter, before);
        assertThat(form.stepsProperty().get()).isEqualTo(4);
        assertThat(form.widthProperty().get()).isEqualTo(starter.width());
        assertThat(form.cfgProperty().get()).isEqualTo(starter.cfg());
    }

    @Test
    void everyRequestComesBackExactlyWhateverWasInTheFormBefore() {
        RandomRequests requests = new RandomRequests(7);
        for (int i = 0; i < MANY; i++) {
            GenerationRequest request = requests.next("model " + i);
            form.take(request);
            assertThat(again(request)).isEqualTo(request);
        }
    }

    @Test
    void aPictureToStartFromIsKeptUntilItIsForgotten() {
        GenerationRequest words = new RandomRequests(9).next("starter").withTask(new Task.TextToImage());
        Task task = new Task.ImageToImage(new PictureRef("ab".repeat(32)), 0.5, ResizeMode.CROP);
        form.take(words.withTask(task));
        assertThat(form.origin().taskProperty().get()).isEqualTo(task);
        assertThat(again(words).task()).isEqualTo(task);

        form.origin().taskProperty().set(new Task.TextToImage());
        assertThat(again(words)).isEqualTo(words);
    }

    @Test
    void whatGuidesIsKeptUntilItIsForgotten() {
        GenerationRequest words = new RandomRequests(9).next("starter").withControls(List.of());
        List<ControlUnit> guides = List.of(
                new ControlUnit(ControlType.CANNY, false, new PictureRef("cd".repeat(32)), "canny"),
                new ControlUnit(ControlType.DEPTH, true, new PictureRef("ef".repeat(32)), "depth"));
        form.take(words.withControls(guides));
        assertThat(again(words).controls()).isEqualTo(guides);
        form.take(words);
        assertThat(again(words)).isEqualTo(words);

        form.take(words.withControls(guides));
        form.origin().forgetControls();
        assertThat(again(words)).isEqualTo(words);
    }

    @Test
    void everyRequestComesBackExactlyThroughTheFieldsAsText() {
        RandomRequests requests = new RandomRequests(8);
        FormModel other = new FormModel(new Random(2));
        for (int i = 0; i < MANY; i++) {
            GenerationRequest request = requests.next("starter");
            form.take(request);
            form.addOnsProperty().set(AddOns.NONE); // not kept: they belong to the picture that was taken
            form.origin().forgetControls(); // likewise
            GenerationRequest typed = form.request(request.prompt().positive(), "typed");
            form.size().lockedProperty().set(i % 2 == 0);
            other.read(form.texts());
            assertThat(other.request(request.prompt().positive(), "typed")).isEqualTo(typed);
        }
    }

    @Test
    void onlyWhatWasChangedDiffers() {
        GenerationRequest request = new RandomRequests(9).next("starter");
        form.take(request);
        form.countProperty().set(1);
        form.stepsProperty().set(3);
        form.options().sigmasProperty().set("");
        GenerationRequest changed = again(request);
        assertThat(changed.sampling().steps()).isEqualTo(3);
        assertThat(changed.guidance()).isEqualTo(request.guidance());
        assertThat(changed.prompt()).isEqualTo(request.prompt());
        assertThat(changed.batch()).isEqualTo(request.batch());
        assertThat(changed.compat()).isEqualTo(request.compat());
    }

    @Test
    void whatWasWrittenIsKeptUntilSomeoneWritesSomethingElse() {
        GenerationRequest request = new RandomRequests(4).next("starter");
        GenerationRequest chosen = new GenerationRequest(
                "starter",
                new Prompt(
                        "a red fox",
                        "",
                        1,
                        PromptRules.USUAL,
                        AddOns.NONE,
                        Optional.of(new PromptTemplate("a {red|blue} fox", ""))),
                request.size(),
                request.sampling(),
                request.guidance(),
                request.noise(),
                request.compat(),
                request.count(),
                request.batch(),
                request.task());
        form.take(chosen);
        assertThat(again(chosen)).isEqualTo(chosen);
        assertThat(form.request("a red foxx", "").prompt().template()).isEmpty();
    }

    @Test
    void noNameMeansNobodyWhereSomebodyMayTakePartAndTheUsualElsewhere() {
        List.of("refiner", "partner").forEach(id -> assertThat(unnamed(id)).isEqualTo("choice.none"));
        List.of("vae", "hires-model").forEach(id -> assertThat(unnamed(id)).isEqualTo("choice.usual"));
    }

    private String unnamed(String id) {
        return field(id).kind() instanceof FormField.Kind.Listed listed ? listed.empty() : "";
    }

    @Test
    void fieldsHaveNamesOfTheirOwn() {
        Set<String> seen = new HashSet<>();
        assertThat(form.fields())
                .allSatisfy(
                        field -> assertThat(seen.add(field.id())).as(field.id()).isTrue());
        assertThat(seen).hasSizeGreaterThan(50);
    }

    @Test
    void whatASamplerHasNoUseForTakesNoPart() {
        form.samplerProperty().set(new SamplerId("Euler"));
        FormField<String> churn = form.options().option(SamplerOption.CHURN);
        FormField<String> order = form.options().option(SamplerOption.UNIPC_ORDER);
        churn.valueProperty().setValue("10");
        order.valueProperty().setValue("2");
        assertThat(churn.usableProperty().get()).isTrue();
        assertThat(order.usableProperty().get()).isFalse();
        assertThat(form.request("", "").sampling().options().values()).containsOnlyKeys(SamplerOption.CHURN);
        form.samplerProperty().set(new SamplerId("UniPC"));
        assertThat(churn.usableProperty().get()).isFalse();
        assertThat(field("schedule").usableProperty().get()).isFalse();
        assertThat(form.request("", "").sampling().options().values()).containsOnlyKeys(SamplerOption.UNIPC_ORDER);
        assertThat(churn.value()).as("kept for the next sampler").isEqualTo("10");
    }

    @Test
    void levelsThatAreGivenSayHowManyStepsThereAre() {
        form.samplerProperty().set(new SamplerId("Euler"));
        form.scheduleProperty().set(new ScheduleId("Karras"));
        form.options().option(SamplerOption.RHO).valueProperty().setValue("5");
        assertThat(form.request("", "").sampling().options().has(SamplerOption.RHO))
                .isTrue();
        form.options().sigmasProperty().set("14, 3, 1, 0");
        assertThat(field("steps").usableProperty().get()).isFalse();
        assertThat(form.request("", "").sampling().steps()).isEqualTo(3);
        assertThat(form.request("", "").sampling().options().values()).isEmpty();
        form.options().sigmasProperty().set("14, much, 0");
        assertThatThrownBy(() -> form.request("", ""))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("sigmas")
                .hasMessageContaining("much");
    }

    @Test
    void aProfileBringsItsOwnRandomNumbersAndLanguageUnlessTheyWereChosen() {
        form.rules().compatProperty().set(Compatibility.DIFFUSERS);
        assertThat(form.noise().rngProperty().get()).isEqualTo(RandomSource.CPU);
        assertThat(form.rules().dialectProperty().get()).isEqualTo(PromptDialect.DIFFUSERS);
        assertThat(field("rng").changedProperty().get()).isFalse();
        form.rules().dialectProperty().set(PromptDialect.INVOKE);
        form.rules().compatProperty().set(Compatibility.A1111);
        assertThat(form.noise().rngProperty().get()).isEqualTo(RandomSource.NV);
        assertThat(form.rules().dialectProperty().get()).isEqualTo(PromptDialect.INVOKE);
        assertThat(field("dialect").changedProperty().get()).isTrue();
    }

    @Test
    void whatAProfileLacksTakesNoPart() {
        form.noise().variationStrengthProperty().set(0.5);
        assertThat(form.request("", "").noise().variation().varies()).isTrue();
        form.rules().compatProperty().set(Compatibility.COMFY);
        assertThat(field("variation-strength").usableProperty().get()).isFalse();
        assertThat(form.request("", "").noise().variation().varies()).isFalse();
    }

    @Test
    void whatExcludesEachOtherIsNotAskedForTogether() {
        field("guidance-rescale").read("0.7");
        field("ngms").read("1.5");
        field("thresholding").read("true");
        field("sag").read("true");
        assertThat(field("guidance-rescale").usableProperty().get()).isFalse();
        assertThat(field("ngms").usableProperty().get()).isFalse();
        assertThat(form.request("", "").guidance().rescale()).isZero();
        field("thresholding").read("false");
        field("sag").read("false");
        assertThat(form.request("", "").guidance().rescale()).isEqualTo(0.7);
        assertThat(form.request("", "").guidance().limits().minimumSigma()).isEqualTo(1.5);
    }

    @Test
    void changedFieldsSaySoAndGoBack() {
        List<FormField<?>> advanced = form.advanced().stream()
                .flatMap(group -> group.fields().stream())
                .toList();
        assertThat(advanced).noneMatch(field -> field.changedProperty().get());
        form.take(new RandomRequests(3).next("starter"));
        assertThat(advanced).anyMatch(field -> field.changedProperty().get());
        advanced.forEach(FormField::reset);
        assertThat(advanced).noneMatch(field -> field.changedProperty().get());
        assertThat(form.request("", "").guidance().freeU()).isEmpty();
    }

    @Test
    void valuesThatCannotBeAreNotRead() {
        FormField<?> steps = field("steps");
        for (String wrong : List.of("", "many", "0", "1001", "2.5", "1e3", "NaN")) {
            steps.read(wrong);
            assertThat(steps.text()).as(wrong).isEqualTo("20");
        }
        field("sampler").read("Eulerr");
        field("sag").read("perhaps");
        assertThat(field("sag").text()).isEqualTo("false");
        field("cfg").read("101");
        assertThat(field("cfg").text()).isEqualTo("7.0");
        field("cfg").read("7.25");
        assertThat(field("cfg").text()).isEqualTo("7.25");
    }

    @Test
    void aLockedRatioTakesTheOtherSideAlong() {
        form.widthProperty().set(512);
        form.heightProperty().set(768);
        form.size().lockedProperty().set(true);
        form.widthProperty().set(1024);
        assertThat(form.heightProperty().get()).isEqualTo(1536);
        form.heightProperty().set(768);
        assertThat(form.widthProperty().get()).isEqualTo(512);
        form.size().swap();
        assertThat(form.request("", "").size()).hasToString("768x512");
        form.widthProperty().set(384);
        assertThat(form.heightProperty().get()).isEqualTo(256);
        form.size().choose(Aspect.SQUARE);
        assertThat(form.request("", "").size()).hasToString("512x512");
        form.size().lockedProperty().set(false);
        form.widthProperty().set(640);
        assertThat(form.heightProperty().get()).isEqualTo(512);
    }

    @Test
    void presetsHaveAboutAsManyPixelsAsTheModelLikes() {
        assertThat(form.size().presets())
                .hasSizeGreaterThan(8)
                .doesNotHaveDuplicates()
                .allSatisfy(size -> assertThat(size.width() * size.height()).isBetween(512 * 420, 512 * 600));
    }
}
