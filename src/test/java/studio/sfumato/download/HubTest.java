package studio.sfumato.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.DownloadException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.OnnxFixture;

/// What is taken of a repository, and that a whole model comes as one.
@Timeout(90)
class HubTest {
    private static final Path SD1 = Path.of("src/test/resources/golden/pipelines/models/sd1");
    private static final byte[] LORA = Rig.lora(5000);
    private static final byte[] OTHER = Rig.lora(6000);

    @TempDir
    Path folder;

    private Rig rig;

    @BeforeEach
    void open() {
        rig = new Rig(folder);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private List<Offer> look(String what) {
        try (Downloader downloader = rig.downloader()) {
            return downloader.look(what, Optional.empty(), rig.cancel).offers();
        }
    }

    @Test
    void aModelInSeveralFilesComesWholeUnderOneProgressAndCanBeOpened() {
        String base = new HubShelves(rig.peer, "me/tiny")
                .with(SD1)
                .with("extra/huge.bin", new byte[9])
                .serve();
        Arrived arrived = rig.fetch("me/tiny");
        assertThat(arrived.path()).isEqualTo(rig.models.resolve("tiny"));
        assertThat(arrived.verified()).isTrue();
        assertThat(arrived.problem()).isEmpty();
        assertThat(new ModelCatalogue(List.of(rig.models)).list())
                .singleElement()
                .satisfies(entry -> assertThat(entry.problem()).isEmpty());
        assertThat(rig.peer.asked(base + "extra/huge.bin")).isEmpty();
        assertThat(rig.files()).allMatch(file -> file.startsWith("tiny/"));
        long last = -1;
        for (DownloadEvent event : rig.events) {
            if (event instanceof DownloadEvent.Receiving come) {
                assertThat(come.done()).isGreaterThanOrEqualTo(last);
                assertThat(come.total()).isEqualTo(look("me/tiny").getFirst().bytes());
                last = come.done();
            }
        }
        assertThat(last).isEqualTo(look("me/tiny").getFirst().bytes());
    }

    @Test
    void aModelOfExportedGraphsComesWholeWithTheFilesOfItsWeights() throws IOException {
        Path exported = OnnxFixture.write("sd1", folder.resolve("there"));
        String data = "onnx__Ma_1"; // as exports without a name for all weights have them
        Files.move(exported.resolve("unet/weights.pb"), exported.resolve("unet/" + data));
        Path graph = exported.resolve("unet/model.onnx");
        String all = Files.readString(graph, StandardCharsets.ISO_8859_1);
        Files.writeString(graph, all.replace("weights.pb", data), StandardCharsets.ISO_8859_1);
        String base = new HubShelves(rig.peer, "me/graphs")
                .with(exported)
                .with("unet/openvino_model.bin", LORA)
                .with("unet/openvino_model.xml", LORA)
                .with("unet/model_fp16.onnx", LORA)
                .with("unet/model_fp16.onnx_data", LORA)
                .with("vae_decoder/flax_model.msgpack", LORA)
                .with("safety_checker/model.onnx", LORA)
                .serve();
        assertThat(look("me/graphs"))
                .extracting(offer -> offer.name() + " " + offer.variant())
                .containsExactly("me/graphs onnx");
        Arrived arrived = rig.fetch("me/graphs");
        assertThat(arrived.problem()).isEmpty();
        assertThat(rig.files())
                .contains("graphs/unet/" + data, "graphs/vae_encoder/weights.pb", "graphs/unet/config.json")
                .noneMatch(file -> file.matches(".*(openvino|flax|fp16|safety).*"));
        assertThat(rig.peer.asked(base + "unet/model_fp16.onnx")).isEmpty();
        assertThat(new ModelCatalogue(List.of(rig.models)).list())
                .singleElement()
                .satisfies(entry -> assertThat(entry.problem()).isEmpty());
    }

    @Test
    void graphsBesideUsualWeightsAreAVariantAndWithoutADecoderNone() {
        HubShelves both = new HubShelves(rig.peer, "me/both").with(SD1);
        for (String part : List.of("text_encoder", "unet", "vae_encoder")) {
            both.with(part + "/model.onnx", LORA);
        }
        both.serve();
        assertThat(look("me/both")).extracting(Offer::variant).doesNotContain("onnx");
        both.with("vae_decoder/model.onnx", LORA).serve();
        List<Offer> offers = look("me/both");
        assertThat(offers).extracting(Offer::variant).endsWith("onnx");
        assertThat(offers.getFirst().variant()).isNotEqualTo("onnx");
        assertThat(offers.getLast().files())
                .extracting(RemoteFile::path)
                .contains("unet/model.onnx", "vae/config.json")
                .noneMatch(path -> path.endsWith(".safetensors"));
        both.with("unet/onnx::MatMul_1", LORA).serve();
        assertThat(look("me/both"))
                .as("weights whose names cannot be here")
                .isNotEmpty()
                .extracting(Offer::variant)
                .doesNotContain("onnx");
    }

    @Test
    void aModelThatWasInterruptedGoesOnWithTheFilesThatAreMissing() throws IOException {
        rig.tries = 0;
        String base = new HubShelves(rig.peer, "me/tiny").with(SD1).serve();
        String weights = "unet/diffusion_pytorch_model.safetensors";
        byte[] unet = Files.readAllBytes(SD1.resolve(weights));
        rig.peer.put(base + weights, unet).breaksAfter(1000);
        assertThatThrownBy(() -> rig.fetch("me/tiny")).isInstanceOf(DownloadException.class);
        int before = rig.peer.asked().size();
        assertThat(rig.files()).anyMatch(file -> file.endsWith(weights + ".part"));
        assertThat(new ModelCatalogue(List.of(rig.models)).list()).isEmpty();

        assertThat(rig.fetch("me/tiny").problem()).isEmpty();
        List<Peer.Asked> after =
                rig.peer.asked().subList(before, rig.peer.asked().size());
        assertThat(after.get(1).path()).isEqualTo(base + weights);
        assertThat(after.get(1).header("Range")).isEqualTo("bytes=1000-");
        assertThat(after).noneMatch(asked -> asked.path().endsWith("model_index.json"));
    }

    @Test
    void aSmallFileIsCheckedByItsNameInGit() {
        String base = new HubShelves(rig.peer, "me/tiny").with(SD1).serve();
        rig.peer.put(
                base + "model_index.json",
                new byte[(int) SD1.resolve("model_index.json").toFile().length()]);
        assertThatThrownBy(() -> rig.fetch("me/tiny"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("model_index.json is not what it should be");
    }

    @Test
    void theSmallerWeightsComeFirstAndFilesThatStandAloneAfterThem() {
        new HubShelves(rig.peer, "me/it")
                .with("model_index.json", (byte) 1)
                .with("README.md", (byte) 1)
                .with("scheduler/scheduler_config.json", (byte) 1)
                .with("tokenizer/vocab.json", (byte) 1)
                .with("tokenizer/merges.txt", (byte) 1)
                .with("text_encoder/config.json", (byte) 1)
                .with("text_encoder/model.safetensors", LORA)
                .with("text_encoder/model.fp16.safetensors", OTHER)
                .with("text_encoder/pytorch_model.bin", LORA)
                .with("unet/config.json", (byte) 1)
                .with("unet/diffusion_pytorch_model-00001-of-00002.safetensors", LORA)
                .with("unet/diffusion_pytorch_model-00002-of-00002.safetensors", LORA)
                .with("unet/diffusion_pytorch_model.safetensors.index.json", (byte) 1)
                .with("unet/diffusion_pytorch_model.fp16.safetensors", OTHER)
                .with("unet/diffusion_pytorch_model.non_ema.safetensors", OTHER)
                .with("vae/config.json", (byte) 1)
                .with("vae/diffusion_pytorch_model.safetensors", LORA)
                .with("vae/diffusion_pytorch_model.fp16.safetensors", OTHER)
                .with("safety_checker/model.safetensors", LORA)
                .with("depth_estimator/config.json", (byte) 1)
                .with("depth_estimator/model.safetensors", LORA)
                .with("depth_estimator/model.fp16.safetensors", OTHER)
                .with("depth_estimator/pytorch_model.bin", LORA)
                .with("it-v1.safetensors", LORA)
                .with("it-v1.ckpt", LORA)
                .with("only.ckpt", LORA)
                .serve();
        List<Offer> offers = look("me/it");
        assertThat(offers)
                .extracting(offer -> offer.name() + " " + offer.variant())
                .containsExactly("me/it fp16", "me/it ", "it-v1.safetensors ", "only.ckpt ");
        assertThat(offers.getFirst().files())
                .extracting(RemoteFile::path)
                .containsExactlyInAnyOrder(
                        "model_index.json",
                        "README.md",
                        "scheduler/scheduler_config.json",
                        "tokenizer/vocab.json",
                        "tokenizer/merges.txt",
                        "text_encoder/config.json",
                        "text_encoder/model.fp16.safetensors",
                        "unet/config.json",
                        "unet/diffusion_pytorch_model.fp16.safetensors",
                        "vae/config.json",
                        "vae/diffusion_pytorch_model.fp16.safetensors",
                        "depth_estimator/config.json",
                        "depth_estimator/model.fp16.safetensors");
        assertThat(offers.get(1).files())
                .extracting(RemoteFile::path)
                .contains(
                        "unet/diffusion_pytorch_model-00002-of-00002.safetensors",
                        "unet/diffusion_pytorch_model.safetensors.index.json")
                .doesNotContain("unet/diffusion_pytorch_model.non_ema.safetensors", "text_encoder/pytorch_model.bin");
        assertThat(offers.getFirst().licence()).contains("openrail");
    }

    @Test
    void aFileWhoseNameSaysNothingIsCalledAfterItsRepository() {
        new HubShelves(rig.peer, "me/lcm-lora")
                .with("pytorch_lora_weights.safetensors", LORA)
                .serve();
        assertThat(rig.fetch("me/lcm-lora").path()).isEqualTo(rig.models.resolve("loras/lcm-lora.safetensors"));
    }

    @Test
    void oneFileOfManyIsAskedForByItsPath() {
        new HubShelves(rig.peer, "me/many")
                .with("v 1/a.safetensors", LORA)
                .with("b.safetensors", OTHER)
                .serve();
        assertThat(rig.fetch("me/many/v 1/a.safetensors").path()).hasBinaryContent(LORA);
        assertThatThrownBy(() -> look("me/many/c.safetensors"))
                .isInstanceOf(RequestException.class)
                .hasMessage("me/many has no file 'c.safetensors'")
                .satisfies(e -> assertThat(((StudioException) e).hint()).contains("b.safetensors, v 1/a.safetensors"));
    }

    @Test
    void aRepositoryWithoutWeightsIsSaidToHaveNone() {
        new HubShelves(rig.peer, "me/empty").with("README.md", (byte) 1).serve();
        assertThatThrownBy(() -> look("me/empty"))
                .isInstanceOf(RequestException.class)
                .hasMessage("me/empty has no weights that Sfumato reads");
    }

    @Test
    void aHubThatAnswersNonsenseIsNotBelieved() {
        rig.peer.put("/hub/api/models/me/it/revision/main", "<html>".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> look("me/it")).hasMessageContaining("what it sent is no JSON");
        rig.peer.put("/hub/api/models/me/it/revision/main", "{}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> look("me/it")).hasMessageContaining("it lists no files");
        new HubShelves(rig.peer, "me/evil")
                .with(SD1)
                .with("unet/../../../x/config.json", (byte) 1)
                .with("tokenizer/con.json", (byte) 1)
                .serve();
        assertThatThrownBy(() -> look("me/evil"))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("whose name cannot be one here: tokenizer/con.json");
    }

    @Test
    void nobodyIsAskedBeforeSomebodyAsks() {
        try (Downloader downloader = rig.downloader()) {
            assertThat(downloader.begun()).isEmpty();
        }
        assertThat(rig.peer.asked()).isEmpty();
    }

    @Test
    void whatWasBegunIsKeptForOthersEyesOnlyAsFarAsItMay() throws IOException {
        rig.tries = 0;
        rig.peer.put("/a.safetensors", LORA).breaksAfter(100);
        assertThatThrownBy(() -> rig.fetch(rig.peer.uri("/a.safetensors?key=1").toString()))
                .isInstanceOf(DownloadException.class)
                .hasMessageNotContaining("key");
        Path file =
                rig.journal.resolve(new Journal(rig.journal).all().getFirst().id() + ".json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Downloader downloader = rig.downloader()) {
            Order left = downloader.begun().getFirst();
            downloader.drop(left);
            assertThat(downloader.begun()).isEmpty();
            assertThat(rig.files()).isEmpty();
        }
    }

    @Test
    void aDamagedJournalIsPassedOver() throws IOException {
        Files.createDirectories(rig.journal);
        Files.writeString(rig.journal.resolve("a.json"), "{");
        Files.writeString(
                rig.journal.resolve("b.json"),
                "{\"id\": \"0123456789abcdef\", \"source\": \"x\", \"root\": \"/x\", \"target\": \"x\", \"parts\":"
                        + " [{\"uri\": \"http://x/\", \"path\": \"../../x\"}]}");
        assertThat(new Journal(rig.journal).all()).isEmpty();
    }

    @Test
    void aModelThatIsFineButNotForSfumatoIsKeptAndSaidToBeSo() {
        byte[] torn = "not weights at all".getBytes(StandardCharsets.UTF_8);
        new HubShelves(rig.peer, "me/odd").with("odd.safetensors", torn).serve();
        Arrived arrived = rig.fetch("me/odd");
        assertThat(arrived.verified()).isTrue();
        assertThat(arrived.problem()).hasValueSatisfying(why -> assertThat(why).contains("odd.safetensors"));
        assertThat(arrived.path()).hasBinaryContent(torn);
    }

    @Test
    void cancellingWhileAskingTheHubEndsAtOnce() {
        CancellationToken cancel = new CancellationToken();
        rig.peer.on("/hub/api/models/me/it/revision/main", (_, _) -> {
            cancel.cancel();
            rig.peer.hang();
        });
        try (Downloader downloader = rig.downloader()) {
            assertThatThrownBy(() -> downloader.look("me/it", Optional.empty(), cancel))
                    .isInstanceOf(CancelledException.class);
        }
    }
}
