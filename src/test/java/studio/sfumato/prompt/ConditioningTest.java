package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class ConditioningTest {
    private static final Tensor FIRST = Tensor.of(Shape.of(1, 2, 2), 1, 2, 3, 4);
    private static final Tensor SECOND = Tensor.of(Shape.of(1, 2, 3), 5, 6, 7, 8, 9, 10);
    private static final Tensor POOLED = Tensor.of(Shape.of(1, 4), 11, 12, 13, 14);

    private final Conditioning sdxl = Conditioning.sdxl(FIRST, SECOND, POOLED);

    @Test
    void sdxlPutsTheSecondEncodersFeaturesAfterTheFirstsForEachToken() {
        assertThat(sdxl.hidden()).isEqualTo(Tensor.of(Shape.of(1, 2, 5), 1, 2, 5, 6, 7, 3, 4, 8, 9, 10));
        assertThat(sdxl.pooled()).isEqualTo(POOLED);
    }

    @Test
    void encodersThatDisagreeAboutTheTokensCannotBeJoined() {
        Tensor longer = Tensor.zeros(Shape.of(1, 3, 3));
        assertThatThrownBy(() -> Conditioning.sdxl(FIRST, longer, POOLED)).hasMessageContaining("1×3×3 beside 1×2×2");
    }

    @Test
    void chunksFollowOneAnotherAlongTheTokens() {
        Tensor joined = Conditioning.chunks(List.of(FIRST, Tensor.of(Shape.of(1, 1, 2), 5, 6)));
        assertThat(joined).isEqualTo(Tensor.of(Shape.of(1, 3, 2), 1, 2, 3, 4, 5, 6));
        assertThat(Conditioning.of(joined).tokens()).isEqualTo(3);
    }

    @Test
    void anEmptyNegativeIsZeroedInBothParts() {
        Conditioning zeroed = sdxl.zeroedNegative("", true).orElseThrow();
        assertThat(zeroed.hidden()).isEqualTo(Tensor.zeros(Shape.of(1, 2, 5)));
        assertThat(zeroed.pooled()).isEqualTo(Tensor.zeros(Shape.of(1, 4)));
        assertThat(Conditioning.of(FIRST).zeros().pooled()).isNull();
    }

    @Test
    void aNegativeIsEncodedWhereItSaysSomethingOrTheModelForbidsZeros() {
        assertThat(sdxl.zeroedNegative("blurry", true)).isEmpty();
        assertThat(sdxl.zeroedNegative(" ", true)).isEmpty(); // as in A1111: a space is a prompt
        assertThat(sdxl.zeroedNegative("", false)).isEmpty();
    }

    @Test
    void timeIdsAreThePicturesSizeWithoutACrop() {
        Conditioning plain = Conditioning.of(FIRST);
        assertThat(plain.timeIds(1216, 832)).isEqualTo(Tensor.of(Shape.of(1, 6), 832, 1216, 0, 0, 832, 1216));
    }

    @Test
    void promptsStackIntoABatchInOrder() {
        Conditioning batch = Conditioning.batch(List.of(sdxl.zeros(), sdxl));
        assertThat(batch.hidden().slice(1, 2)).isEqualTo(sdxl.hidden());
        assertThat(batch.hidden().slice(0, 1)).isEqualTo(sdxl.zeros().hidden());
        assertThat(batch.pooled()).isEqualTo(Tensor.concat(List.of(Tensor.zeros(Shape.of(1, 4)), POOLED)));
        assertThat(Conditioning.batch(List.of(Conditioning.of(FIRST))).pooled()).isNull();
    }

    @Test
    void partsOfTheWrongShapeAreRefused() {
        assertThatThrownBy(() -> Conditioning.of(POOLED)).hasMessageContaining("[batch, tokens, features]");
        assertThatThrownBy(() -> new Conditioning(FIRST, SECOND)).hasMessageContaining("does not go with");
        assertThatThrownBy(() -> Conditioning.batch(List.of(sdxl, Conditioning.of(sdxl.hidden()))))
                .hasMessageContaining("lacks its pooled output");
    }
}
