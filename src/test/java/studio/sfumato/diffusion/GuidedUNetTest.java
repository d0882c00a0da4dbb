package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import studio.sfumato.diffusion.guidance.ClassifierFreeGuidance;
import studio.sfumato.diffusion.guidance.FreeU;
import studio.sfumato.diffusion.guidance.GuidanceInterval;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.GuidanceRescale;
import studio.sfumato.diffusion.guidance.LimitedGuidance;
import studio.sfumato.diffusion.guidance.PerturbedAttentionGuidance;
import studio.sfumato.diffusion.guidance.Prediction;
import studio.sfumato.diffusion.guidance.SelfAttention;
import studio.sfumato.diffusion.guidance.SelfAttentionGuidance;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.net.unet.UNetConfig;
import studio.sfumato.prompt.ConditioningSchedule;
import studio.sfumato.prompt.PromptSchedule;
import studio.sfumato.prompt.StepRange;
import studio.sfumato.runtime.ModelCache;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.ProviderChoice;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.ModelFolder;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;

/// What a request's guidance is built from, and that only one variant of the U-Net is kept.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuidedUNetTest {
    private static final CancellationToken NONE = CancellationToken.none();

    private final ModelSource model = ModelFolder.open(Path.of("src/test/resources/golden/pipelines/models/sd1"));
    private final NoiseSchedule training = NoiseSchedule.of(model.noiseSchedule(), model.family());
    private final ModelCache<NetworkKey, Session> cache = ModelCache.ofSessions();
    private final Networks networks = new Networks(
            model, OrtRuntime.start(), cache, new SessionSettings(ProviderChoice.parse("cpu"), 1, WeightMode.FOLDED));

    @AfterAll
    void close() {
        cache.close();
    }

    private GuidedUNet guided(Guidance guidance) {
        return new GuidedUNet(guidance, guidance.scale(), Prediction.EPSILON, training, 20);
    }

    private Denoiser stack(Guidance guidance) {
        GuidedUNet guided = guided(guidance);
        Networks.Recipe unet = networks.unet(guided.variant());
        networks.keepOnlyUnet(unet, NONE);
        ConditioningSchedule text = new ConditioningSchedule(PromptSchedule.of("a fox", StepRange.first(20)), Map.of());
        EncodedPrompts prompts = new EncodedPrompts(List.of(text), List.of(1.0), guidance.guided() ? text : null);
        return networks.use(
                unet,
                event -> {},
                NONE,
                session -> guided.denoiser(
                        session, prompts, new CallCounter(), 1, new ImageSize(64, 64), Optional.empty(), NONE));
    }

    @Test
    void plainGuidanceIsClassifierFreeGuidanceAndNothingElse() {
        assertThat(stack(new Guidance(7))).isInstanceOf(ClassifierFreeGuidance.class);
        assertThat(stack(new Guidance(0.5))).isInstanceOf(ClassifierFreeGuidance.class);
        assertThat(stack(new Guidance(1)))
                .isNotInstanceOf(ClassifierFreeGuidance.class)
                .isNotInstanceOf(LimitedGuidance.class);
    }

    @Test
    void theStackIsInOrderAndOnlyOneVariantOfTheNetworkIsKept() {
        stack(new Guidance(7));
        assertThat(cache.keys().stream().map(NetworkKey::network)).containsExactly("unet");
        Guidance all = new Guidance(
                7,
                0.5,
                GuidanceLimits.NONE,
                Optional.empty(),
                3,
                Optional.of(new SelfAttention(0.5, 2, 1)),
                Optional.of(FreeU.parse("v2")),
                false);
        assertThat(stack(all))
                .isInstanceOfSatisfying(
                        GuidanceRescale.class,
                        rescale -> assertThat(rescale.guided())
                                .isInstanceOfSatisfying(
                                        SelfAttentionGuidance.class,
                                        sag -> assertThat(sag.guided())
                                                .isInstanceOfSatisfying(
                                                        PerturbedAttentionGuidance.class,
                                                        pag -> assertThat(pag.guided())
                                                                .isInstanceOf(ClassifierFreeGuidance.class))));
        assertThat(cache.keys().stream().map(NetworkKey::network)).containsExactly("unet+freeu-v2+perturbable+watched");
    }

    @Test
    void limitsStandAroundGuidanceOnly() {
        GuidanceLimits limits = new GuidanceLimits(1, false, 0, new GuidanceInterval.Everywhere());
        Guidance limited = new Guidance(7, 0, limits, Optional.empty(), 0, Optional.empty(), Optional.empty(), false);
        assertThat(stack(limited))
                .isInstanceOfSatisfying(
                        LimitedGuidance.class,
                        stack -> assertThat(stack.guided()).isInstanceOf(ClassifierFreeGuidance.class));
        Guidance unguided = new Guidance(1, 0, limits, Optional.empty(), 0, Optional.empty(), Optional.empty(), false);
        assertThat(stack(unguided)).isNotInstanceOf(LimitedGuidance.class);
    }

    @Test
    void whatCannotHaveAnEffectIsRefused() {
        UNetConfig growing = UNetConfig.from(model.config(ModelPart.UNET));
        Guidance sag = new Guidance(
                7,
                0,
                GuidanceLimits.NONE,
                Optional.empty(),
                0,
                Optional.of(new SelfAttention(0.5, 2, 1)),
                Optional.empty(),
                false);
        guided(sag).requireFit(growing, Shape.of(1, 4, 5, 5), 8);
        assertThatThrownBy(() -> guided(sag).requireFit(growing, Shape.of(1, 4, 4, 9), 8))
                .isInstanceOf(RequestException.class)
                .hasMessageEndingWith("at least 40");
        UNetConfig even = new UNetConfig(
                4,
                4,
                growing.levels().subList(0, 1),
                growing.middle(),
                growing.contextWidth(),
                growing.groups(),
                growing.epsilon(),
                growing.downPadding(),
                growing.middleScale(),
                growing.time(),
                growing.added());
        Guidance freeU = new Guidance(
                7,
                0,
                GuidanceLimits.NONE,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.of(FreeU.parse("v1")),
                false);
        assertThatThrownBy(() -> guided(freeU).requireFit(even, Shape.of(1, 4, 8, 8), 8))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("FreeU v1");
    }
}
