package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

class ControlCommandLineTest {
    private static final Path PHOTO = Path.of("src/test/resources/golden/control-maps/picture.png");

    @TempDir
    private Path folder;

    private CliFixture cli;
    private Path out;

    @BeforeEach
    void prepare() throws IOException {
        Path models = folder.resolve("models");
        TinyCheckpoint.control("sd1-model").write(models.resolve("dream.safetensors"));
        TinyCheckpoint.control("sd1-author").write(models.resolve("controlnet/canny.safetensors"));
        TinyCheckpoint.control("sdxl-small").write(models.resolve("controlnet/large.safetensors"));
        TinyCheckpoint.control("t2i-sd1-author").write(models.resolve("t2i_adapter/sketch.safetensors"));
        cli = new CliFixture(folder.resolve("user"), models);
        out = folder.resolve("out.png");
        Files.copy(PHOTO, folder.resolve("a, b=c.png"));
    }

    private CliFixture.Outcome generate(String control, String... more) {
        List<String> args = new ArrayList<>(List.of("generate", "a fox", "--model", "dream", "--size", "64x48"));
        Collections.addAll(args, "--steps", "3", "--seed", "1", "--control", control, "--out", out.toString());
        Collections.addAll(args, more);
        return cli.run(args.toArray(String[]::new));
    }

    private Raster made(String control, String... more) {
        CliFixture.Outcome done = generate(control, more);
        assertThat(done.code()).as(done.err()).isZero();
        return Png.read(out).raster();
    }

    @Test
    void typesWeightsAndThresholdsChangeThePictureAndPathsMayHaveCommas() {
        String photo = "image=" + folder.resolve("a, b=c.png") + ",model=canny";
        Raster usual = made("TYPE=canny," + photo);

        assertThat(made("type=canny,low=100,high=200,weight=1.0," + photo)).isEqualTo(usual);
        assertThat(made("TYPE=canny,low=10,high=20," + photo)).isNotEqualTo(usual);
        assertThat(made("TYPE=canny,weight=0.5," + photo)).isNotEqualTo(usual);
        assertThat(made("TYPE=lineart," + photo)).isNotEqualTo(usual);
        assertThat(made("TYPE=scribble,image=" + PHOTO + ",model=sketch")).isNotEqualTo(usual);
    }

    @Test
    void thePictureToStartFromGuidesWhereNoOtherIsNamed() {
        Raster named = made("TYPE=canny,model=canny,image=" + PHOTO, "--init", PHOTO.toString());

        assertThat(made("TYPE=canny,model=canny", "--init", PHOTO.toString())).isEqualTo(named);
    }

    @Test
    void posesMapsAndMasksGuide() throws IOException {
        Path mask = folder.resolve("mask.png");
        Png.write(mask, Raster.filled(4, 4, 0xFFFFFF), List.of());
        Raster plain = made("TYPE=inpaint,model=canny,image=" + PHOTO);

        assertThat(made("TYPE=inpaint,model=canny,image=" + PHOTO + ",mask=" + mask))
                .isNotEqualTo(plain);
        assertThat(made("TYPE=openpose,model=canny,image=src/test/resources/golden/control-maps/pose.json"))
                .isNotEqualTo(plain);
        String whole = ",model=canny,image=src/test/resources/golden/control-maps/whole.json";
        assertThat(made("TYPE=openpose_full" + whole)).isNotEqualTo(made("TYPE=openpose" + whole));
        assertThat(made("TYPE=dw_openpose_full" + whole)).isEqualTo(made("TYPE=openpose_full" + whole));
        assertThat(made("TYPE=openpose,model=canny,map=src/test/resources/golden/control-maps/pose.png"))
                .isNotEqualTo(plain);
        assertThat(made("TYPE=depth,model=canny,map=src/test/resources/golden/control-maps/depth.png"))
                .isNotEqualTo(plain);
        assertThat(made("TYPE=segmentation,resize=fill,model=canny,image=" + PHOTO))
                .isNotEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TYPE=canny,image=P | model is missing
            TYPE=canny,model=canny | image is missing: what should it follow?
            TYPE=cany,image=P,model=canny | there is no control type 'cany'
            TYPE=canny,image=P,model=cany | there is no control model 'cany'
            TYPE=canny,image=P,model=canny,weight=3 | weight of a control must be between 0 and 2, not 3.0
            TYPE=canny,image=P,model=canny,weight=much | weight must be a number, not 'much'
            TYPE=canny,image=P,model=canny,start=0.8,end=0.2 | start and end of a control must be shares
            TYPE=canny,image=P,model=canny,mode=mine | unknown control mode 'mine'
            TYPE=canny,image=P,model=canny,resize=huge | unknown resize mode 'huge'
            TYPE=canny,image=P,model=canny,low=-1 | low of a control map must be between
            TYPE=canny,image=P,map=P,model=canny | image and map exclude each other
            TYPE=canny,image=P,image=P,model=canny | image is there twice
            canny | 'canny' is no setting
            TYPE=openpose,image=P,model=canny | a pose needs a network that sees joints of people, and there is none
            TYPE=depth,image=P,model=canny | a depth map needs a network that sees depth, and there is none
            TYPE=canny,image=nowhere.png,model=canny | nowhere.png
            TYPE=canny,image=P,model=large | large.safetensors is a ControlNet for SDXL models and does not fit dream
            """)
    void whatCannotBeIsNamed(String control, String message) {
        CliFixture.Outcome refused = generate(control.replace("=P", "=" + PHOTO));

        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains(message);
        assertThat(out).doesNotExist();
    }

    @Test
    void whereOnlyTheMaskedPartIsPaintedOnlyThatPartOfThePictureGuides() {
        Path mask = changed("mask.png", Raster.filled(121, 90, 0), 50, 40, 0xFFFFFF);
        Raster photo = Png.read(PHOTO).raster();
        String[] masked = {"--init", PHOTO + "", "--mask", mask + "", "--inpaint-area", "masked", "--padding", "4"};
        Raster plain = made("TYPE=none,model=canny,image=" + PHOTO, masked);

        Path elsewhere = changed("elsewhere.png", photo, 2, 2, 0xFF00FF);
        assertThat(made("TYPE=none,model=canny,image=" + elsewhere, masked)).isEqualTo(plain);
        Path here = changed("here.png", photo, 50, 40, 0xFF00FF);
        assertThat(made("TYPE=none,model=canny,image=" + here, masked)).isNotEqualTo(plain);
    }

    /// A copy of a picture with a square of one colour.
    private Path changed(String name, Raster picture, int left, int top, int colour) {
        int[] argb = picture.toArgb();
        for (int y = top; y < top + 20; y++) {
            for (int x = left; x < left + 20; x++) {
                argb[y * picture.width() + x] = colour;
            }
        }
        Path file = folder.resolve(name);
        Png.write(file, Raster.opaque(picture.width(), picture.height(), argb), List.of());
        return file;
    }

    @Test
    void bothPassesOfHiresFixAreGuided() {
        Raster weak =
                made("TYPE=canny,model=canny,image=" + PHOTO + ",weight=0.2", "--hires", "scale=2,upscaler=latent");
        Raster strong = made("TYPE=canny,model=canny,image=" + PHOTO, "--hires", "scale=2,upscaler=latent");

        assertThat(strong.toString()).isEqualTo("Raster[128×96 RGB]");
        assertThat(strong).isNotEqualTo(weak);
    }

    @Test
    void damagedNetworksAreNamedBeforeAnythingIsDrawn() throws IOException {
        Path cut = folder.resolve("models/controlnet/canny.safetensors");
        byte[] whole = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

        CliFixture.Outcome refused = generate("TYPE=canny,model=canny,image=" + PHOTO);

        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("canny.safetensors");
        assertThat(out).doesNotExist();
    }
}
