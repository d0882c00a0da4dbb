package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.net.clip.ClipConfig;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.net.clip.HiddenState;
import studio.sfumato.net.unet.UNet;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.Replacement;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightSource;
import studio.sfumato.weights.lora.LoraChange;
import studio.sfumato.weights.lora.LoraFile;
import studio.sfumato.weights.lora.LoraFit;
import studio.sfumato.weights.lora.LoraSet;

/// LoRAs beside the weights do what the weights that they stand for would do, at any strength, in one and
/// the same network.
class LorasBesideTest {
    private static final CancellationToken NONE = CancellationToken.none();
    private static final HiddenState LAST = HiddenState.clipSkip(1);
    private static final ModelSource MODEL =
            ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1"));
    private static final double SAME = 1e-4;
    private static final double[] STRENGTHS = {1, 0.5, -0.3};

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(MadeLora.class)
    void everyStrengthDoesWhatChangedWeightsWouldInOneNetwork(MadeLora kind) {
        LoraFit fit = fit(kind, 1);
        for (WeightMode mode : List.of(WeightMode.FOLDED, WeightMode.MAPPED)) {
            try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
                Networks networks = networks(cache, mode);
                for (double strength : STRENGTHS) {
                    requireSame(networks, List.of(use(fit, strength)));
                }
                assertThat(cache.keys()).as("networks that were opened").hasSize(2);
            }
        }
    }

    /// What goes by the weight that it finds comes first: after others it would replace weights.
    @ParameterizedTest
    @EnumSource(names = {"DORA", "DORA_INPUT", "IA3", "IA3_INPUT", "LORA"})
    void severalAtOnceAddUp(MadeLora first) {
        List<LoraFit> fits = new ArrayList<>(List.of(fit(first, 2)));
        for (MadeLora kind : List.of(MadeLora.LOCON, MadeLora.LOHA, MadeLora.LOKR, MadeLora.TUCKER)) {
            fits.add(fit(kind, 3));
        }
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks networks = networks(cache, WeightMode.MAPPED);
            for (double strength : STRENGTHS) {
                List<LoraSet.Use> uses = new ArrayList<>();
                fits.forEach(fit -> uses.add(use(fit, strength / (uses.size() + 1))));
                requireSame(networks, uses);
            }
            assertThat(cache.keys()).as("networks that were opened").hasSize(2);
        }
    }

    @Test
    void aLargeNetworkWithMorePathsThanAreWantedStaysAndGivesTheSameBits() {
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks networks = new Networks(MODEL, OrtRuntime.start(), cache, settings(WeightMode.MAPPED), 1);
            Tensor before = unet(networks, LoraSet.NONE);
            assertThat(cache.keys()).hasSize(1);
            LoraSet locon = LoraSet.of(List.of(use(fit(MadeLora.LOCON, 4), 1)), MODEL);
            LoraSet dora = LoraSet.of(List.of(use(fit(MadeLora.DORA, 4), 1)), MODEL);
            Tensor with = unet(networks, dora);
            assertThat(cache.keys()).hasSize(2);

            assertThat(unet(networks, LoraSet.NONE)).isEqualTo(before);
            unet(networks, locon);
            assertThat(unet(networks, LoraSet.NONE)).isEqualTo(before);
            assertThat(unet(networks, dora)).isEqualTo(with).isNotEqualTo(before);
            assertThat(cache.keys()).as("networks that were opened").hasSize(2);

            networks.keepOnly(List.of(), NONE);
            unet(networks, LoraSet.NONE);
            assertThat(cache.keys().stream().map(NetworkKey::network))
                    .as("once it is gone, it does not come back for nothing")
                    .containsExactly("unet+adaptable");
        }
    }

    @Test
    void nothingIsLeftOfThemOnceTheyAreTakenOff() {
        try (ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions()) {
            Networks networks = networks(cache, WeightMode.FOLDED);
            Tensor before = unet(networks, LoraSet.NONE);
            for (MadeLora kind : MadeLora.values()) {
                LoraSet set = LoraSet.of(List.of(use(fit(kind, 3), 1)), MODEL);
                assertThat(unet(networks, set)).isNotEqualTo(before);
                assertThat(unet(networks, LoraSet.NONE)).isEqualTo(before);
            }
        }
    }

    private LoraFit fit(MadeLora kind, int seed) {
        return LoraFit.of(LoraFile.open(kind.write(MODEL, folder, seed)), MODEL);
    }

    private static LoraSet.Use use(LoraFit fit, double strength) {
        return new LoraSet.Use(fit, strength, strength, OptionalInt.empty());
    }

    private static void requireSame(Networks networks, List<LoraSet.Use> uses) {
        LoraSet set = LoraSet.of(uses, MODEL);
        for (ModelPart part : List.of(ModelPart.UNET, ModelPart.TEXT_ENCODER)) {
            assertThat(set.replacing(part)).as("what replaces weights").isEmpty();
            assertThat(set.beside(part)).isNotEmpty();
        }
        UNetConfig config = UNetConfig.from(MODEL.config(ModelPart.UNET));
        requireSame(
                unet(networks, set),
                once(UNet.build(config, changed(ModelPart.UNET, uses)), unetInputs(), UNet.OUT_SAMPLE));
        ClipConfig text = ClipConfig.from(MODEL.config(ModelPart.TEXT_ENCODER));
        requireSame(
                networks.use(
                        networks.textEncoder(ModelPart.TEXT_ENCODER, LAST, false, set),
                        _ -> {},
                        NONE,
                        session -> session.run(textInputs(), ClipTextModel.HIDDEN, NONE)),
                once(
                        ClipTextModel.build(text, changed(ModelPart.TEXT_ENCODER, uses), LAST),
                        textInputs(),
                        ClipTextModel.HIDDEN));
    }

    private static Tensor unet(Networks networks, LoraSet set) {
        return networks.use(
                networks.unet(UNetVariant.PLAIN, set),
                _ -> {},
                NONE,
                session -> session.run(unetInputs(), UNet.OUT_SAMPLE, NONE));
    }

    private static Tensor once(OnnxModel model, Map<String, Tensor> inputs, String output) {
        try (Session session = OrtRuntime.start().open(model, SessionSettings.with(WeightMode.FOLDED))) {
            return session.run(inputs, output, NONE);
        }
    }

    private static Map<String, Tensor> unetInputs() {
        Random random = new Random(7);
        return Map.of(
                UNet.SAMPLE, MadeLora.chance(random, 1, 2, 4, 8, 12),
                UNet.TIMESTEP, Tensor.of(Shape.of(2), 400, 30),
                UNet.CONTEXT, MadeLora.chance(random, 1, 2, 77, 8));
    }

    private static Map<String, Tensor> textInputs() {
        Random random = new Random(8);
        Tensor ids = Tensor.zeros(Shape.of(1, 77)).map(_ -> random.nextInt(49408));
        return Map.of(
                ClipTextModel.INPUT_IDS, ids,
                ClipTextModel.VECTORS, Tensor.zeros(Shape.of(1, 8)),
                ClipTextModel.PLACES, ids.map(_ -> -1));
    }

    /// The model's weights with the LoRAs put on them one after the other.
    private static WeightSource changed(ModelPart part, List<LoraSet.Use> uses) {
        WeightSource base = MODEL.weights(part);
        return new WeightSource() {
            @Override
            public Optional<Weight> find(String key) {
                return base.find(key);
            }

            @Override
            public Set<String> keys() {
                return base.keys();
            }

            @Override
            public String name() {
                return base.name();
            }

            @Override
            public Optional<Replacement> replacement(String key) {
                return uses.stream().anyMatch(use -> use.fit().of(part).containsKey(key))
                        ? Optional.of(new Replacement(DType.F32, () -> changed(key)))
                        : Optional.empty();
            }

            private Tensor changed(String key) {
                Tensor values = base.values(key);
                for (LoraSet.Use use : uses) {
                    LoraChange change = use.fit().of(part).get(key);
                    values = change == null ? values : change.apply(values, use.unet(), use.rank());
                }
                return values;
            }
        };
    }

    private static Networks networks(ModelCache<NetworkKey, Session> cache, WeightMode mode) {
        return new Networks(MODEL, OrtRuntime.start(), cache, settings(mode));
    }

    private static SessionSettings settings(WeightMode mode) {
        return new SessionSettings(ProviderChoice.parse("cpu"), 1, mode);
    }

    private static void requireSame(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double furthest = 0;
        double largest = 0;
        for (int i = 0; i < expected.shape().elements(); i++) {
            furthest = Math.max(furthest, Math.abs(actual.at(i) - expected.at(i)));
            largest = Math.max(largest, Math.abs(expected.at(i)));
        }
        assertThat(furthest / largest).isLessThan(SAME);
    }
}
