package studio.sfumato.ui.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.sfumato.library.Search;

class QueryTest {
    @Test
    void aClickedWordIsWrittenAsIfItHadBeenTyped() {
        assertThat(Query.chosen("fox", "model", "sd 1.5")).isEqualTo("fox model:\"sd 1.5\"");
        assertThat(Query.chosen("", "rating", "4")).isEqualTo("rating:4");
        assertThat(Query.toggled("tag:best", "tag", "for mum")).isEqualTo("tag:best tag:\"for mum\"");
    }

    @Test
    void clickedAgainItGoes() {
        String text = Query.chosen("fox", "sampler", "Euler");
        assertThat(Query.has(text, "sampler", "Euler")).isTrue();
        assertThat(Query.has(text, "sampler", "Euler a")).isFalse();
        assertThat(Query.chosen(text, "sampler", "Euler")).isEqualTo("fox");
        assertThat(Query.toggled("tag:a tag:b", "tag", "a")).isEqualTo("tag:b");
    }

    @Test
    void anotherOfItsKindTakesItsPlace() {
        assertThat(Query.chosen("model:\"a\" \"red scarf\" -blurry", "model", "b"))
                .isEqualTo("\"red scarf\" -blurry model:\"b\"");
        assertThat(Query.without("date:2026-01 fox -date:2026-01-02", "date")).isEqualTo("fox");
    }

    @Test
    void whatIsWithoutIsNotAskedFor() {
        assertThat(Query.has("-model:\"a\"", "model", "a")).isFalse();
        assertThat(Query.has("is:Favourite", "is", "favourite")).isTrue();
    }

    @Test
    void whatItWritesIsFoundAsAWholeName() {
        assertThat(Search.parse(Query.chosen("", "sampler", "Euler")))
                .isEqualTo(Search.parse("sampler:\"Euler\""))
                .isNotEqualTo(Search.parse("sampler:Euler"));
    }
}
