package studio.sfumato.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import studio.sfumato.ui.common.Note;

class WindowFaultsTest {
    private final List<Throwable> logged = new ArrayList<>();
    private final List<Note> told = new ArrayList<>();
    private final WindowFaults faults =
            new WindowFaults(Thread.currentThread(), (_, fault) -> logged.add(fault), told::add);

    @Test
    void thatMemoryWasTooSmallIsToldAndLogged() {
        OutOfMemoryError full = new OutOfMemoryError("Java heap space");
        faults.uncaughtException(Thread.currentThread(), full);
        assertThat(told).singleElement().satisfies(note -> {
            assertThat(note.serious()).isTrue();
            assertThat(note.message()).contains("too large for the memory there is: Java heap space");
            assertThat(note.hint()).contains("SFUMATO_JAVA_OPTS");
            assertThat(note.kind()).isEqualTo(5);
        });
        assertThat(logged).containsExactly(full);
    }

    @Test
    void whatElseGoesWrongIsLogged() {
        IllegalStateException mistake = new IllegalStateException("no");
        faults.uncaughtException(Thread.currentThread(), mistake);
        assertThat(told).isEmpty();
        assertThat(logged).containsExactly(mistake);
    }
}
