package studio.sfumato.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import studio.sfumato.image.ContactSheet;
import studio.sfumato.image.Jpeg;
import studio.sfumato.image.Png;
import studio.sfumato.library.Picture;
import studio.sfumato.library.Thumbnails;

/// Draws pictures of the gallery on one sheet, from their thumbnails.
final class GallerySheet {
    private static final long MOST_BYTES = 1L << 30;

    private GallerySheet() {}

    static void draw(Path cache, List<Picture> pictures, Path sheet) {
        try (Thumbnails thumbnails = new Thumbnails(cache.resolve("thumbnails"), MOST_BYTES)) {
            List<CompletableFuture<Path>> copies =
                    pictures.stream().map(thumbnails::of).toList();
            List<ContactSheet.Cell> cells = new ArrayList<>();
            for (int i = 0; i < pictures.size(); i++) {
                cells.add(new ContactSheet.Cell(
                        Jpeg.read(copies.get(i).join()),
                        String.valueOf(pictures.get(i).file().getFileName())));
            }
            Png.write(sheet, ContactSheet.of("", cells), List.of());
        }
    }
}
