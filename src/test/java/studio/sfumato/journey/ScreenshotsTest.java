package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ScrollPane;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StarterLora;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.SettingsStore;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.ui.common.Look;
import studio.sfumato.ui.common.Messages;
import studio.sfumato.ui.generate.CardsModel;
import studio.sfumato.ui.generate.ProgressModel;
import studio.sfumato.weights.SafetensorsWriter;
import studio.sfumato.weights.Versions;

/// Takes a picture of each state of the window in both looks and all languages, and finds words that are cut off.
class ScreenshotsTest {
    private static final int ROOMY = 1900;
    private static final int FEW_COLOURS = 50;
    private static final Set<Locale> SHOWN = Set.of(Locale.GERMAN, Locale.JAPANESE);

    @TempDir
    Path folder;

    private final String home = System.getProperty("user.home");

    /// The pictures end up in the documentation, where the folder of a test run has no place.
    @BeforeEach
    void moveHome() {
        System.setProperty("user.home", folder.toString());
    }

    @AfterEach
    void comeBack() {
        System.setProperty("user.home", home);
    }

    @ParameterizedTest
    @CsvSource({"1280, 800", "1920, 1080"})
    void everyStateHasItsPictureAndNothingIsCutOffInAnyLanguage(int width, int height) throws TimeoutException {
        String size = width + "x" + height;
        List<Locale> languages = width < ROOMY ? Messages.LANGUAGES : List.of(); // what fits here fits anywhere
        try (StudioRig rig = StudioRig.open(folder, width, height)) {
            show(rig, "start-" + size, languages);
            StudioRig.call(() -> {
                rig.create().draft().advancedOpenProperty().set(true);
                rig.create().form().field("freeu").orElseThrow().read("true");
                rig.create().form().field("freeu-b1").orElseThrow().read("1.5");
                return true;
            });
            show(rig, "second-pass-" + size, languages, () -> scrollTo(rig, 0.3));
            show(rig, "more-" + size, languages, () -> scrollTo(rig, 0.65));
            StudioRig.call(() -> {
                rig.create().draft().advancedOpenProperty().set(false);
                rig.create().form().resetAdvanced();
                return true;
            });
            StudioRig.call(() -> {
                rig.create().form().seedProperty().set("7");
                rig.create().generate("a fox on a blue background");
                return true;
            });
            rig.await("the first picture", () -> !rig.create().runningProperty().get());
            StudioRig.call(() -> {
                rig.create().form().seedProperty().set("");
                rig.create().form().stepsProperty().set(400);
                rig.create().generate("a (sunflower:1.2) on a teal background");
                return true;
            });
            rig.await(
                    "the twelfth step",
                    () -> rig.create().progress().nowProperty().get() instanceof ProgressModel.Now.Stepping now
                            && now.step() >= 12);
            show(rig, "forming-" + size, languages);
            StudioRig.call(() -> {
                rig.create().cancel();
                return true;
            });
            rig.await("the end", () -> !rig.create().runningProperty().get());
            StudioRig.call(() -> {
                rig.create().form().stepsProperty().set(20);
                rig.create().form().countProperty().set(3);
                rig.create().form().seedProperty().set("21");
                rig.create().generate("a penguin on a pink background");
                rig.create().progress().nowProperty().subscribe(now -> {
                    if (now instanceof ProgressModel.Now.Stepping step && step.picture() == 3 && step.step() >= 14) {
                        Screenshot.of(rig.scene(), "window-" + size);
                    }
                });
                return true;
            });
            rig.await("three pictures", () -> !rig.create().runningProperty().get());
            StudioRig.call(() -> {
                rig.create().form().seedProperty().set("nonsense");
                rig.create().generate();
                return true;
            });
            show(rig, "made-" + size, languages);
            film(rig, size, languages);
            gallery(rig, size, languages);
            enter(rig, "models");
            rig.await("the details of the starter model", () -> rig.scene().lookup("#model-fact-sampling") != null);
            show(rig, "models-" + size, languages);
            press(rig, "model-merge");
            show(rig, "merge-" + size, languages);
            enter(rig, "settings");
            for (String section : List.of("pictures", "engine", "window", "keys", "earlier")) {
                press(rig, "section-" + section);
                show(rig, "settings-" + section + "-" + size, languages);
            }
        }
    }

    /// In another language the pages are made anew, which may still be going on.
    static void press(StudioRig rig, String id) {
        rig.await(id, () -> rig.scene().lookup("#" + id) != null);
        StudioRig.call(() -> {
            rig.node(id, ButtonBase.class).fire();
            return true;
        });
    }

    /// The notes go first: they have been seen.
    private static void film(StudioRig rig, String size, List<Locale> languages) {
        StudioRig.call(() -> {
            rig.create().notes().clear();
            rig.create().film().open();
            return true;
        });
        rig.await("the last step", () -> rig.create().film().shownProperty().get() != null);
        StudioRig.call(() -> {
            rig.create()
                    .film()
                    .chosenProperty()
                    .set(rig.create().film().frames().get(7));
            return true;
        });
        rig.robot().clickOn("#film-keep");
        rig.await("the file", () -> !rig.says("film-kept").isEmpty());
        show(rig, "film-" + size, languages);
        StudioRig.call(() -> {
            rig.create().film().close();
            return true;
        });
    }

    private static void gallery(StudioRig rig, String size, List<Locale> languages) {
        enter(rig, "gallery");
        rig.await(
                "four cards",
                () -> rig.scene().getRoot().lookupAll(".picture-card").size() >= 4);
        rig.robot().push(KeyCode.HOME).push(KeyCode.SHIFT, KeyCode.RIGHT).push(KeyCode.F);
        rig.await(
                "what made it",
                () -> rig.scene().lookup("#gallery-use") != null
                        && rig.says("done").startsWith("Favourite"));
        show(rig, "gallery-" + size, languages);
        enter(rig, "create");
        enter(rig, "gallery");
        rig.robot().push(KeyCode.ENTER);
        show(rig, "picture-" + size, languages);
        enter(rig, "create");
        enter(rig, "gallery");
        rig.robot().push(KeyCode.ESCAPE).push(KeyCode.C);
        rig.await("two compared", () -> !rig.says("compare-verdict").isEmpty());
        show(rig, "compare-" + size, languages);
        enter(rig, "create");
        enter(rig, "gallery");
        rig.robot().push(KeyCode.ESCAPE);
    }

    static void enter(StudioRig rig, String workspace) {
        StudioRig.call(() -> {
            rig.wiring().shell().workspaceProperty().set(workspace);
            return true;
        });
    }

    private static void scrollTo(StudioRig rig, double place) {
        if (rig.scene().lookup(".asked-scroll") instanceof ScrollPane scroll) {
            rig.scene().getRoot().applyCss();
            rig.scene().getRoot().layout();
            scroll.setVvalue(place);
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, 800", "1920, 1080"})
    void theQueueHasItsPictures(int width, int height) throws TimeoutException {
        String size = width + "x" + height;
        List<Locale> languages = width < ROOMY ? Messages.LANGUAGES : List.of();
        try (StudioRig rig = StudioRig.open(folder, width, height)) {
            enter(rig, "queue");
            show(rig, "queue-empty-" + size, List.of());
            ask(rig, "a fox on a blue background", "starter", 12, 3);
            rig.await("three pictures", () -> !rig.create().runningProperty().get());
            ask(rig, "a lighthouse at night", "gone-model", 20, 1);
            rig.await(
                    "a failure",
                    () -> rig.create().queue().countsProperty().get().failed() == 1);
            ask(rig, "a (sunflower:1.2) on a teal background", "starter", 400, 4);
            ask(
                    rig,
                    "a penguin on a pink background, soft light, a very long prompt that goes on and on, with a hat, a"
                            + " scarf, mittens, snow in the air, and many more words than fit in one line",
                    "starter",
                    20,
                    1);
            ask(rig, "a panda on a green background", "starter", 20, 2);
            rig.await(
                    "the fortieth step",
                    () -> rig.create().progress().nowProperty().get() instanceof ProgressModel.Now.Stepping now
                            && now.step() >= 40);
            show(rig, "queue-" + size, languages);
            enter(rig, "create");
            show(rig, "several-" + size, languages);
            StudioRig.call(() -> {
                rig.create().queue().pause(true);
                rig.create().cancel();
                return true;
            });
            rig.await("the end", () -> !rig.create().runningProperty().get());
            show(rig, "cancelled-" + size, languages);
        }
        try (StudioRig rig = StudioRig.open(folder, width, height)) {
            rig.await(
                    "what was left",
                    () -> rig.create().queue().countsProperty().get().held() > 0);
            show(rig, "held-" + size, languages);
        }
    }

    @Test
    void theCardsHaveTheirPictures() throws TimeoutException, IOException {
        String size = "1280x800";
        Path loras = Files.createDirectories(folder.resolve("more/loras"));
        Path embeddings = Files.createDirectories(folder.resolve("more/embeddings"));
        new SettingsStore(AppPaths.in(folder).settingsFile())
                .update(settings -> settings.with(
                        SettingKey.MODEL_FOLDERS, folder.resolve("more").toString()));
        try (StudioRig rig = StudioRig.open(folder, 1280, 800)) {
            showCards(rig, "loras", "-none-" + size);
            showCards(rig, "embeddings", "-none-" + size);
            putLoras(loras);
            putEmbeddings(embeddings);
            StudioRig.call(() -> {
                rig.create()
                        .prompt()
                        .textProperty()
                        .set("a fox on a blue background, (clay-figure:1.2) <lora:soft clay:0.8>");
                rig.create().negative().textProperty().set("bad_hands-v2");
                return true;
            });
            showCards(rig, "loras", "-" + size);
            showCards(rig, "embeddings", "-" + size);
            Path clay = loras.resolve("soft clay.safetensors");
            Versions.replaceByCopy(clay, loras.resolve("ink wash.safetensors"));
            Versions.replaceByCopy(clay, loras.resolve("photo light.safetensors"));
            showCards(rig, "loras", "-versions-" + size, clay);
        }
    }

    private static void putLoras(Path folder) throws IOException {
        List<String> names = List.of("soft clay", "ink wash", "paper cut-out v2", "a-very-long-name-of-a-lora-v17");
        for (int i = 0; i < names.size(); i++) {
            StarterLora.write(folder.resolve(names.get(i) + ".safetensors"), i, 1);
            if (i != 1) {
                putPreview(folder.resolve(names.get(i) + ".preview.png"), i);
            }
        }
        Files.writeString(folder.resolve("soft clay.json"), "{\"sd version\": \"SD1\"}");
        Files.copy(
                Path.of("src/test/resources/golden/loras/loras/sdxl-old.safetensors"),
                folder.resolve("photo light.safetensors"));
        Files.writeString(folder.resolve("torn.safetensors"), "nothing");
    }

    private static void putEmbeddings(Path folder) throws IOException {
        List<String> names = List.of("bad_hands-v2", "clay-figure", "soft-ink", "a#b");
        for (int i = 0; i < names.size(); i++) {
            new SafetensorsWriter()
                    .add("emb_params", Tensor.zeros(Shape.of(i + 1, 128)))
                    .write(folder.resolve(names.get(i) + ".safetensors"));
        }
        new SafetensorsWriter()
                .add("emb_params", Tensor.zeros(Shape.of(8, 1024)))
                .write(folder.resolve("for-sd2.safetensors"));
        putPreview(folder.resolve("clay-figure.preview.png"), 4);
        putPreview(folder.resolve("soft-ink.png"), 5);
    }

    private static void putPreview(Path file, int which) {
        Raster samples =
                Png.read(Path.of("models/starter/training/samples.png")).raster();
        int[] part = new int[96 * 96];
        for (int at = 0; at < part.length; at++) {
            part[at] = samples.argb(which * 96 + at % 96, at / 96);
        }
        Png.write(file, Raster.opaque(96, 96, part), List.of());
    }

    /// What opens over the window has a scene of its own, made anew in each language.
    private static void showCards(StudioRig rig, String kind, String state, Path... looked) {
        showCards(rig, kind, state, Locale.ENGLISH, Look.LIGHT, List.of(looked));
        for (Locale language : Messages.LANGUAGES) {
            showCards(rig, kind, state, language, Look.DARK, List.of(looked));
        }
        StudioRig.call(() -> {
            rig.wiring().shell().languageProperty().set(Locale.ENGLISH);
            return true;
        });
    }

    private static void showCards(
            StudioRig rig, String kind, String state, Locale language, Look look, List<Path> looked) {
        CardsModel cards =
                kind.equals("loras") ? rig.create().loras() : rig.create().embeddings();
        StudioRig.call(() -> {
            rig.wiring().shell().lookProperty().set(look);
            rig.wiring().shell().languageProperty().set(language);
            rig.scene().getRoot().applyCss();
            rig.scene().getRoot().layout();
            rig.node(kind, Button.class).fire();
            return true;
        });
        rig.await(
                "the cards and their pictures",
                () -> !cards.lookingProperty().get()
                        && cards.previewsRead()
                        && rig.robot().lookup("#" + kind + "-search").tryQuery().isPresent());
        StudioRig.call(() -> {
            looked.forEach(cards.earlier()::look);
            return true;
        });
        rig.await(
                "hashes",
                () -> looked.isEmpty()
                        || Stream.ofNullable(cards.earlier().shownProperty().get())
                                .flatMap(shown -> shown.before().stream())
                                .anyMatch(one -> one.hash().isPresent()));
        List<String> cut = StudioRig.call(() -> {
            Node search = rig.robot().lookup("#" + kind + "-search").query();
            search.getScene().getRoot().applyCss();
            search.getScene().getRoot().layout();
            if (language.equals(Locale.ENGLISH)) {
                Screenshot.of(search.getScene(), kind + state + "-" + look.id());
                Screenshot.of(rig.scene(), kind + state + "-window-" + look.id());
            } else if (SHOWN.contains(language)) {
                Screenshot.of(search.getScene(), kind + state + "-" + language);
            }
            return Shown.cutOff(search.getScene().getRoot());
        });
        assertThat(cut).as("words cut off in %s%s, %s", kind, state, language).isEmpty();
        looked.forEach(_ -> rig.robot().push(KeyCode.ESCAPE)); // goes back to the cards
        rig.robot().push(KeyCode.ESCAPE);
        rig.await(
                "the cards to go",
                () -> rig.robot().lookup("#" + kind + "-search").queryAll().isEmpty());
    }

    private static void ask(StudioRig rig, String prompt, String model, int steps, int count) {
        StudioRig.call(() -> {
            rig.create().form().modelProperty().set(model);
            rig.create().form().stepsProperty().set(steps);
            rig.create().form().countProperty().set(count);
            rig.create().generate(prompt);
            rig.create().form().modelProperty().set("starter");
            return true;
        });
    }

    static void show(StudioRig rig, String state, List<Locale> languages) {
        show(rig, state, languages, () -> {});
    }

    static void show(StudioRig rig, String state, List<Locale> languages, Runnable first) {
        List<Raster> looks = new ArrayList<>();
        for (Look look : List.of(Look.LIGHT, Look.DARK)) {
            List<String> cut = StudioRig.call(() -> {
                rig.wiring().shell().lookProperty().set(look);
                first.run();
                looks.add(Screenshot.of(rig.scene(), state + "-" + look.id()));
                return Shown.cutOff(rig.scene().getRoot());
            });
            assertThat(cut).as("words cut off in %s, %s", state, look.id()).isEmpty();
            assertThat(Shown.colours(looks.getLast()))
                    .as("colours of %s, %s: something is drawn", state, look.id())
                    .hasSizeGreaterThan(FEW_COLOURS);
        }
        assertThat(looks.getFirst())
                .as("the light look of %s is not the dark one", state)
                .isNotEqualTo(looks.getLast());
        for (Locale language : languages) {
            List<String> cut = StudioRig.call(() -> {
                rig.wiring().shell().languageProperty().set(language);
                rig.scene().getRoot().applyCss();
                rig.scene().getRoot().layout();
                first.run();
                if (SHOWN.contains(language)) {
                    Screenshot.of(rig.scene(), state + "-" + language);
                }
                return Shown.cutOff(rig.scene().getRoot());
            });
            assertThat(cut).as("words cut off in %s, %s", state, language).isEmpty();
        }
        StudioRig.call(() -> {
            rig.wiring().shell().languageProperty().set(Locale.ENGLISH);
            return true;
        });
    }
}
