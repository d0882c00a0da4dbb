package studio.sfumato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.sfumato.image.Png;

class GalleryCommandTest {
    @TempDir
    Path folder;

    private CliFixture.Outcome run(String... args) {
        return new CliFixture(folder, CliFixture.MODELS).run(args);
    }

    private Path made(String prompt, String... more) {
        CliFixture.Outcome done = run(Stream.concat(
                        Stream.of(
                                "generate", prompt, "--model", "sd1", "--size", "48x48", "--steps", "1", "--seed", "5"),
                        Stream.of(more))
                .toArray(String[]::new));
        assertThat(done.err()).isEmpty();
        return Path.of(done.out().strip());
    }

    @Test
    void aPictureIsFoundTheMomentItIsMadeWhereverItWent() {
        Path usual = made("a red fox");
        Path typed = made("a boat", "-o", folder.resolve("typed/boat.png").toString());

        assertThat(run("gallery", "search", "fox", "--files").out().strip()).isEqualTo(usual.toString());
        assertThat(run("gallery", "search", "boat").out()).contains(typed.toString(), "seed 5", "1 of 1");
        assertThat(run("gallery", "search", "--limit", "1").out()).contains("1 of 2");
        assertThat(run("gallery", "search", "castle").out()).contains("No picture is like that.");
    }

    @Test
    void starsTagsAndCollectionsAreKeptAndFound() {
        String fox = made("a red fox").toString();
        assertThat(run("gallery", "rate", "4", fox).out()).contains("★★★★☆");
        assertThat(run("gallery", "tag", "for mum", fox).out()).contains("#for mum");
        assertThat(run("gallery", "favourite", fox).out()).contains("♥");
        assertThat(run("gallery", "collect", "calendar", fox).out()).contains("[calendar]");

        assertThat(run("gallery", "search", "rating:>=4", "tag:for mum", "is:favourite", "--files")
                        .out())
                .contains(fox);
        assertThat(run("gallery", "facets").out()).contains("for mum", "calendar", "48x48");
        assertThat(run("gallery", "rescan", "--rebuild").err()).contains("1 new");
        assertThat(run("gallery", "search").out()).contains("★★★★☆", "♥", "#for mum", "[calendar]");
        assertThat(run("gallery", "tag", "for mum", fox, "--off").out()).doesNotContain("#");
        assertThat(run("gallery", "rate", "9", fox).code()).isEqualTo(2);
    }

    @Test
    void whatWasThrownAwayComesBack() {
        Path fox = made("a red fox");
        assertThat(run("gallery", "trash", fox.toString()).code()).isZero();
        assertThat(fox).doesNotExist();
        assertThat(run("gallery", "search", "is:trashed").out()).contains("thrown away from " + fox);
        assertThat(run("gallery", "restore", fox.toString()).out().strip()).isEqualTo(fox.toString());
        assertThat(fox).exists();
        run("gallery", "trash", fox.toString());
        assertThat(run("gallery", "empty-trash").err()).contains("1 pictures", "--yes");
        assertThat(run("gallery", "empty-trash", "--yes").out()).contains("1 pictures deleted");
        assertThat(run("gallery", "search", "is:trashed").out()).contains("No picture");
    }

    @Test
    void picturesFoundAreDrawnOnASheet() {
        made("a red fox");
        Path sheet = folder.resolve("sheet.png");
        assertThat(run("gallery", "search", "fox", "--sheet", sheet.toString()).code())
                .isZero();
        assertThat(Png.read(sheet).raster().width()).isGreaterThan(48);
    }

    @Test
    void otherFoldersAreShownToo() throws IOException {
        Path mine = folder.resolve("a1111/outputs");
        Files.createDirectories(mine);
        Files.copy(made("a red fox"), mine.resolve("x.png"));
        run("settings", "gallery-folders", mine.toString());

        CliFixture.Outcome found = run("gallery", "search", "fox", "--files");

        assertThat(found.err()).contains("2 pictures in 2 folders");
        assertThat(found.out()).contains(mine.resolve("x.png").toString());
    }

    @Test
    void searchesThatCannotBeAreRefused() {
        CliFixture.Outcome wrong = run("gallery", "search", "size:big");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("size");
        assertThat(run("gallery").code()).isEqualTo(2);
        assertThat(run("gallery", "rate", "3", folder.resolve("none.png").toString())
                        .code())
                .isEqualTo(4);
    }
}
