package studio.sfumato.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import studio.sfumato.fx.Screenshot;
import studio.sfumato.fx.StudioRig;
import studio.sfumato.image.Png;
import studio.sfumato.image.PngText;
import studio.sfumato.image.Raster;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.prompt.PromptDialect;

/// What an artist does with the pictures that were made, with the real engine, index and files.
class GalleryJourneyTest extends Journey {
    @Test
    void whatIsMadeIsInTheGalleryAndFoundAgain() {
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT3);
        rig.await("the empty gallery", () -> visible("empty"));
        rig.robot().clickOn("#empty-create");
        make("a fox on a blue background", "7");
        make("a sunflower on a teal background", "8");

        rig.robot().clickOn("#rail-gallery");
        rig.await("two cards with pictures", () -> cards() == 2);
        assertThat(rig.says("found")).isEqualTo("2 pictures");

        rig.robot().push(KeyCode.CONTROL, KeyCode.F).write("fo", 0);
        rig.await("the fox", () -> rig.says("found").startsWith("1 found"));
        rig.robot().write("zz", 0);
        rig.await("nothing", () -> visible("nothing"));
        rig.robot().clickOn("#nothing-clear");
        rig.await("both", () -> rig.says("found").equals("2 pictures"));
        rig.robot().write("rating:x", 0);
        rig.await("the explanation", () -> rig.says("search-wrong").contains("rating: must be a number"));
        rig.robot().push(KeyCode.ESCAPE);
        rig.await("both again", () -> !visible("search-wrong"));
        assertThat(StudioRig.call(() -> rig.node("search", TextField.class).getText()))
                .isEmpty();
    }

    @Test
    void aPictureIsFoundItsSettingsTakenAndMadeAgainToTheSamePixels() throws IOException, TimeoutException {
        make("a fox on a blue background", "7");
        make("a sunflower on a teal background", "8");
        rig.robot().clickOn("#rail-gallery");
        rig.await("two cards", () -> cards() == 2);
        rig.robot().push(KeyCode.CONTROL, KeyCode.F).write("fox", 0).push(KeyCode.ENTER);
        rig.await("the fox alone", () -> rig.says("found").startsWith("1 found"));
        rig.robot().push(KeyCode.HOME).push(KeyCode.F).push(KeyCode.DIGIT4);
        rig.await("what made it", () -> visible("gallery-use"));
        assertThat(rig.says("detail-prompt")).isEqualTo("a fox on a blue background");

        rig.robot().push(KeyCode.ENTER);
        rig.await("the fox, large", () -> visible("viewer"));
        rig.robot().push(KeyCode.ESCAPE).clickOn("#gallery-use");
        rig.await("Create", () -> visible("generate"));
        rig.robot().clickOn("#generate");
        rig.await(
                "the picture",
                () -> !rig.create().runningProperty().get() && pictures().size() == 3);
        List<Path> foxes = pictures().stream()
                .filter(file -> file.toString().endsWith("-7.png"))
                .toList();
        assertThat(foxes).hasSize(2);
        assertThat(Png.read(foxes.get(0)).raster())
                .isEqualTo(Png.read(foxes.get(1)).raster());

        rig.close();
        rig = StudioRig.open(folder, 1280, 800);
        rig.robot().clickOn("#rail-gallery");
        rig.await("three cards", () -> cards() == 3);
        ToggleButton favourites = StudioRig.call(() -> rig.node("facet-is-favourite", ToggleButton.class));
        rig.robot().clickOn("#facet-is-favourite");
        rig.await("the favourite", () -> rig.says("found").startsWith("1 found"));
        rig.await("its row, where the keyboard stays", () -> favourites.isSelected() && favourites.isFocused());
        rig.robot().clickOn("#grid").push(KeyCode.HOME).push(KeyCode.DELETE);
        rig.await("nothing", () -> visible("nothing") && rig.says("done").equals("1 picture in the trash"));
        rig.robot().push(KeyCode.CONTROL, KeyCode.Z);
        rig.await("the favourite again", () -> rig.says("found").startsWith("1 found"));
    }

    @Test
    void aPictureIsMadeLargerAndLiesBesideItself() {
        make("a fox on a blue background", "7");
        rig.robot().clickOn("#rail-gallery");
        rig.await("a card", () -> cards() == 1);
        rig.robot().push(KeyCode.HOME);
        rig.await("what can be done", () -> visible("mark-enlarge"));
        rig.robot().clickOn("#mark-enlarge");
        rig.await("the question", () -> visible("enlarge-go"));
        rig.robot().clickOn("#enlarge-2");
        StudioRig.call(() -> Screenshot.of(rig.scene(), "gallery-enlarge"));
        rig.robot().clickOn("#enlarge-go");
        rig.await("the larger picture", () -> rig.says("enlarge-progress").equals("1 of 1 made larger"));
        rig.await("both cards", () -> cards() == 2);
        Path larger = pictures().stream()
                .filter(file -> file.toString().endsWith("-7-x2.png"))
                .findFirst()
                .orElseThrow();
        assertThat(Png.read(larger).raster().width()).isEqualTo(256);
        rig.robot().clickOn("#enlarge-stop");
        rig.await(
                "what was told is read",
                () -> !rig.node("enlarge-progress", Node.class).getParent().isVisible());
    }

    /// In another language the page is made anew, without the question.
    private void askHow() {
        if (!rig.node("enlarge-go", Node.class).getParent().getParent().isVisible()) {
            rig.node("mark-enlarge", ButtonBase.class).fire();
        }
    }

    @Test
    void aPictureIsMadeLargerWithNewDetailTileByTile() {
        make("a fox on a blue background", "7");
        rig.robot().clickOn("#rail-gallery");
        rig.await("a card", () -> cards() == 1);
        rig.robot().push(KeyCode.HOME);
        rig.await("what can be done", () -> visible("mark-enlarge"));
        rig.robot().clickOn("#mark-enlarge");
        rig.await("the question", () -> visible("enlarge-go"));
        rig.robot().clickOn("#enlarge-2").clickOn("#enlarge-detail");
        rig.await("what is to be seen", () -> visible("enlarge-prompt"));
        rig.robot().clickOn("#enlarge-prompt").write("fur", 0);
        ScreenshotsTest.show(rig, "gallery-enlarge-detail", List.of(Locale.GERMAN), this::askHow);
        rig.await("the gallery again", () -> rig.scene().lookup("#mark-enlarge") != null);
        StudioRig.call(() -> {
            rig.wiring().gallery().enlarge().how().method().read("multidiffusion");
            askHow();
            return true;
        });
        rig.await("the question again", () -> visible("enlarge-go"));
        rig.robot().clickOn("#enlarge-go");
        rig.await("the request", () -> rig.says("enlarge-progress").equals("1 of 1 are in the queue"));
        rig.await("both cards", () -> cards() == 2);
        Path larger = pictures().stream()
                .filter(file -> Png.read(file).raster().width() == 256)
                .findFirst()
                .orElseThrow();
        assertThat(PictureInfo.read(larger).toText())
                .contains(
                        "fur",
                        "SD upscale upscaler: realesr-animevideov3",
                        "SD upscale method: multidiffusion",
                        "Denoising strength: 0.3");
    }

    @Test
    void aPictureThatASecondStartHandsOverIsReadIntoTheForm() {
        Path comfy = folder.resolve("ComfyUI_00001_.PNG");
        Png.write(comfy, Raster.filled(64, 96, 0), List.of(PngText.of("prompt", """
                {"3": {"class_type": "KSampler", "inputs": {"seed": 42, "steps": 12, "cfg": 5, "sampler_name": "euler",
                   "scheduler": "normal", "denoise": 1, "positive": ["6", 0], "latent_image": ["5", 0]}},
                 "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 96}},
                 "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a lighthouse"}}}""")));
        rig.robot().push(KeyCode.CONTROL, KeyCode.DIGIT3);
        StudioRig.call(() -> {
            rig.wiring().take(List.of(folder.resolve("notes.txt"), comfy));
            return true;
        });
        rig.await("its prompt", () -> rig.create().prompt().textProperty().get().equals("a lighthouse"));
        assertThat(StudioRig.call(() -> rig.wiring().shell().workspaceProperty().get()))
                .isEqualTo("create");
        assertThat(StudioRig.call(() -> rig.create().form().seedProperty().get()))
                .isEqualTo("42");
        assertThat(StudioRig.call(() -> rig.create().form().stepsProperty().get()))
                .isEqualTo(12);
        assertThat(StudioRig.call(
                        () -> rig.create().form().rules().dialectProperty().get()))
                .isEqualTo(PromptDialect.COMFY);
    }

    @Test
    void everyControlOfTheGallerySaysWhatItIs() {
        make("a fox on a blue background", "7");
        rig.robot().clickOn("#rail-gallery");
        rig.await("a card", () -> cards() == 1);
        rig.robot().push(KeyCode.HOME);
        rig.await("what made it", () -> visible("gallery-use"));
        assertThat(StudioRig.call(
                        () -> silent(rig.node("grid", Node.class).getScene().lookup(".gallery"))))
                .isEmpty();
    }

    /// {@return the controls that a screen reader has nothing to say about}
    private static List<String> silent(Node node) {
        List<String> found = new ArrayList<>();
        boolean control = node instanceof ButtonBase || node instanceof TextField || node instanceof Slider;
        boolean told =
                node.getAccessibleText() != null && !node.getAccessibleText().isBlank();
        if (control
                && !told
                && !(node instanceof ButtonBase button && !button.getText().isBlank())) {
            found.add(node.toString());
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> found.addAll(silent(child)));
        }
        return found;
    }

    private List<Path> pictures() {
        try (Stream<Path> files = Files.walk(folder.resolve("pictures"))) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make(String prompt, String seed) {
        StudioRig.call(() -> {
            rig.create().form().seedProperty().set(seed);
            rig.create().form().stepsProperty().set(4);
            rig.create().generate(prompt);
            return true;
        });
        rig.await("the picture", () -> !rig.create().runningProperty().get());
    }

    private boolean visible(String id) {
        Node node = rig.scene().lookup("#" + id);
        return node != null && node.isVisible();
    }

    private long cards() {
        return rig.scene().getRoot().lookupAll(".picture-card").stream()
                .filter(card -> card.isVisible() && card.getAccessibleText() != null)
                .count();
    }
}
