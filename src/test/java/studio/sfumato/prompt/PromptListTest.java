package studio.sfumato.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;

class PromptListTest {
    @TempDir
    Path folder;

    @Test
    void aTextFileHasOnePromptALine() throws IOException {
        List<PromptLine> lines = read("p.txt", "\ufeffa fox\r\n\r\n# a comment\r\n  eine Füchsin, 狐  \n");
        assertThat(lines).extracting(PromptLine::prompt).containsExactly("a fox", "eine Füchsin, 狐");
        assertThat(lines).extracting(PromptLine::row).containsExactly(1, 4);
        assertThat(lines.getFirst().seed()).isEmpty();
    }

    @Test
    void aTableGivesWhatItsColumnsSay() throws IOException {
        List<PromptLine> lines = read(
                "p.CSV",
                "\ufeffPrompt, seed,steps,cfg,width,height,negative,sampler,schedule\r\n"
                        + "\"a fox, \"\"red\"\"\",8589934592,20,7.5,512,768,\"blurry\r\nugly\",DPM++ 2M,Karras\r\n"
                        + "\r\na cat,-1,,,,,,,\ra dog");
        PromptLine fox = lines.getFirst();
        assertThat(fox.prompt()).isEqualTo("a fox, \"red\"");
        assertThat(fox.negative()).contains("blurry\nugly");
        assertThat(fox.seed()).contains(BigInteger.valueOf(8_589_934_592L));
        assertThat(fox.steps()).hasValue(20);
        assertThat(fox.cfg()).hasValue(7.5);
        assertThat(fox.width()).hasValue(512);
        assertThat(fox.height()).hasValue(768);
        assertThat(fox.sampler()).contains("DPM++ 2M");
        assertThat(fox.schedule()).contains("Karras");
        assertThat(lines).extracting(PromptLine::row).containsExactly(2, 5, 6);
        assertThat(lines.get(1).seed()).contains(BigInteger.valueOf(-1));
        assertThat(lines.get(1).steps()).isEmpty();
        assertThat(lines.get(1).negative()).isEmpty();
        assertThat(lines.get(2)).isEqualTo(PromptLine.of(6, "a dog"));
    }

    @Test
    void aSeedMayHave64Bits() throws IOException {
        List<PromptLine> lines =
                read("p.csv", "prompt,seed\na,9223372036854775808\nb,18446744073709551615\nc,-9223372036854775808\n");
        assertThat(lines)
                .extracting(line -> line.seed().orElseThrow().longValue())
                .containsExactly(Long.MIN_VALUE, -1L, Long.MIN_VALUE);
        assertThat(lines.get(1).seed()).hasToString("Optional[18446744073709551615]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "prompt,sede\\na,1|p.csv: unknown column 'sede'",
                "prompt;seed\\na;1|p.csv: unknown column 'prompt;seed'",
                "seed\\n1|p.csv: the header has no column 'prompt'",
                "prompt,seed,Seed\\na,1,2|p.csv: column 'seed' is there twice",
                "prompt,steps\\na,2\\nb,many|p.csv line 3: steps must be a number, not 'many'",
                "prompt,steps\\na,2.5|p.csv line 2: steps must be a number, not '2.5'",
                "prompt,steps\\na,99999999999|p.csv line 2: steps must be a number, not '99999999999'",
                "prompt,seed\\na,18446744073709551616|p.csv line 2: seed must be a number, not '18446744073709551616'",
                "prompt,cfg\\na,NaN|p.csv line 2: cfg must be a number, not 'NaN'",
                "prompt,cfg\\na,7,5|p.csv line 2: 3 fields, but the header has 2",
                "prompt\\n\"a|p.csv line 2: a quote is opened and never closed",
                "prompt\\n\"a\"b|p.csv line 2: text after a closing quote",
                "prompt|p.csv holds no prompts",
                "``|p.csv holds no prompts",
            })
    void aTableThatCannotBeRightIsRefusedByLineAndColumn(String content, String message) {
        assertThatThrownBy(() -> read("p.csv", content.replace("\\n", "\n")))
                .isInstanceOf(RequestException.class)
                .hasMessage(message);
    }

    @Test
    void aMistypedColumnGetsAHint() {
        assertThatThrownBy(() -> read("p.csv", "prompt,sampeler\na,b"))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        refused -> assertThat(refused.hint()).isEqualTo("did you mean sampler?"));
        assertThatThrownBy(() -> read("p.csv", "prompt;cfg\na,b"))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        refused -> assertThat(refused.hint()).isEqualTo("part the columns with commas"));
        assertThatThrownBy(() -> read("p.csv", "xyz\na"))
                .isInstanceOfSatisfying(
                        RequestException.class,
                        refused -> assertThat(refused.hint()).startsWith("the columns are prompt, negative"));
    }

    @Test
    void aFileThatIsNotReadableTextIsRefusedByName() throws IOException {
        Path file = folder.resolve("p.txt");
        assertThatThrownBy(() -> PromptList.read(file))
                .isInstanceOf(ImageFileException.class)
                .hasMessage(file + " does not exist");
        Files.write(file, "Füchsin".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> PromptList.read(file))
                .isInstanceOf(ImageFileException.class)
                .hasMessage(file + " is not UTF-8 text");
        assertThatThrownBy(() -> PromptList.read(folder)).isInstanceOf(ImageFileException.class);
        assertThatThrownBy(() -> read("empty.txt", "# nothing\n\n"))
                .isInstanceOf(RequestException.class)
                .hasMessage("empty.txt holds no prompts");
    }

    @Test
    void aHugeFileIsNotReadWhole() throws IOException {
        Path file = folder.resolve("huge.txt");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 32);
        }
        assertThatThrownBy(() -> PromptList.read(file))
                .isInstanceOf(ImageFileException.class)
                .hasMessageContaining("larger than a prompt file can be");
    }

    private List<PromptLine> read(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, content);
        return PromptList.read(file);
    }
}
