package studio.sfumato.ui.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptWeightTest {
    /// {@return the prompt whose selection is between the bars}
    private static PromptWeight of(String marked) {
        int from = marked.indexOf('|');
        String rest = marked.substring(0, from) + marked.substring(from + 1);
        int to = rest.indexOf('|');
        return to < 0
                ? new PromptWeight(rest, from, from)
                : new PromptWeight(rest.substring(0, to) + rest.substring(to + 1), from, to);
    }

    @Test
    void aSelectionGetsBracketsAndStaysSelected() {
        assertThat(of("a |red fox| runs").changed(1)).isEqualTo(of("a (|red fox|:1.1) runs"));
        assertThat(of("a |red fox| runs").changed(-1)).isEqualTo(of("a (|red fox|:0.9) runs"));
    }

    @Test
    void aWeightChangesInPlaceAndGoesAtOne() {
        assertThat(of("a (|fox|:1.1)").changed(1)).isEqualTo(of("a (|fox|:1.2)"));
        assertThat(of("a (f|ox:1.1)").changed(-1)).isEqualTo(of("a |fox|"));
        assertThat(of("a (f|ox:1.25)").changed(1)).isEqualTo(of("a (|fox|:1.35)"));
    }

    @Test
    void upAndDownAgainIsWhereItBegan() {
        PromptWeight begin = of("a |fox|");
        assertThat(begin.changed(1).changed(1).changed(-1).changed(-1)).isEqualTo(begin);
    }

    @Test
    void withoutASelectionTheWordAtTheCursorCounts() {
        assertThat(of("a fo|x runs").changed(1)).isEqualTo(of("a (|fox|:1.1) runs"));
        assertThat(of("fox|").changed(1)).isEqualTo(of("(|fox|:1.1)"));
    }

    @Test
    void spacesAtTheEdgesStayOutside() {
        assertThat(of("a| fox |runs").changed(1)).isEqualTo(of("a (|fox|:1.1) runs"));
    }

    @Test
    void whereNothingStandsNothingChanges() {
        assertThat(of("|").changed(1)).isEqualTo(of("|"));
        assertThat(of("a  |  b").changed(1)).isEqualTo(of("a  |  b"));
    }

    @Test
    void weightsStayBetweenNoneAndTen() {
        assertThat(of("(|fox|:0.0)").changed(-1).text()).isEqualTo("(fox:0.0)");
        assertThat(of("(|fox|:10)").changed(1).text()).isEqualTo("(fox:10.0)");
    }
}
