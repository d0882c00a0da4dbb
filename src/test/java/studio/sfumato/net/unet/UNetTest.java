package studio.sfumato.net.unet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.net.GoldenNetwork;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.WeightMode;

class UNetTest {
    private static final OrtRuntime RUNTIME = OrtRuntime.start();

    @ParameterizedTest
    @CsvSource(textBlock = """
            unet-sd1,            3
            unet-sd2,            2
            unet-sdxl,           3
            unet-without-middle, 1
            """)
    void outputsAreThoseOfDiffusersAtEverySize(String name, int sizes) {
        GoldenNetwork golden = GoldenNetwork.read(name);
        OnnxModel model = model(golden);

        for (int i = 0; i < sizes; i++) {
            String prefix = i + ".";
            golden.assertEqual(
                    golden.run(RUNTIME, WeightMode.FOLDED, model, prefix).get(UNet.OUT_SAMPLE),
                    prefix + UNet.OUT_SAMPLE);
        }
    }

    @Test
    void weightsCastWhileRunningGiveTheSame() {
        GoldenNetwork golden = GoldenNetwork.read("unet-sdxl");

        golden.assertEqual(
                golden.run(RUNTIME, WeightMode.MAPPED, model(golden), "0.").get(UNet.OUT_SAMPLE), "0.out_sample");
    }

    @Test
    void onlySdxlAsksForTheAddedConditions() {
        assertThat(model(GoldenNetwork.read("unet-sd1")).inputs())
                .isEqualTo(List.of(UNet.SAMPLE, UNet.TIMESTEP, UNet.CONTEXT));
        assertThat(model(GoldenNetwork.read("unet-sdxl")).inputs())
                .isEqualTo(List.of(UNet.SAMPLE, UNet.TIMESTEP, UNet.CONTEXT, UNet.TEXT_EMBEDS, UNet.TIME_IDS));
    }

    private static OnnxModel model(GoldenNetwork golden) {
        return UNet.build(UNetConfig.from(golden.config()), golden.weights());
    }
}
