package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedFileTest {
    @Test
    void aHashInBracketsIsNoPartOfTheName() {
        assertThat(NamedFile.of(" dream [v2]  [6Ce01616] "))
                .isEqualTo(new NamedFile("dream [v2]", Optional.of("6Ce01616")));
        assertThat(NamedFile.of("dream[6ce0]")).isEqualTo(new NamedFile("dream", Optional.of("6ce0")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dream", "dream [v2]", "dream [6ce]", "dream [6ce01616", "[6ce01616]", "dream [6ce0161g]", ""})
    void whatIsNoneIsOne(String name) {
        assertThat(NamedFile.of(name)).isEqualTo(new NamedFile(name, Optional.empty()));
    }
}
