package studio.sfumato.diffusion.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;
import studio.sfumato.diffusion.Variation;
import studio.sfumato.error.RequestException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import tools.jackson.databind.json.JsonMapper;

/// Against A1111's variation seeds, seed resizing and seed delta; the numbers come from `tools/golden/first_noise.py`.
class FirstNoiseTest {
    private static final Shape SHAPE = Shape.of(1, 4, 8, 6);
    private static final int FACTOR = 8;
    private static final Offset<Float> SINGLE_PRECISION = Offset.offset(2e-5f);

    record Golden(
            String rng,
            long seed,
            long variation,
            double strength,
            @Nullable List<Integer> resized,
            int delta,
            List<Float> first,
            List<Float> second) {
        NoiseSettings settings() {
            return new NoiseSettings(
                    new Seed(seed),
                    RandomSource.get(rng),
                    new Variation(new Seed(variation), strength),
                    Optional.ofNullable(resized).map(size -> new ImageSize(size.get(0), size.get(1))),
                    delta);
        }

        @Override
        public String toString() {
            return settings().toString();
        }
    }

    static List<Golden> cases() throws IOException {
        try (InputStream json = FirstNoiseTest.class.getResourceAsStream("/golden/first-noise.json")) {
            return Arrays.asList(JsonMapper.shared().readValue(json, Golden[].class));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theFirstDrawIsTurnedAndLaidOutAndTheNextIsThePicturesOwn(Golden golden) {
        Noise noise = Noise.ofPictures(List.of(golden.settings()), FACTOR);
        assertThat(noise.next(SHAPE).toArray()).containsExactly(floats(golden.first()), SINGLE_PRECISION);
        assertThat(noise.next(SHAPE).toArray()).containsExactly(floats(golden.second()));
    }

    private static float[] floats(List<Float> values) {
        float[] out = new float[values.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = values.get(i);
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aBatchEqualsSinglePictures(Golden golden) {
        NoiseSettings settings = golden.settings();
        List<NoiseSettings> three = List.of(settings, settings.plus(1), settings.plus(2));
        Noise batch = Noise.ofPictures(three, FACTOR);
        Tensor first = batch.next(SHAPE.withBatch(3));
        Tensor second = batch.next(SHAPE.withBatch(3));
        for (int i = 0; i < 3; i++) {
            Noise single = Noise.ofPictures(List.of(three.get(i)), FACTOR);
            assertThat(first.slice(i, i + 1)).isEqualTo(single.next(SHAPE));
            assertThat(second.slice(i, i + 1)).isEqualTo(single.next(SHAPE));
        }
        assertThat(first.slice(0, 1)).isNotEqualTo(first.slice(1, 2));
    }

    @Test
    void onlyTheVariationsSeedGoesOnWhileThereIsOne() {
        NoiseSettings plain = new NoiseSettings(new Seed(10), RandomSource.NV);
        assertThat(plain.plus(3).seed()).isEqualTo(new Seed(13));
        assertThat(plain.plus(3).variation()).isEqualTo(Variation.NONE);
        NoiseSettings varied =
                new NoiseSettings(new Seed(10), RandomSource.NV, new Variation(new Seed(20), 0.2), Optional.empty(), 0);
        assertThat(varied.plus(3).seed()).isEqualTo(new Seed(10));
        assertThat(varied.plus(3).variation()).isEqualTo(new Variation(new Seed(23), 0.2));
        assertThat(varied.plus(3).label()).isEqualTo("10-23");
        NoiseSettings strengthless =
                new NoiseSettings(new Seed(10), RandomSource.NV, new Variation(new Seed(20), 0), Optional.empty(), 0);
        assertThat(strengthless.plus(3).seed()).isEqualTo(new Seed(13));
    }

    @Test
    void aVariationOfAVariationIsTurnedFromWhereTheOneBeforeEnded() {
        Variation first = new Variation(new Seed(20), 0.3);
        Variation second = first.onward(new Seed(30), 0.2);
        Tensor walked = drawn(second);
        Tensor plain = RandomSource.NV.noise(new Seed(10), 1).next(SHAPE);
        Tensor towards = RandomSource.NV.noise(new Seed(20), 1).next(SHAPE);
        Tensor onward = RandomSource.NV.noise(new Seed(30), 1).next(SHAPE);
        assertThat(walked).isEqualTo(new Turn(0.2).between(new Turn(0.3).between(plain, towards), onward));
        assertThat(drawn(new Variation(new Seed(31), 0, Optional.of(first)))).isEqualTo(drawn(first));
    }

    private static Tensor drawn(Variation variation) {
        NoiseSettings settings = new NoiseSettings(new Seed(10), RandomSource.NV, variation, Optional.empty(), 0);
        return Noise.ofPictures(List.of(settings), FACTOR).next(SHAPE);
    }

    @Test
    void aWalkIsWrittenAndReadAndEndsSomewhere() {
        Variation third =
                new Variation(new Seed(-1), 0.3).onward(new Seed(30), 0.25).onward(new Seed(40), 0.1);
        assertThat(third.path()).isEqualTo("18446744073709551615:0.3 30:0.25");
        assertThat(new Variation(new Seed(40), 0.1).after(third.path())).isEqualTo(third);
        assertThat(third.plus(2).path()).isEqualTo(third.path());
        assertThat(new Variation(new Seed(1), 0).onward(new Seed(2), 0.5).of()).isEmpty();
        Variation far = third;
        for (int i = 3; i < Variation.MOST_STEPS; i++) {
            far = far.onward(new Seed(i), 0.1);
        }
        Variation end = far;
        assertThatThrownBy(() -> end.onward(new Seed(1), 0.1))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", ":0.5", "12:", "12:much", "x:0.5", "12:1.5", "12:NaN"})
    void whatIsNoWalkIsRefused(String path) {
        assertThatThrownBy(() -> Variation.NONE.after(path)).isInstanceOf(RequestException.class);
    }

    @Test
    void aTurnKeepsTheSpreadOfTheNoise() {
        Shape large = Shape.of(1, 4, 64, 64);
        Noise noise = RandomSource.CPU.noise(new Seed(1), 1);
        Tensor between = new Turn(0.5).between(noise.next(large), noise.next(large));
        double squares = 0;
        for (float value : between.toArray()) {
            squares += (double) value * value;
        }
        assertThat(Math.sqrt(squares / large.elements())).isBetween(0.98, 1.02);
    }

    @Test
    void aColumnOfOneLatentIsNotLost() {
        Shape flat = Shape.of(1, 4, 1, 6);
        Noise noise = RandomSource.CPU.noise(new Seed(1), 1);
        assertThat(new Turn(0.5).between(noise.next(flat), noise.next(flat)).isFinite())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void aStrengthOutsideItsRangeIsRefused(double strength) {
        assertThatThrownBy(() -> new Variation(new Seed(1), strength))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("variation strength");
    }
}
