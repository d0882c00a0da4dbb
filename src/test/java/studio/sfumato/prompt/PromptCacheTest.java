package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.CancelledException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

class PromptCacheTest {
    private final List<String> encoded = new ArrayList<>();
    private final PromptCache cache = new PromptCache(2);

    @Test
    void theSamePromptIsEncodedOnce() {
        Conditioning first = get("a fox", 1);
        assertThat(get("a fox", 1)).isSameAs(first);
        assertThat(encoded).containsExactly("a fox");
    }

    @Test
    void anotherClipSkipIsAnotherMeaning() {
        get("a fox", 1);
        get("a fox", 2);
        assertThat(encoded).hasSize(2);
    }

    @Test
    void anotherEmphasisIsAnotherMeaning() {
        get("(a fox)", 1, PromptRules.USUAL, 77);
        get("(a fox)", 1, new PromptRules(PromptDialect.A1111, Emphasis.NO_NORM), 77);
        get("(a fox)", 1, new PromptRules(PromptDialect.COMFY, Emphasis.ORIGINAL), 77);
        assertThat(encoded).hasSize(3);
    }

    @Test
    void aPromptOfMoreThanTenChunksIsNotWorthTheMemory() {
        get("ten", 1, PromptRules.USUAL, 770);
        get("ten", 1, PromptRules.USUAL, 770);
        get("eleven", 1, PromptRules.USUAL, 847);
        get("eleven", 1, PromptRules.USUAL, 847);
        assertThat(encoded).containsExactly("ten", "eleven", "eleven");
    }

    @Test
    void theTextsOfAScheduleAreRememberedTogetherAndInOrder() {
        List<List<String>> asked = new ArrayList<>();
        for (List<String> texts : List.of(List.of("a", "b"), List.of("a", "b"), List.of("b", "a"), List.of("a"))) {
            cache.get(texts, 1, PromptRules.USUAL, "", () -> {
                asked.add(texts);
                return Map.of("a", Conditioning.of(Tensor.zeros(Shape.of(1, 400, 4))));
            });
        }
        assertThat(asked).containsExactly(List.of("a", "b"), List.of("b", "a"), List.of("a"));
    }

    @Test
    void theLeastRecentlyUsedPromptIsForgottenFirst() {
        get("one", 1);
        get("two", 1);
        get("one", 1);
        get("three", 1);
        get("one", 1);
        get("two", 1);
        assertThat(encoded).containsExactly("one", "two", "three", "two");
    }

    @Test
    void aCancelledEncodingIsNotRemembered() {
        Supplier<Map<String, Conditioning>> cancelled = () -> {
            throw new CancelledException();
        };
        assertThatThrownBy(() -> cache.get(List.of("a fox"), 1, PromptRules.USUAL, "", cancelled))
                .isInstanceOf(CancelledException.class);
        get("a fox", 1);
        assertThat(encoded).containsExactly("a fox");
    }

    @Test
    void aClearedCacheRemembersNothing() {
        get("a fox", 1);
        cache.clear();
        get("a fox", 1);
        assertThat(encoded).hasSize(2);
        assertThatThrownBy(() -> new PromptCache(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private Conditioning get(String text, int clipSkip) {
        return get(text, clipSkip, PromptRules.USUAL, 77);
    }

    private Conditioning get(String text, int clipSkip, PromptRules rules, int tokens) {
        return Objects.requireNonNull(cache.get(List.of(text), clipSkip, rules, "", () -> {
                    encoded.add(text);
                    return Map.of(text, Conditioning.of(Tensor.zeros(Shape.of(1, tokens, 4))));
                })
                .get(text));
    }
}
