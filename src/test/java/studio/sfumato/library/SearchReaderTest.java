package studio.sfumato.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.RequestException;

class SearchReaderTest {
    @Test
    void wordsAndKeysAreToldApart() {
        Search search = Search.parse("fox \"red scarf\" -blurry model:\"my model\" seed:18446744073709551615"
                + " rating:>=4 -size:512x768 is:favourite tag:best");

        assertThat(search.terms())
                .containsExactly(
                        new Term.Words("fox", false, false),
                        new Term.Words("red scarf", true, false),
                        new Term.Words("blurry", false, true),
                        new Term.Named(0, "my model", true, false),
                        new Term.Compared("seed", "=", -1L, false),
                        new Term.Compared("rating", ">=", 4.0, false),
                        new Term.Sized(512, 768, true),
                        new Term.Favourite(false),
                        new Term.Labelled(0, "best", false));
        assertThat(search.trash()).isFalse();
        assertThat(Search.parse("is:trashed fox").trash()).isTrue();
    }

    @Test
    void whatIsStillBeingTypedFindsEverything() {
        assertThat(Search.parse("model: -").terms()).isEmpty();
        assertThat(Search.parse("  ").terms()).isEmpty();
        assertThat(Search.parse("\"red sca").terms()).containsExactly(new Term.Words("red sca", true, false));
    }

    @Test
    void datesAreDaysMonthsOrYears() {
        Term.Made month = (Term.Made) Search.parse("date:2026-02").terms().getFirst();
        Term.Made day = (Term.Made) Search.parse("date:2026-02-28").terms().getFirst();
        assertThat(month.until()).isEqualTo(day.until());
        assertThat(month.from()).isLessThan(day.from());
        assertThat(Search.parse("after:2026").terms())
                .isEqualTo(Search.parse("after:2026-01-01").terms());
    }

    @ParameterizedTest
    @CsvSource({
        "rating:many, rating",
        "size:512, size",
        "seed:-1, seed",
        "seed:99999999999999999999, seed",
        "after:2026-13-01, date",
        "date:soon, date",
        "is:nice, is",
        "modl:starter, Did you mean model?"
    })
    void whatCannotBeIsNamed(String text, String word) {
        assertThatThrownBy(() -> Search.parse(text))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        wrong -> assertThat(wrong.getMessage() + wrong.hint()).contains(word));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://x.org", "12:30", "\"", "-", "--", "a:b:c", "((fox:1.3))", "'; DROP TABLE pictures"})
    void anythingElseIsJustWords(String text) {
        assertThat(Search.parse(text)).isNotNull();
    }
}
