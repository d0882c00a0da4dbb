package studio.sfumato.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;

class NoteTest {
    private static final List<StudioException> FAILURES = List.of(
            new RequestException("steps must be between 1 and 1000, not 0"),
            new ModelFileException("unet is damaged"),
            new ImageFileException("disk full"),
            new NotEnoughMemoryException("12 GB are needed"));

    @Test
    void everyKindOfFailureHasAHeadlineOfItsOwnInEveryLanguage() {
        Set<String> seen = new HashSet<>();
        for (Locale language : Messages.LANGUAGES) {
            for (StudioException failure : FAILURES) {
                Note note = Note.of(failure);
                assertThat(note.message()).isEqualTo(failure.getMessage());
                assertThat(seen.add(language + note.headline(Messages.in(language))))
                        .as("%s in %s", failure, language)
                        .isTrue();
            }
        }
        assertThat(Note.of(FAILURES.getFirst()).headline(Messages.in(Locale.GERMAN)))
                .isEqualTo("So lässt sich das Bild nicht machen");
    }

    @Test
    void whatIsNoFailureHasNoHeadlineAndAnUnknownKindIsJustAFailure() {
        Messages words = Messages.in(Locale.ENGLISH);
        assertThat(Note.notice("words were cut").headline(words)).isEmpty();
        assertThat(Note.failed("odd", null, 99).headline(words))
                .isEqualTo(Note.failed("x", null, 1).headline(words));
    }
}
