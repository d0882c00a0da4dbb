package studio.sfumato.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;

class PictureBatchTest {
    private final List<StudioException> passed = new ArrayList<>();

    private static String read(Path picture) {
        String name = picture.toString();
        return switch (name) {
            case "torn.png" -> throw new ImageFileException("torn.png cannot be read");
            case "large.png" ->
                throw NotEnoughMemoryException.ofHeap("large.png is too large", "Wait", new OutOfMemoryError("heap"));
            case "wrong.png" -> throw new RequestException("no such size");
            default -> "made of " + name;
        };
    }

    private List<String> each(String... names) {
        return PictureBatch.each(List.of(names).stream().map(Path::of).toList(), PictureBatchTest::read, passed::add);
    }

    @Test
    void damagedPicturesAndThoseTooLargeArePassedOverByName() {
        assertThat(each("a.png", "torn.png", "large.png", "b.png")).containsExactly("made of a.png", "made of b.png");

        assertThat(passed)
                .extracting(Throwable::getMessage)
                .containsExactly("torn.png cannot be read", "large.png is too large: heap");
    }

    @Test
    void whereNoneIsLeftTheFirstSaysWhy() {
        assertThatThrownBy(() -> each("large.png", "torn.png"))
                .isInstanceOf(NotEnoughMemoryException.class)
                .hasMessage("large.png is too large: heap");
        assertThat(passed).isEmpty();
    }

    @Test
    void whatIsWrongWithTheRequestIsWrongForAll() {
        assertThatThrownBy(() -> each("a.png", "wrong.png")).isInstanceOf(RequestException.class);
    }
}
