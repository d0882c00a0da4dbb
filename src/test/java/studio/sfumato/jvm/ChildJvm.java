package studio.sfumato.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Runs a test's own program in a JVM that does nothing else: memory and limits are then that program's alone.
public final class ChildJvm {
    private ChildJvm() {}

    /// {@return the lines it prints}; it must end well. Its errors are the test's.
    ///
    /// @param options of the JVM, `-Xmx24m` perhaps
    public static List<String> lines(Class<?> main, List<String> options, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        Collections.addAll(command, "-cp", System.getProperty("java.class.path"), main.getName());
        Collections.addAll(command, arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said;
        try (var output = process.inputReader()) {
            said = output.lines().toList();
        }
        assertThat(process.waitFor()).isZero();
        return said;
    }
}
