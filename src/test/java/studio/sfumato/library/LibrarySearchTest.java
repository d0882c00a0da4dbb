package studio.sfumato.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibrarySearchTest {
    @TempDir
    Path folder;

    private Library library;

    @BeforeEach
    void open() {
        Shelf shelf = new Shelf(folder);
        shelf.picture("1.png", "a red fox in the snow", "blurry", "starter", 1);
        shelf.picture("2.png", "Füchse im Schnee", "", "starter", 2);
        shelf.picture("3.png", "赤い狐、雪", "foxes", "dreamshaper_8", 3);
        shelf.picture("4.png", "a boat, a red sail", "snow", "SDXL base", 4);
        shelf.picture("5.png", "", "", "", 5);
        library = shelf.scanned();
        List<Picture> all = library.page(Search.all(), Long.MAX_VALUE, 10);
        library.mark(
                all.subList(1, 2),
                marks -> marks.withRating(4).withTags(tags -> {
                    tags.add("at sea");
                    return tags;
                }));
        library.mark(
                all.subList(4, 5),
                marks -> marks.withFavourite(true).withRating(5).withCollections(names -> {
                    names.add("Calendar");
                    return names;
                }));
    }

    @AfterEach
    void close() {
        library.close();
    }

    private String found(String text) {
        List<String> names = new ArrayList<>();
        for (Picture picture : library.page(Search.parse(text), Long.MAX_VALUE, 100)) {
            names.add(picture.file().getFileName().toString().replace(".png", ""));
        }
        return String.join(" ", names);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                  | 5 4 3 2 1
            fox                 | 1
            FO                  | 1
            red                 | 4 1
            red -fox            | 4
            red snow            | 1
            "red fox"           | 1
            "fox red"           | ''
            fuchs               | 2
            狐                  | 3
            赤い狐              | 3
            狐赤                | ''
            negative:fox        | 3
            -negative:snow      | 5 3 2 1
            model:starter       | 2 1
            -model:starter      | 5 4 3
            model:shaper_       | 3
            model:%             | ''
            dreamshaper         | 3
            sampler:euler       | 5 4 3 2 1
            seed:3              | 3
            rating:>=4          | 4 1
            rating:5            | 1
            is:rated            | 4 1
            is:favourite        | 1
            -is:favourite       | 5 4 3 2
            tag:"AT SEA"        | 4
            sea                 | 4
            collection:calendar | 1
            size:8x16           | 5 4 3 2 1
            width:>8            | ''
            cfg:7.5 steps:<21   | 5 4 3 2 1
            after:2026-03-02    | ''
            date:2026-03 boat   | 4
            is:trashed          | ''
            )(*"                | 5 4 3 2 1
            """)
    void searchesFindWhatTheySay(String text, String names) {
        assertThat(found(text)).isEqualTo(names == null ? "" : names);
    }

    @Test
    void pagesFollowEachOtherWithoutGapsAndNumbersAgree() {
        List<Picture> first = library.page(Search.all(), Long.MAX_VALUE, 2);
        List<Picture> second = library.page(Search.all(), first.getLast().id(), 2);
        List<Picture> third = library.page(Search.all(), second.getLast().id(), 2);

        assertThat(library.count(Search.all())).isEqualTo(5);
        assertThat(library.ids(Search.all()))
                .containsExactly(
                        first.get(0).id(),
                        first.get(1).id(),
                        second.get(0).id(),
                        second.get(1).id(),
                        third.get(0).id());
        assertThat(library.load(third.getFirst().id(), 12345)).isEqualTo(third);
    }

    @Test
    void picturesComeWithWhatTheirFilesSay() {
        Picture fox = library.page(Search.parse("fox"), Long.MAX_VALUE, 1).getFirst();
        assertThat(fox.facts().prompt()).isEqualTo("a red fox in the snow");
        assertThat(fox.facts().seed()).contains("1");
        assertThat(fox.facts().cfg()).isEqualTo(7.5);
        assertThat(fox.made()).hasToString("2026-03-01T12:01:00Z");
        assertThat(fox.marks().collections()).containsExactly("Calendar");
    }

    @Test
    void facetsCountWhatPicturesHaveInCommon() {
        assertThat(library.facets(Search.all(), Facet.Kind.MODEL))
                .startsWith(new Facet("starter", 2))
                .hasSize(4);
        assertThat(library.facets(Search.parse("red"), Facet.Kind.TAG)).containsExactly(new Facet("at sea", 1));
        assertThat(library.facets(Search.all(), Facet.Kind.SIZE)).containsExactly(new Facet("8x16", 5));
        assertThat(library.facets(Search.all(), Facet.Kind.RATING)).startsWith(new Facet("0", 3));
        assertThat(library.facets(Search.all(), Facet.Kind.COLLECTION)).hasSize(1);
        assertThat(library.facets(Search.parse("fox"), Facet.Kind.SAMPLER)).containsExactly(new Facet("Euler a", 1));
    }
}
