package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class NativeCallTest {
    private static final FunctionDescriptor WHOLE = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

    @Test
    void aFunctionOfTheCLibraryIsCalled() {
        assertThat(NativeCall.tried(
                        "abs", () -> (int) NativeCall.standard("abs", WHOLE).invokeExact(-7)))
                .contains(7);
    }

    @Test
    void whatIsNotThereGivesNothing() {
        assertThat(NativeCall.tried("none", () -> (int) NativeCall.standard("sfumato_has_no_such_function", WHOLE)
                        .invokeExact(1)))
                .isEmpty();
    }
}
