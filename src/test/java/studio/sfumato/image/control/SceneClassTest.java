package studio.sfumato.image.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SceneClassTest {
    private static int colour(String name) {
        return SceneClass.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow()
                .rgb();
    }

    /// Those that A1111's users know by heart, and the ends of the list.
    @Test
    void theColoursAreThoseThatControlNetWasTrainedWith() {
        assertThat(SceneClass.all()).hasSize(150);
        assertThat(colour("wall")).isEqualTo(0x787878);
        assertThat(colour("building")).isEqualTo(0xB47878);
        assertThat(colour("sky")).isEqualTo(0x06E6E6);
        assertThat(colour("tree")).isEqualTo(0x04C803);
        assertThat(colour("person")).isEqualTo(0x96053D);
        assertThat(colour("car")).isEqualTo(0x0066C8);
        assertThat(colour("bed")).isEqualTo(0xCC05FF);
        assertThat(colour("flag")).isEqualTo(0x5C00FF);
    }

    @Test
    void everyNameIsThereOnceAndOnlyRoadAndSkyscraperShareAColour() {
        List<String> names = SceneClass.all().stream().map(SceneClass::name).toList();
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.equals(name.strip()) && !name.isEmpty());
        assertThat(SceneClass.all().stream().map(SceneClass::rgb).distinct()).hasSize(149);
        assertThat(colour("skyscraper")).isEqualTo(colour("road"));
    }

    @Test
    void theyAreFoundByPartsOfTheirNamesThoseThatBeginSoFirst() {
        assertThat(SceneClass.find(" TABLE "))
                .extracting(SceneClass::name)
                .containsExactly("table", "pool table", "coffee table");
        assertThat(SceneClass.find("")).isEqualTo(SceneClass.all());
        assertThat(SceneClass.find("unicorn")).isEmpty();
    }
}
