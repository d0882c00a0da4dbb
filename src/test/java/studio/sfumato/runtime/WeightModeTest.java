package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeightModeTest {
    private static final long LARGEST_SMALL = 256L << 20;

    @Test
    void bySizeOnlyLargeNetworksStayInTheirFiles() {
        assertThat(WeightMode.BY_SIZE.folds(LARGEST_SMALL)).isTrue();
        assertThat(WeightMode.BY_SIZE.folds(LARGEST_SMALL + 1)).isFalse();
    }

    @Test
    void theOtherWaysTakeNoHeedOfSize() {
        assertThat(WeightMode.FOLDED.folds(Long.MAX_VALUE)).isTrue();
        assertThat(WeightMode.MAPPED.folds(0)).isFalse();
    }
}
