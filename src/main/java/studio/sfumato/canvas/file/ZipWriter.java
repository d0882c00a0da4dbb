package studio.sfumato.canvas.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import studio.sfumato.canvas.Area;
import studio.sfumato.canvas.Surface;
import studio.sfumato.image.AtomicFiles;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.image.Resampler;

/// Writes a zip of pictures and texts. Pictures are stored, for they are deflated already; equal content
/// gives equal bytes.
final class ZipWriter {
    private static final LocalDateTime WHEN = LocalDateTime.of(2000, 1, 1, 0, 0);
    private static final int THUMBNAIL = 256;

    private final ZipOutputStream zip;

    private ZipWriter(OutputStream out) {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    }

    /// What a zip is filled with.
    @FunctionalInterface
    interface Content {
        void writeTo(ZipWriter zip) throws IOException;
    }

    /// Writes `file` in one stroke: it is there as a whole or as it was.
    ///
    /// @throws studio.sfumato.error.ImageFileException naming the file if it cannot be written
    static void write(Path file, Content content) {
        AtomicFiles.write(file, out -> {
            ZipWriter writer = new ZipWriter(out);
            content.writeTo(writer);
            writer.zip.finish();
        });
    }

    /// Adds bytes as they are.
    void stored(String name, byte... bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(WHEN);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /// Adds a text, deflated.
    void text(String name, String text) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(WHEN);
        zip.putNextEntry(entry);
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /// Adds a picture.
    void picture(String name, Raster picture) throws IOException {
        stored(name, Png.encode(picture, List.of()));
    }

    /// Adds `area` of a surface, which is not empty.
    void picture(String name, Surface surface, Area area) throws IOException {
        picture(name, surface.raster(area));
    }

    /// Adds a small copy.
    void thumbnail(String name, Raster picture) throws IOException {
        picture(name, Resampler.LANCZOS.fit(picture, THUMBNAIL));
    }
}
