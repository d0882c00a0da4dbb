package studio.sfumato.net.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.checkpoint.ControlFile;
import studio.sfumato.weights.checkpoint.PublishedCheckpoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The published full-size ControlNets, T2I-Adapters and IP-Adapters have just the tensors that the builders ask
/// for, under their authors' names and, the first two, diffusers'.
class PublishedControlTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"sd-1.5, SD1, 340", "sd-2.1, SD2, 340", "sdxl, SDXL, 844"})
    void controlNetsAskForAllTensorsAndNoOthers(String name, ModelFamily family, int tensors) throws IOException {
        for (String layout : new String[] {" diffusers", " author"}) {
            ControlFile file = open(name + layout);
            assertThat(file.family()).isEqualTo(family);
            assertThat(file.weights().keys()).hasSize(tensors);
            Recorder weights = new Recorder(file.weights());

            ControlNet.build(ControlNetConfig.from(file.config()), weights);

            assertThat(weights.asked).isEqualTo(new TreeSet<>(file.weights().keys()));
        }
    }

    @ParameterizedTest
    @CsvSource({"t2i sd-1.5, SD1", "t2i light, SD1", "t2i sdxl, SDXL"})
    void adaptersAskForAllTensorsAndNoOthers(String name, ModelFamily family) throws IOException {
        for (String layout : new String[] {" diffusers", " author"}) {
            ControlFile file = open(name + layout);
            assertThat(file.family()).isEqualTo(family);
            Recorder weights = new Recorder(file.weights());

            Adapter.build(AdapterConfig.from(file.config()), weights);

            assertThat(weights.asked).isEqualTo(new TreeSet<>(file.weights().keys()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ip-adapter_sd15, SD1, 36, 4",
        "ip-adapter_sd15_vit-G, SD1, 36, 4",
        "ip-adapter-plus_sd15, SD1, 83, 16",
        "ip-adapter-plus-face_sd15, SD1, 83, 16",
        "ip-adapter-full-face_sd15, SD1, 38, 0",
        "ip-adapter_sdxl, SDXL, 144, 4",
        "ip-adapter_sdxl_vit-h, SDXL, 144, 4",
        "ip-adapter-plus_sdxl_vit-h, SDXL, 191, 16",
        "ip-adapter-plus-face_sdxl_vit-h, SDXL, 191, 16"
    })
    void imagePromptsAskForAllTensorsAndNoOthers(String name, ModelFamily family, int tensors, int tokens)
            throws IOException {
        ControlFile file = open(name);
        assertThat(file.kind()).isEqualTo(ControlFile.Kind.IP_ADAPTER);
        assertThat(file.family()).isEqualTo(family);
        assertThat(file.weights().keys()).hasSize(tensors);
        Recorder weights = new Recorder(file.weights());

        ImagePrompt prompt = ImagePrompt.from(file.config());
        prompt.build(weights);

        assertThat(prompt.projection().tokens()).isEqualTo(tokens);
        assertThat(weights.asked).isEqualTo(new TreeSet<>(file.weights().keys()));
    }

    private ControlFile open(String name) throws IOException {
        PublishedCheckpoint published = new PublishedCheckpoint(Objects.requireNonNull(read().get(name), name));
        return ControlFile.open(published.writeSparse(folder.resolve(name + ".safetensors")));
    }

    private static Map<String, Map<String, int[]>> read() {
        try (InputStream file = PublishedControlTest.class.getResourceAsStream("/golden/controls/published.json.gz");
                InputStream json = new GZIPInputStream(Objects.requireNonNull(file))) {
            return JsonMapper.shared()
                    .readValue(json, new TypeReference<LinkedHashMap<String, Map<String, int[]>>>() {})
                    .entrySet()
                    .stream()
                    .collect(LinkedHashMap::new, (all, each) -> all.put(each.getKey(), each.getValue()), Map::putAll);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Remembers which tensors were asked for.
    private record Recorder(WeightSource source, Set<String> asked) implements WeightSource {
        private Recorder(WeightSource source) {
            this(source, new TreeSet<>());
        }

        @Override
        public Optional<Weight> find(String key) {
            Optional<Weight> found = source.find(key);
            found.ifPresent(weight -> asked.add(weight.key()));
            return found;
        }

        @Override
        public Set<String> keys() {
            return source.keys();
        }

        @Override
        public String name() {
            return source.name();
        }
    }
}
