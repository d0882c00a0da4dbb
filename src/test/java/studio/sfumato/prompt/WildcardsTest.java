package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;

class WildcardsTest {
    private static final int MANY = 4000;

    @TempDir
    Path folder;

    private String resolve(String template, long seed) {
        return new Wildcards(new WildcardFolder(folder)).resolve(template, new WildcardChance(seed));
    }

    private Map<String, Integer> outcomes(String template) {
        Map<String, Integer> outcomes = new HashMap<>();
        for (int seed = 0; seed < MANY; seed++) {
            outcomes.merge(resolve(template, seed), 1, Integer::sum);
        }
        return outcomes;
    }

    private void list(String name, String... lines) throws IOException {
        Path file = folder.resolve(name + ".txt");
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
    }

    @Test
    void oneOfSeveralIsTakenEachAboutAsOften() {
        assertThat(outcomes("a {red|green|blue} fox"))
                .containsOnlyKeys("a red fox", "a green fox", "a blue fox")
                .allSatisfy((_, times) -> assertThat(times).isBetween(MANY / 4, MANY / 2));
    }

    @Test
    void aSeedAlwaysChoosesTheSameAndNeighboursDiffer() {
        String template = "{a|b|c|d|e|f|g|h} {1|2|3|4|5|6|7|8}";
        assertThat(resolve(template, 7)).isEqualTo(resolve(template, 7)).isEqualTo("a 5");
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 16; seed++) {
            seen.add(resolve(template, seed));
        }
        assertThat(seen).hasSizeGreaterThan(10);
    }

    @Test
    void weightsMakeOneComeMoreOften() {
        Map<String, Integer> outcomes = outcomes("{3::fox|owl|0::bear}");
        assertThat(outcomes).containsOnlyKeys("fox", "owl");
        assertThat(outcomes.get("fox")).isBetween(MANY * 7 / 10, MANY * 8 / 10);
    }

    @Test
    void severalAreTakenWithoutOneTwice() {
        assertThat(outcomes("{2$$a|b|c}").keySet())
                .containsExactlyInAnyOrder("a, b", "a, c", "b, a", "b, c", "c, a", "c, b");
        assertThat(outcomes("{1-2$$ and $$a|b}").keySet()).containsExactlyInAnyOrder("a", "b", "a and b", "b and a");
        assertThat(outcomes("{5$$a|b}").keySet()).containsExactlyInAnyOrder("a, b", "b, a");
        assertThat(outcomes("{0$$a|b}").keySet()).containsExactly("");
    }

    @Test
    void choicesStandInChoices() {
        assertThat(outcomes("{a {big|small} {fox|owl}|{rain|snow}}").keySet())
                .containsExactlyInAnyOrder("a big fox", "a big owl", "a small fox", "a small owl", "rain", "snow");
        assertThat(outcomes("{|very }big").keySet()).containsExactlyInAnyOrder("big", "very big");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a fox",
                "{fox}",
                "{{{fox}}}",
                "a } b {",
                "{a|b",
                "[a|b]",
                "(a:1.2) [a:b:0.5]",
                "__",
                "____",
                "a__b",
                ""
            })
    void whatHasNoChoiceInItStaysAsItIs(String text) {
        assertThat(Wildcards.in(text)).isFalse();
        assertThat(resolve(text, 1)).isEqualTo(text);
    }

    @Test
    void barsOfA1111sAlternationStayInTheirBrackets() {
        assertThat(outcomes("{[fox|owl]|(bear:1.2)}").keySet()).containsExactlyInAnyOrder("[fox|owl]", "(bear:1.2)");
        assertThat(outcomes("{fox {a|b}} x").keySet()).containsExactlyInAnyOrder("{fox a} x", "{fox b} x");
    }

    @Test
    void listsComeFromFilesInFoldersAndMayNameOthers() throws IOException {
        list("animal", "# animals", "", "  fox ", "__animals/bird__", "2::owl");
        list("animals/bird", "{red|blue} robin");
        assertThat(Wildcards.in("a __animal__")).isTrue();
        assertThat(outcomes("a __animal__!").keySet())
                .containsExactlyInAnyOrder("a fox!", "a red robin!", "a blue robin!", "a owl!");
        assertThat(outcomes("__ANIMALS/b*__").keySet()).containsExactlyInAnyOrder("red robin", "blue robin");
        assertThat(new WildcardFolder(folder).names()).containsExactly("animal", "animals/bird");
    }

    @Test
    void whatCannotBeFoundIsNamedWithTheNearest() throws IOException {
        list("animal", "fox");
        assertThatThrownBy(() -> resolve("__animol__", 1)).isInstanceOfSatisfying(RequestException.class, wrong -> {
            assertThat(wrong).hasMessage("there is no wildcard 'animol'");
            assertThat(wrong.hint()).contains("animal");
        });
        assertThatThrownBy(() -> resolve("__zebra__", 1))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        wrong -> assertThat(wrong.hint()).contains("zebra.txt", folder.toString()));
        list("empty", "# nothing", "");
        assertThatThrownBy(() -> resolve("__empty__", 1)).hasMessageContaining("no lines");
    }

    @Test
    void namesDoNotLeadOutOfTheFolder() throws IOException {
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Wildcards wildcards = new Wildcards(new WildcardFolder(inner));
        for (String name : List.of("__x/../../secret__", "__x/../secret__", "__*/../secret__")) {
            assertThatThrownBy(() -> wildcards.resolve(name, new WildcardChance(1)))
                    .as(name)
                    .isInstanceOf(RequestException.class);
        }
    }

    @Test
    void circlesAndFloodsAreRefused() throws IOException {
        list("a", "__b__");
        list("b", "x __a__");
        assertThatThrownBy(() -> resolve("__a__", 1))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("a → b → a");
        for (int i = 0; i < 15; i++) {
            list("flood" + i, "__flood" + (i + 1) + "__ ".repeat(1) + "__flood" + (i + 1) + "__".repeat(1));
        }
        list("flood15", "x".repeat(100));
        assertThatThrownBy(() -> resolve("__flood0__", 1))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("letters");
        assertThat(resolve("{".repeat(50) + "a|b" + "}".repeat(50), 3)).contains("{{");
        assertThatThrownBy(() -> resolve("{".repeat(3000) + "a|b" + "}".repeat(3000), 3))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws IOException {
        Files.write(folder.resolve("bad.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> resolve("__bad__", 1))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("bad.txt");
    }
}
