package studio.sfumato.net.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.graph.Wrap;
import studio.sfumato.net.GoldenNetwork;
import studio.sfumato.runtime.OrtRuntime;
import studio.sfumato.runtime.Session;
import studio.sfumato.runtime.SessionSettings;
import studio.sfumato.runtime.WeightMode;
import studio.sfumato.tensor.Tensor;

class VaeTest {
    private static final OrtRuntime RUNTIME = OrtRuntime.start();

    @ParameterizedTest
    @CsvSource(textBlock = """
            vae-sd,        3
            vae-old-names, 1
            vae-bare,      1
            """)
    void picturesAndLatentsAreThoseOfDiffusersAtEverySize(String name, int sizes) {
        GoldenNetwork golden = GoldenNetwork.read(name);
        VaeConfig config = VaeConfig.from(golden.config());
        OnnxModel encoder = VaeEncoder.build(config, golden.weights(), Wrap.NONE);
        OnnxModel decoder = VaeDecoder.build(config, golden.weights(), Wrap.NONE);

        for (int i = 0; i < sizes; i++) {
            String prefix = i + ".";
            Map<String, Tensor> latent = run(encoder, Map.of(VaeEncoder.SAMPLE, golden.tensor(prefix + "image")));
            golden.assertEqual(latent.get(VaeEncoder.MEAN), prefix + "mean");
            golden.assertEqual(latent.get(VaeEncoder.LOG_VARIANCE), prefix + "logvar");
            Map<String, Tensor> picture = run(decoder, Map.of(VaeDecoder.LATENT, golden.tensor(prefix + "latent")));
            golden.assertEqual(picture.get(VaeDecoder.SAMPLE), prefix + "decoded");
        }
    }

    @Test
    void tinyAutoencodersAreThoseOfDiffusersAtEverySize() {
        GoldenNetwork golden = GoldenNetwork.read("tiny-vae");
        Autoencoder config = Autoencoder.from(golden.config());
        assertThat(config.factor()).isEqualTo(8);
        assertThat(config.scalingFactor()).isEqualTo(1);
        OnnxModel encoder = config.encoder(golden.weights(), Wrap.NONE);
        OnnxModel decoder = config.decoder(golden.weights(), Wrap.NONE);

        for (String prefix : List.of("0.", "1.")) {
            Map<String, Tensor> latent = run(encoder, Map.of(VaeEncoder.SAMPLE, golden.tensor(prefix + "image")));
            golden.assertEqual(latent.get(VaeEncoder.MEAN), prefix + "mean");
            Map<String, Tensor> picture = run(decoder, Map.of(VaeDecoder.LATENT, golden.tensor(prefix + "latent")));
            golden.assertEqual(picture.get(VaeDecoder.SAMPLE), prefix + "decoded");
        }
    }

    @Test
    void factorFollowsFromTheLevels() {
        assertThat(VaeConfig.from(GoldenNetwork.read("vae-sd").config()).factor())
                .isEqualTo(4);
    }

    private static Map<String, Tensor> run(OnnxModel model, Map<String, Tensor> inputs) {
        try (Session session = RUNTIME.open(model, SessionSettings.with(WeightMode.FOLDED))) {
            return session.run(inputs, CancellationToken.none());
        }
    }
}
