package studio.sfumato.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A graphics card the system tells of.
///
/// @param name its name
/// @param memoryBytes its own memory; 0 where the system does not say
public record GraphicsCard(String name, long memoryBytes) {
    private static final long MIB = 1 << 20;
    private static final long MOST_SECONDS = 5;
    private static final Pattern NVIDIA_LINE = Pattern.compile("(.+), (\\d{1,9}) MiB");

    /// {@return the cards that NVIDIA's driver or, on Linux, the kernel's own tell of; empty where neither does}
    public static List<GraphicsCard> find() {
        List<GraphicsCard> cards = new ArrayList<>(
                nvidia(run(List.of("nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"))));
        cards.addAll(amd(Path.of("/sys/class/drm")));
        return List.copyOf(cards);
    }

    static List<GraphicsCard> nvidia(String output) {
        return output.lines()
                .map(NVIDIA_LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> new GraphicsCard(line.group(1), Long.parseLong(line.group(2)) * MIB))
                .toList();
    }

    static List<GraphicsCard> amd(Path devices) {
        List<GraphicsCard> cards = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(devices, "card[0-9]")) {
            for (Path card : found) {
                Path memory = card.resolve("device/mem_info_vram_total");
                if (Files.isReadable(memory)) {
                    String bytes = Files.readString(memory).strip();
                    cards.add(new GraphicsCard(
                            "AMD " + card.getFileName(), bytes.matches("\\d{1,18}") ? Long.parseLong(bytes) : 0));
                }
            }
        } catch (IOException noSuchPlace) {
            return List.copyOf(cards);
        }
        return List.copyOf(cards);
    }

    /// {@return what a program prints; empty if it cannot be run, fails or takes too long}
    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream out = process.getInputStream()) {
                if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                    return "";
                }
                return process.exitValue() == 0 ? new String(out.readAllBytes(), StandardCharsets.UTF_8) : "";
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException notInstalled) {
            return "";
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
