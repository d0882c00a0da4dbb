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
import studio.sfumato.graph.Attribute;
import studio.sfumato.graph.GraphBuilder;
import studio.sfumato.graph.Value;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.checkpoint.TinyCheckpoint;

/// A model that is fed a depth map, from the command line.
class DepthModelTest {
    private static final String SOURCE = "src/test/resources/golden/repaint/source.png";
    private static final String MAP = "src/test/resources/golden/repaint/depth-map.png";

    @TempDir
    private Path folder;

    private CliFixture cli;
    private Path out;

    @BeforeEach
    void prepare() {
        TinyCheckpoint.of("sd2-depth").without("depth_model.").write(folder.resolve("models/deep.safetensors"));
        cli = new CliFixture(folder.resolve("user"), folder.resolve("models"));
        out = folder.resolve("out.png");
    }

    private CliFixture.Outcome generate(String... more) {
        List<String> args = new ArrayList<>(List.of("generate", "a fox", "--model", "deep", "--size", "80x56"));
        Collections.addAll(args, "--steps", "3", "--seed", "1", "--out", out.toString());
        Collections.addAll(args, more);
        return cli.run(args.toArray(String[]::new));
    }

    private Raster made(String... more) {
        CliFixture.Outcome done = generate(more);
        assertThat(done.code()).as(done.err()).isZero();
        return Png.read(out).raster();
    }

    @Test
    void aMapIsSeenWithAPictureAndFromNoiseAlone() {
        Raster changed = made("--init", SOURCE, "--depth-map", MAP);
        assertThat(made("--init", SOURCE, "--depth-map", SOURCE)).isNotEqualTo(changed);

        Raster fromNoise = made("--depth-map", MAP);
        assertThat(made("--depth-map", SOURCE)).isNotEqualTo(fromNoise);
        assertThat(made("--depth-map", MAP, "--hires", "scale=2").width()).isEqualTo(160);
    }

    /// The network takes bright places for near ones, and so sees a grey picture as the map of itself.
    @Test
    void withoutAMapANetworkSeesTheDepthOfThePicture() throws IOException {
        GraphBuilder graph = new GraphBuilder("tiny");
        Value picture = graph.input("pixel_values", DType.F32, 1, 3, 56, 80);
        Value mean = graph.node("ReduceMean", List.of(picture, graph.constant(1L)), Attribute.of("keepdims", 0));
        graph.output("predicted_depth", mean, 1, 56, 80);
        Files.createDirectories(folder.resolve("models/depth"));
        Files.write(folder.resolve("models/depth/tiny.onnx"), graph.build().bytes());

        int[] slope = new int[80 * 56];
        Arrays.setAll(slope, i -> 0x010101 * (255 * i / (slope.length - 1)));
        Path grey = folder.resolve("slope.png");
        Png.write(grey, Raster.opaque(80, 56, slope), List.of());

        Raster seen = made("--init", grey.toString());
        assertThat(seen).isEqualTo(made("--init", grey.toString(), "--depth-map", grey.toString()));
        assertThat(generate().err()).contains("deep sees depth: it needs a depth map, or a picture");
    }

    @Test
    void withoutAMapTheNetworkInTheModelsFileSeesTheDepthOfThePicture() throws IOException {
        Path whole = folder.resolve("models/deep.safetensors");
        TinyCheckpoint.of("sd2-depth")
                .without("depth_model.")
                .with(TinyCheckpoint.depth("dpt-hybrid"), "depth_model.model.")
                .write(whole);
        Path map = folder.resolve("map.png");
        CliFixture.Outcome drawn =
                cli.run("control-map", "depth", SOURCE, map.toString(), "--network", whole.toString());
        assertThat(drawn.code()).as(drawn.err()).isZero();

        Raster seen = made("--init", SOURCE);
        assertThat(seen).isEqualTo(made("--init", SOURCE, "--depth-map", map.toString()));
        assertThat(seen).isNotEqualTo(made("--init", SOURCE, "--depth-map", MAP));
        assertThat(cli.run("inspect", whole.toString()).out()).contains("Depth network");

        Path copy = folder.resolve("models/merged.safetensors");
        CliFixture.Outcome merged = cli.run("merge", "deep", "--precision", "fp32", "-o", copy.toString());
        assertThat(merged.code()).as(merged.err()).isZero();
        Path again = folder.resolve("again.png");
        assertThat(cli.run("control-map", "depth", SOURCE, again.toString(), "--network", copy.toString())
                        .code())
                .isZero();
        assertThat(Png.read(again).raster())
                .as("a merged model keeps the network")
                .isEqualTo(Png.read(map).raster());
    }

    @Test
    void aNetworkInTheModelsFileThatLacksATensorIsToldByItsName() throws IOException {
        Path broken = folder.resolve("models/deep.safetensors");
        TinyCheckpoint.of("sd2-depth")
                .without("depth_model.")
                .with(TinyCheckpoint.depth("dpt-hybrid").without("scratch.layer3_rn."), "depth_model.model.")
                .write(broken);
        assertThat(generate("--init", SOURCE).err())
                .contains("deep's own network that sees depth cannot be used:"
                        + " deep.safetensors has no tensor 'scratch.layer3_rn.weight'")
                .contains("--depth-map PICTURE");
        assertThat(out).doesNotExist();
        assertThat(generate("--init", SOURCE, "--depth-map", MAP).code())
                .as("a map needs no network")
                .isZero();

        TinyCheckpoint.of("sd2-depth").write(broken);
        assertThat(generate("--init", SOURCE).err()).contains("deep.safetensors has no tensor 'pretrained.model.");
        String limit = "its own network that sees depth cannot be used, so it needs a depth map:"
                + " deep.safetensors has no tensor 'pretrained.model.";
        assertThat(cli.run("inspect", broken.toString()).out())
                .containsPattern("Not all works +" + limit)
                .doesNotContain("Cannot be a model");
        assertThat(cli.run("models").out()).contains("not all works: " + limit).doesNotContain("cannot be used: ");
        assertThat(cli.run(
                                "merge",
                                "deep",
                                "-o",
                                folder.resolve("models/less.safetensors").toString())
                        .err())
                .contains("deep's own network that sees depth is left out: deep.safetensors has no tensor");
    }

    @Test
    void withoutEitherNothingIsBegunAndBothWaysAreNamed() {
        CliFixture.Outcome refused = generate("--init", SOURCE);
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err())
                .contains("deep sees depth: it needs a depth map, and there is no network that makes one")
                .contains("--depth-map PICTURE", "into a folder called depth among your models")
                .doesNotContain("loading");
        assertThat(out).doesNotExist();
    }

    @Test
    void itIsListedAndDescribed() {
        assertThat(cli.run("models").out()).contains("deep", "SD 2.x").doesNotContain("cannot be used");
        assertThat(cli.run("inspect", folder.resolve("models/deep.safetensors").toString())
                        .out())
                .contains("a model that is fed a depth map");
        assertThat(generate("--depth-map", "nowhere.png").err()).contains("nowhere.png");
    }
}
