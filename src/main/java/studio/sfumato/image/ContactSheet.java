package studio.sfumato.image;

import java.util.Arrays;
import java.util.List;

/// Several pictures with captions on one sheet: every step of a picture, or one prompt with many samplers.
public final class ContactSheet {
    private static final int BACKGROUND = 0xFF0F1115;
    private static final int INK = 0xFFA6ADBB;
    private static final int MARGIN = 16;
    private static final int GAP = 12;
    private static final int CAPTION_GAP = 6;

    /// Sheets wider than this shrink their pictures: 4K screens and most web pages show no more.
    private static final int WIDEST = 3840;

    private final BitmapFont font = new BitmapFont();
    private final List<Cell> cells;
    private final String title;
    private final int columns;
    private final double scale;
    private final int cellWidth;
    private final int cellHeight;
    private final int letters;

    private ContactSheet(String title, List<Cell> cells, int columns) {
        int most = (WIDEST - 2 * MARGIN + GAP) / columns - GAP;
        int width = cells.stream().mapToInt(cell -> cell.picture.width()).max().orElse(1);
        int height =
                cells.stream().mapToInt(cell -> cell.picture.height()).max().orElse(1);
        this.title = title;
        this.cells = cells;
        this.columns = columns;
        this.scale = Math.min(1, (double) Math.max(1, most) / width);
        this.cellWidth = (int) Math.max(1, Math.round(width * scale));
        this.cellHeight = (int) Math.max(1, Math.round(height * scale));
        this.letters = cells.stream().allMatch(cell -> fits(cell.caption, cellWidth)) ? 2 : 1;
    }

    /// A picture on the sheet.
    ///
    /// @param caption the line below it; cut off where the picture ends
    public record Cell(Raster picture, String caption) {}

    /// {@return a sheet of `cells` in reading order, about half as wide again as high}
    ///
    /// @param title the line above; left out if empty
    public static Raster of(String title, List<Cell> cells) {
        double wide = Math.sqrt(cells.size() * 1.5);
        return of(title, cells, Math.clamp(Math.round(wide), 1, Math.max(1, cells.size())));
    }

    /// {@return a sheet of `cells` in rows of `columns`}
    public static Raster of(String title, List<Cell> cells, int columns) {
        if (cells.isEmpty() || columns < 1) {
            throw new IllegalArgumentException("a contact sheet needs pictures and columns");
        }
        return new ContactSheet(title, List.copyOf(cells), columns).draw();
    }

    private Raster draw() {
        int rowHeight = cellHeight + CAPTION_GAP + BitmapFont.HEIGHT * letters + GAP;
        int top = title.isEmpty() ? MARGIN : MARGIN + BitmapFont.HEIGHT * 2 + GAP;
        int rows = (cells.size() + columns - 1) / columns;
        int width = 2 * MARGIN + columns * (cellWidth + GAP) - GAP;
        int height = top + rows * rowHeight - GAP + MARGIN;
        int[] argb = new int[Math.multiplyExact(width, height)];
        Arrays.fill(argb, BACKGROUND);
        int room = width - 2 * MARGIN;
        write(title, argb, width, MARGIN, MARGIN, room, fits(title, room) ? 2 : 1);
        for (int i = 0; i < cells.size(); i++) {
            int x = MARGIN + i % columns * (cellWidth + GAP);
            int y = top + i / columns * rowHeight;
            paste(shrunk(cells.get(i).picture), argb, width, x, y);
            write(cells.get(i).caption, argb, width, x, y + cellHeight + CAPTION_GAP, cellWidth, letters);
        }
        return Raster.opaque(width, height, argb);
    }

    private Raster shrunk(Raster picture) {
        int width = (int) Math.max(1, Math.round(picture.width() * scale));
        int height = (int) Math.max(1, Math.round(picture.height() * scale));
        return Resampler.LANCZOS.resize(picture, width, height);
    }

    /// Smaller pictures stand in the middle of their cell; transparent ones show the sheet.
    private void paste(Raster picture, int[] argb, int width, int x, int y) {
        int left = x + (cellWidth - picture.width()) / 2;
        int top = y + (cellHeight - picture.height()) / 2;
        for (int row = 0; row < picture.height(); row++) {
            for (int column = 0; column < picture.width(); column++) {
                int at = (top + row) * width + left + column;
                argb[at] = Opacity.over(picture.argb(column, row), argb[at]);
            }
        }
    }

    /// Whether `text` fits in large letters.
    private static boolean fits(String text, int room) {
        return BitmapFont.width(text, 2) <= room;
    }

    private void write(String text, int[] argb, int width, int x, int y, int room, int size) {
        String line = BitmapFont.shorten(text.replace('\n', ' '), room, size);
        font.draw(line, argb, width, x, y, size, INK);
    }
}
