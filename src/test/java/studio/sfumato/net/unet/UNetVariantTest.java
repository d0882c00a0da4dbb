package studio.sfumato.net.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.net.GoldenNetwork;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Variants of the U-Net against diffusers' FreeU, PAG and SAG; made by `tools/golden/guidance.py`.
class UNetVariantTest {
    private static final OrtRuntime RUNTIME = OrtRuntime.start();
    private static final GoldenNetwork GOLDEN = GoldenNetwork.read("unet-guidance");
    private static final int SIZES = 3;
    private static final int ONE_PIXEL = 2;

    @ParameterizedTest
    @EnumSource(FreeUVersion.class)
    void freeUIsThatOfTheReferenceAtEverySize(FreeUVersion version) {
        OnnxModel model = model(new UNetVariant(Optional.of(version), false, false));
        for (int i = 0; i < SIZES; i++) {
            Tensor given = Objects.requireNonNull(
                    GOLDEN.run(RUNTIME, WeightMode.FOLDED, model, i + ".").get(UNet.OUT_SAMPLE));
            if (version == FreeUVersion.V2 && i == ONE_PIXEL) {
                assertThat(given.isFinite()).isTrue(); // there the reference divides zero by zero
            } else {
                GOLDEN.assertEqual(given, i + "." + version.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    @Test
    void onlyTheMarkedPicturesMiddleLooksAtNothingButItself() {
        OnnxModel model = model(new UNetVariant(Optional.empty(), true, false));
        for (int i = 0; i < SIZES; i++) {
            GOLDEN.assertEqual(
                    GOLDEN.run(RUNTIME, WeightMode.FOLDED, model, i + ".").get(UNet.OUT_SAMPLE),
                    i + ".perturbed_sample");
        }
    }

    @Test
    void aWatchedNetworkTellsWhereItsMiddleLooked() {
        OnnxModel model = model(new UNetVariant(Optional.empty(), false, true));
        for (int i = 0; i < SIZES; i++) {
            Map<String, Tensor> outputs = GOLDEN.run(RUNTIME, WeightMode.FOLDED, model, i + ".");
            GOLDEN.assertEqual(outputs.get(UNet.ATTENTION), i + "." + UNet.ATTENTION);
            GOLDEN.assertEqual(outputs.get(UNet.OUT_SAMPLE), i + "." + UNet.OUT_SAMPLE);
        }
    }

    @ParameterizedTest
    @EnumSource(FreeUVersion.class)
    void whatIsSwitchedOffByItsInputsChangesNothing(FreeUVersion version) {
        OnnxModel all = model(new UNetVariant(Optional.of(version), true, true));
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        all.inputs().forEach(name -> inputs.put(name, GOLDEN.tensor("0." + name)));
        inputs.put(UNet.FREE_U, Tensor.of(Shape.of(4), 1, 1, 1, 1));
        inputs.put(UNet.PERTURBED, Tensor.zeros(Shape.of(2)));
        try (Session session = RUNTIME.open(all, SessionSettings.with(WeightMode.FOLDED))) {
            Tensor given = session.run(inputs, UNet.OUT_SAMPLE, CancellationToken.none());
            GOLDEN.assertEqual(given, "0." + UNet.OUT_SAMPLE);
        }
    }

    @Test
    void thePlainNetworkHasNoneOfIt() {
        OnnxModel plain = model(UNetVariant.PLAIN);
        assertThat(plain.inputs()).containsExactly(UNet.SAMPLE, UNet.TIMESTEP, UNet.CONTEXT);
        assertThat(plain.outputs()).containsExactly(UNet.OUT_SAMPLE);
        assertThat(UNet.build(config(GOLDEN), GOLDEN.weights()).bytes()).isEqualTo(plain.bytes());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNetworkWithoutAMiddleCannotGuideByItsAttention(boolean watched) {
        GoldenNetwork none = GoldenNetwork.read("unet-without-middle");
        assertThatThrownBy(() ->
                        UNet.build(config(none), none.weights(), new UNetVariant(Optional.empty(), !watched, watched)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("middle");
    }

    @Test
    void freeUByChannelsFitsOnlyNetworksThatGrow() {
        UNetConfig growing = config(GOLDEN);
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
        assertThat(FreeUVersion.V2.fits(growing)).isTrue();
        assertThat(FreeUVersion.V2.fits(even)).isFalse();
        assertThat(FreeUVersion.DIFFUSERS.fits(even)).isTrue();
    }

    private static UNetConfig config(GoldenNetwork golden) {
        return UNetConfig.from(golden.config());
    }

    private static OnnxModel model(UNetVariant variant) {
        return UNet.build(config(GOLDEN), GOLDEN.weights(), variant);
    }
}
