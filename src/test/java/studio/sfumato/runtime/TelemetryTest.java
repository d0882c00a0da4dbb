package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    /// Starts ONNX Runtime in a process of its own.
    public static final class Starter {
        private Starter() {}

        /// Starts it.
        public static void main(String[] args) {
            if (OrtRuntime.start().offered().isEmpty()) {
                throw new AssertionError("no provider");
            }
        }
    }

    @Test
    void aCommandLineOfAnyLengthDoesNotEndTheProcess() throws Exception {
        ProcessBuilder process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "--enable-native-access=ALL-UNNAMED",
                        Starter.class.getName(),
                        "a fox, ".repeat(10_000)))
                .redirectErrorStream(true);
        process.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        process.environment().remove("ORT_DISABLE_TELEMETRY");
        Process run = process.start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(run.waitFor()).as(said + File.separator).isZero();
    }
}
