package studio.sfumato.ui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ShellModelTest {
    private static String shown(Path pictures, Path home) {
        return new ShellModel(Locale.ENGLISH, "create", 2, pictures, home)
                .picturesProperty()
                .get();
    }

    @Test
    void theUsersOwnFolderIsWrittenAsATilde() {
        assertThat(shown(Path.of("home", "ann", "Pictures"), Path.of("home", "ann")))
                .isEqualTo(Path.of("~", "Pictures").toString());
    }

    @Test
    void foldersElsewhereAreWrittenInFull() {
        Path elsewhere = Path.of("home", "annabel", "Pictures");
        assertThat(shown(elsewhere, Path.of("home", "ann"))).isEqualTo(elsewhere.toString());
    }
}
