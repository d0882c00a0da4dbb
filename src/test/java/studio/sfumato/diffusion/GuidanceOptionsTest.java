package studio.sfumato.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.guidance.DynamicThresholding;
import studio.sfumato.diffusion.guidance.FreeU;
import studio.sfumato.diffusion.guidance.GuidanceInterval;
import studio.sfumato.diffusion.guidance.GuidanceLimits;
import studio.sfumato.diffusion.guidance.Prediction;
import studio.sfumato.diffusion.guidance.ScaleMode;
import studio.sfumato.diffusion.guidance.SelfAttention;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.error.RequestException;
import studio.sfumato.net.unet.FreeUVersion;
import studio.sfumato.net.unet.UNetVariant;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.NoiseScheduleConfig;

class GuidanceOptionsTest {
    private static final GuidanceInterval EVERYWHERE = new GuidanceInterval.Everywhere();
    private static final GuidanceLimits NGMS = new GuidanceLimits(1, false, 0, EVERYWHERE);
    private static final Optional<SelfAttention> SAG = Optional.of(new SelfAttention(0.5, 2, 1));

    private static Guidance guidance(double scale, double rescale, GuidanceLimits limits, Optional<SelfAttention> sag) {
        return new Guidance(scale, rescale, limits, Optional.empty(), 0, sag, Optional.empty(), false);
    }

    private static UNetVariant variant(Guidance guidance) {
        NoiseSchedule training = NoiseSchedule.of(NoiseScheduleConfig.STABLE_DIFFUSION, ModelFamily.SD1);
        return new GuidedUNet(guidance, guidance.scale(), Prediction.EPSILON, training, 20).variant();
    }

    @Test
    void everythingIsOffUnlessAskedFor() {
        Guidance plain = new Guidance(7);
        assertThat(plain).isEqualTo(guidance(7, 0, GuidanceLimits.NONE, Optional.empty()));
        assertThat(variant(plain)).isEqualTo(UNetVariant.PLAIN);
        assertThat(variant(plain).suffix()).isEmpty();
    }

    @Test
    void onlyWhatSitsInsideTheNetworkNeedsAnotherGraph() {
        assertThat(variant(guidance(7, 0.7, NGMS, Optional.empty()))).isEqualTo(UNetVariant.PLAIN);
        Guidance all = new Guidance(
                7, 0, GuidanceLimits.NONE, Optional.empty(), 3, SAG, Optional.of(FreeU.parse("v2")), false);
        assertThat(variant(all)).isEqualTo(new UNetVariant(Optional.of(FreeUVersion.V2), true, true));
        assertThat(variant(all).suffix()).isEqualTo("+freeu-v2+perturbable+watched");
    }

    @Test
    void selfAttentionGuidanceNeedsTheNegativePromptAtGuidanceOneToo() {
        assertThat(guidance(1, 0, GuidanceLimits.NONE, Optional.empty()).guided())
                .isFalse();
        assertThat(guidance(1, 0, GuidanceLimits.NONE, SAG).guided()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void sharesOutsideZeroToOneAreRefusedByName(double share) {
        assertThatThrownBy(() -> guidance(7, share, GuidanceLimits.NONE, Optional.empty()))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("guidance rescale must be between 0 and 1, not");
        assertThatThrownBy(() -> new GuidanceLimits(0, false, share, EVERYWHERE))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("skip early CFG must be between 0 and 1, not");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void noiseLevelsThatCannotBeAreRefused(double sigma) {
        assertThatThrownBy(() -> new GuidanceLimits(sigma, false, 0, EVERYWHERE))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("ngms must be");
        assertThatThrownBy(() -> new Guidance(
                        7, 0, GuidanceLimits.NONE, Optional.empty(), sigma, Optional.empty(), Optional.empty(), false))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("perturbed-attention guidance must be between 0 and 100, not");
    }

    @Test
    void whatExcludesEachOtherIsRefused() {
        assertThatThrownBy(() -> new Guidance(
                        7,
                        0.5,
                        GuidanceLimits.NONE,
                        Optional.of(new DynamicThresholding(7, 1)),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        false))
                .isInstanceOf(RequestException.class)
                .hasMessageContainingAll("guidance rescale", "dynamic thresholding");
        assertThatThrownBy(() -> guidance(7, 0, NGMS, SAG))
                .isInstanceOf(RequestException.class)
                .hasMessageContainingAll("self-attention", "ngms");
        assertThatThrownBy(() -> new GuidanceLimits(0, true, 0, EVERYWHERE))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("ngms");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7                                  | mimic=7
            mimic=7, percentile=1              | mimic=7
            percentile=0.995, mimic=5.5        | mimic=5.5, percentile=0.995
            MIMIC = 8, around=ZERO, by=std     | mimic=8, around=zero, by=std
            3, mimic-mode=cosine down, value=2 | mimic=3, mimic-mode=Cosine Down, value=2
            3, channels=together, phi=0.5      | mimic=3, channels=together, phi=0.5
            """)
    void settingsOfThresholdingAreReadAndWritten(String text, String written) {
        DynamicThresholding settings = DynamicThresholding.parse(text);
        assertThat(settings.text()).isEqualTo(written);
        assertThat(DynamicThresholding.parse(written)).isEqualTo(settings);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.5                         | scale=0.5
            scale=1, blur=3             | scale=1, blur=3
            1,threshold=0.5             | scale=1, threshold=0.5
            """)
    void settingsOfSelfAttentionAreReadAndWritten(String text, String written) {
        assertThat(SelfAttention.parse(text).text()).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v2                  | version=v2, b1=1.3, b2=1.4, s1=0.9, s2=0.2
            V1                  | version=v1, b1=1.1, b2=1.2, s1=0.9, s2=0.2
            diffusers, b1=1.5   | version=diffusers, b1=1.5, b2=1.2, s1=0.9, s2=0.2
            b2=1.6              | version=v2, b1=1.3, b2=1.6, s1=0.9, s2=0.2
            """)
    void settingsOfFreeUAreReadAndWritten(String text, String written) {
        assertThat(FreeU.parse(text).text()).isEqualTo(written);
        assertThat(FreeU.parse(written)).isEqualTo(FreeU.parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mimic=x          | dynamic thresholding: mimic must be a number
            mimic=NaN        | dynamic thresholding: mimic scale must be between 0 and 100
            mimic=-1         | dynamic thresholding: mimic scale must be between 0 and 100
            percentile=0     | dynamic thresholding: percentile must be above 0
            percentile=1.5   | dynamic thresholding: percentile must be above 0
            phi=2            | dynamic thresholding: interpolate phi must be between 0 and 1
            mimc=7           | dynamic thresholding: unknown setting 'mimc'
            mimic=7, mimic=8 | dynamic thresholding: mimic is given twice
            by=luck          | dynamic thresholding: by must be ad or std
            cfg-mode=Zigzag  | unknown scale mode 'Zigzag'
            """)
    void wrongSettingsOfThresholdingAreNamed(String text, String message) {
        assertThatThrownBy(() -> DynamicThresholding.parse(text))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0            | scale
            -1           | scale
            6            | scale
            1, blur=0    | blur
            1, blur=NaN  | blur
            1, blur=11   | blur
            1, threshold=5  | threshold
            1, threshold=-1 | threshold
            """)
    void wrongSettingsOfSelfAttentionAreNamed(String text, String field) {
        assertThatThrownBy(() -> SelfAttention.parse(text))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("self-attention guidance: " + field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v3        | version
            b1=-1     | b1
            b2=NaN    | b2
            s1=11     | s1
            s2=x      | s2
            """)
    void wrongSettingsOfFreeUAreNamed(String text, String field) {
        assertThatThrownBy(() -> FreeU.parse(text))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("FreeU: " + field);
    }

    @ParameterizedTest
    @CsvSource({"0.28..5.42", "0..14.6", "20%..80%", "0%..12.5%"})
    void intervalsAreReadAndWritten(String text) {
        assertThat(GuidanceInterval.parse(" " + text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5", "5..1", "1..1", "-1..5", "a..b", "80%..20%", "0%..101%", "20%..0.8", "1..", "NaN..5", "1,5"
            })
    void whatIsNoIntervalIsRefused(String text) {
        assertThatThrownBy(() -> GuidanceInterval.parse(text))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("guidance interval must");
    }

    @Test
    void modesAreFoundWhateverTheirSpelling() {
        assertThat(ScaleMode.parse("half_cosine-DOWN")).isEqualTo(ScaleMode.HALF_COSINE_DOWN);
        assertThatThrownBy(() -> ScaleMode.parse("Cosine Dwn"))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        wrong -> assertThat(wrong.hint()).contains("Cosine Down"));
    }
}
