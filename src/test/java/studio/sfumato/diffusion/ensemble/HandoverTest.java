package studio.sfumato.diffusion.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.diffusion.schedule.NoiseSchedule;
import studio.sfumato.error.RequestException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.NoiseScheduleConfig;

class HandoverTest {
    private static final Tensor X = Tensor.zeros(Shape.of(1, 1, 1, 2));

    private final NoiseSchedule levels = NoiseSchedule.of(NoiseScheduleConfig.STABLE_DIFFUSION, ModelFamily.SDXL);
    private final List<String> asked = new ArrayList<>();

    private Denoiser named(String name) {
        return (x, _) -> {
            asked.add(name);
            return x;
        };
    }

    private Handover at(double from) {
        return new Handover(
                named("base"),
                () -> {
                    asked.add("switch");
                    return named("refiner");
                },
                levels,
                from);
    }

    @Test
    void theRefinerTakesOverAtDiffusersCutOff() {
        Handover pair = at(0.8);

        pair.denoise(X, levels.sigma(200)); // timesteps from 1000 − 0.8 · 1000 on are the base's
        pair.denoise(X, levels.sigma(199));
        pair.denoise(X, levels.sigma(10));

        assertThat(asked).containsExactly("base", "switch", "refiner", "refiner");
    }

    @Test
    void betweenTwoLevelsTheNearerCounts() {
        double below = levels.sigma(199) * 0.51 + levels.sigma(200) * 0.49;
        double above = levels.sigma(199) * 0.49 + levels.sigma(200) * 0.51;
        at(0.8).denoise(X, above);
        at(0.8).denoise(X, below);
        assertThat(asked).containsExactly("base", "switch", "refiner");
    }

    @Test
    void whatWasHandedOverIsNotTakenBack() {
        Handover pair = at(0.5);

        pair.denoise(X, levels.sigma(100));
        pair.denoise(X, levels.sigma(900)); // noise was added again, as Restart does

        assertThat(asked).containsExactly("switch", "refiner", "refiner");
    }

    @Test
    void at0ItBeginsAndAt1ItIsNeverAsked() {
        at(0).denoise(X, levels.sigmaMax());
        at(1).denoise(X, levels.sigmaMin());
        assertThat(asked).containsExactly("switch", "refiner", "base");
    }

    @Test
    void aBlendAveragesEveryEstimate() {
        Denoiser one = (x, _) -> x.map(_ -> 1);
        Denoiser three = new Denoiser() {
            @Override
            public Tensor denoise(Tensor x, double sigma) {
                return x.map(_ -> 3);
            }

            @Override
            public Estimates estimates(Tensor x, double sigma) {
                return new Estimates(denoise(x, sigma), x.map(_ -> 5), x.map(_ -> 9));
            }
        };

        Blend blend = new Blend(one, three, 0.25);

        assertThat(blend.denoise(X, 1).toArray()).containsExactly(1.5f, 1.5f);
        Estimates all = blend.estimates(X, 1);
        assertThat(all.guided().toArray()).containsExactly(1.5f, 1.5f);
        assertThat(all.prompted().toArray()).containsExactly(2f, 2f);
        assertThat(all.unprompted().toArray()).containsExactly(3f, 3f);
        assertThat(new Blend(one, one, 0.5).estimates(X, 1).different()).isFalse();
    }

    @Test
    void whatCannotBeIsNamed() {
        assertThatThrownBy(() -> new Ensemble.Refiner(" ", 0.8))
                .isInstanceOf(RequestException.class)
                .hasMessage("refiner must name a model");
        assertThatThrownBy(() -> new Ensemble.Refiner("x", 1.1))
                .hasMessage("refiner switch must be between 0 and 1, not 1.1");
        assertThatThrownBy(() -> new Ensemble.Partner("x", Double.NaN)).hasMessageContaining("not NaN");
        assertThat(new Ensemble(
                                Optional.of(new Ensemble.Refiner("a", 0.8)),
                                Optional.of(new Ensemble.Partner("a", 0.5)))
                        .models())
                .containsExactly("a");
    }
}
