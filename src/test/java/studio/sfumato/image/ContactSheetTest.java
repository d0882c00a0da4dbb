package studio.sfumato.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
    private static final int BACKGROUND = 0xFF0F1115;
    private static final int INK = 0xFFA6ADBB;

    @Test
    void picturesStandInRowsWithTheirCaptionsBelow() throws Exception {
        List<ContactSheet.Cell> cells = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> new ContactSheet.Cell(Raster.filled(192, 100, i * 40), "step " + i + " · Euler a"))
                .toList();
        Raster sheet = ContactSheet.of("a fox on a blue background, seed 5", cells);

        Files.createDirectories(Path.of("target"));
        Png.write(Path.of("target", "contact-sheet.png"), sheet, List.of());
        assertThat(sheet.width()).isEqualTo(2 * 16 + 3 * 192 + 2 * 12);
        assertThat(sheet.argb(0, 0)).isEqualTo(BACKGROUND);
        int top = 16 + 18 + 12;
        for (int i = 0; i < 6; i++) {
            int x = 16 + i % 3 * 204;
            int y = top + i / 3 * (100 + 6 + 18 + 12);
            assertThat(sheet.argb(x, y)).isEqualTo(0xFF000000 | (i + 1) * 40);
            assertThat(sheet.argb(x + 191, y + 99)).isEqualTo(0xFF000000 | (i + 1) * 40);
            assertThat(ink(sheet, x, y + 106, 192, 18)).isPositive();
            assertThat(ink(sheet, x + 192, y, 12, 136)).isZero();
        }
        assertThat(ink(sheet, 16, 16, 480, 18)).isPositive();
    }

    @Test
    void manyLargePicturesAreShrunkTogether() {
        List<ContactSheet.Cell> cells = IntStream.range(0, 20)
                .mapToObj(i -> new ContactSheet.Cell(Raster.filled(1024, 768, 0xFFFFFF), ""))
                .toList();
        Raster sheet = ContactSheet.of("", cells, 5);
        assertThat(sheet.width()).isLessThanOrEqualTo(3840).isGreaterThan(3800);
        assertThat(sheet.argb(16, 16)).isEqualTo(0xFFFFFFFF);
        assertThat(sheet.height()).isLessThan(4 * (768 * 3 / 4 + 40));
    }

    @Test
    void picturesOfDifferentShapesAreCentredAndTransparentOnesShowTheSheet() {
        Raster clear = Raster.translucent(20, 20, new int[400]);
        Raster sheet = ContactSheet.of(
                "",
                List.of(new ContactSheet.Cell(Raster.filled(60, 60, 0xFF), "a"), new ContactSheet.Cell(clear, "b")),
                2);
        assertThat(sheet.argb(16 + 72 + 30, 16 + 30)).isEqualTo(BACKGROUND);
        assertThat(sheet.argb(16 + 30, 16 + 30)).isEqualTo(0xFF0000FF);
    }

    @Test
    void longCaptionsAreSetInSmallLettersBeforeTheyAreCut() {
        Raster picture = Raster.filled(60, 20, 0);
        Raster large = ContactSheet.of("", List.of(new ContactSheet.Cell(picture, "abcde")), 1);
        Raster small = ContactSheet.of("", List.of(new ContactSheet.Cell(picture, "abcdefgh")), 1);
        assertThat(large.height() - small.height()).isEqualTo(BitmapFont.HEIGHT);
    }

    @Test
    void sheetsWithoutPicturesAreRefused() {
        assertThatThrownBy(() -> ContactSheet.of("", List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyPrintableLetterHasItsOwnShape() {
        List<List<Integer>> shapes = IntStream.concat(IntStream.rangeClosed(' ', '~'), "×·σ…°狐".codePoints())
                .mapToObj(letter -> drawn(Character.toString(letter)))
                .toList();
        assertThat(shapes).doesNotHaveDuplicates();
        assertThat(drawn("狐")).isEqualTo(drawn("🦊"));
    }

    @Test
    void textThatDoesNotFitEndsInAnEllipsis() {
        assertThat(BitmapFont.shorten("0123456789", 59, 1)).isEqualTo("0123456789");
        assertThat(BitmapFont.shorten("0123456789", 58, 1)).isEqualTo("01234567…");
        assertThat(BitmapFont.width("0123456789", 2)).isEqualTo(118);
        assertThat(BitmapFont.width(BitmapFont.shorten("🦊".repeat(90), 100, 2), 2))
                .isLessThanOrEqualTo(100);
    }

    private static List<Integer> drawn(String text) {
        int[] argb = new int[BitmapFont.ADVANCE * BitmapFont.HEIGHT];
        new BitmapFont().draw(text, argb, BitmapFont.ADVANCE, 0, 0, 1, INK);
        return IntStream.of(argb).boxed().toList();
    }

    private static long ink(Raster sheet, int left, int top, int width, int height) {
        return IntStream.range(0, width * height)
                .filter(i -> sheet.argb(left + i % width, top + i / width) == INK)
                .count();
    }
}
