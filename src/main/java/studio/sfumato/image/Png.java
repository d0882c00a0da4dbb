package studio.sfumato.image;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.ImageFileException;

/// Reads and writes PNG files without AWT. Whatever is in a file, the only failure is an
/// [ImageFileException] that names it, and no more memory is taken than the picture needs.
public final class Png {
    private static final long MOST_TEXT = 1L << 26;
    private static final long MOST_DATA = 1L << 29;

    private Png() {}

    /// A picture and the texts that came with it.
    public record Picture(Raster raster, List<PngText> texts) {}

    /// What a file says about itself, read without touching its pixels.
    public record Outline(PngHeader header, List<PngText> texts) {}

    /// {@return the bytes of a PNG file: 8-bit RGB or RGBA, the texts in front of the pixels}
    public static byte[] encode(Raster picture, List<PngText> texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new PngEncoder(out).write(picture, texts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /// Writes `file` in one stroke: it is there as a whole or not at all.
    public static void write(Path file, Raster picture, List<PngText> texts) {
        AtomicFiles.write(file, out -> new PngEncoder(out).write(picture, texts));
    }

    /// {@return the picture in `file`}
    public static Picture read(Path file) {
        return open(file, Reading::picture);
    }

    /// {@return the header and texts of `file`}
    public static Outline inspect(Path file) {
        return open(file, Reading::outline);
    }

    /// {@return the picture in the bytes of a PNG file}
    ///
    /// @param name what to call it in messages
    public static Picture decode(byte[] file, String name) {
        return new Reading(new PngChunks(file, name)).picture();
    }

    private static <T> T open(Path file, Function<Reading, T> read) {
        if (Files.isDirectory(file)) {
            throw new ImageFileException(file + " is a folder, not a picture");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            return read.apply(new Reading(new PngChunks(in, Files.size(file), file.toString())));
        } catch (IOException e) {
            throw FileProblem.reading(file.toString(), e);
        } catch (OutOfMemoryError full) {
            throw FileProblem.tooLarge(file.toString(), full);
        }
    }

    private static final class Reading {
        private final PngChunks chunks;
        private final PngHeader header;
        private final List<PngText> texts = new ArrayList<>();
        private final List<byte[]> data = new ArrayList<>();
        private byte @Nullable [] palette;
        private byte @Nullable [] transparency;
        private long textSize;
        private long dataSize;

        Reading(PngChunks chunks) {
            this.chunks = chunks;
            this.header = PngHeader.parse(chunks);
        }

        Outline outline() {
            for (String type = chunks.next(); !type.equals("IEND"); type = chunks.next()) {
                text(type);
            }
            return new Outline(header, List.copyOf(texts));
        }

        Picture picture() {
            for (String type = chunks.next(); !type.equals("IEND"); type = chunks.next()) {
                switch (type) {
                    case "IDAT" -> pixels();
                    case "PLTE" -> palette = chunks.data();
                    case "tRNS" -> transparency = chunks.data();
                    default -> text(type);
                }
            }
            Raster raster = new PngDecoder(header, palette, transparency, data, chunks).decode();
            return new Picture(raster, List.copyOf(texts));
        }

        private void pixels() {
            dataSize += chunks.length();
            if (dataSize > MOST_DATA) {
                throw chunks.damaged("it is larger than " + MOST_DATA + " bytes");
            }
            data.add(chunks.data());
        }

        private void text(String type) {
            switch (type) {
                case "tEXt", "zTXt", "iTXt" -> {
                    textSize += chunks.length();
                    PngTextCodec.decode(type, chunks.data(), chunks).ifPresent(text -> {
                        textSize += text.text().length();
                        texts.add(text);
                    });
                    if (textSize > MOST_TEXT) {
                        throw chunks.damaged("it holds more than " + MOST_TEXT + " bytes of text");
                    }
                }
                default -> {}
            }
        }
    }
}
