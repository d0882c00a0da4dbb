package studio.sfumato.canvas.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import studio.sfumato.canvas.CanvasState;
import studio.sfumato.canvas.Surface;
import studio.sfumato.canvas.Tile;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.Printable;
import studio.sfumato.image.Png;

/// A zip file that a stranger may have made. Nothing of it is unpacked to the disk, nothing is read
/// beyond what it can honestly be, and every failure names the file and the entry.
final class PictureZip implements AutoCloseable {
    private static final int MOST_ENTRIES = 10_000;
    private static final int PNG_HEAD = 24;
    private static final long PNG_MAGIC = 0x89504E470D0A1A0AL;
    private static final long SLACK = 1 << 20;
    private static final int FARTHEST = 1 << 22;

    private final Path file;
    private final ZipFile zip;
    private long memory;

    private PictureZip(Path file, ZipFile zip, long memory) {
        this.file = file;
        this.zip = zip;
        this.memory = memory;
    }

    /// {@return the zip in `file`}
    ///
    /// @param memory how many bytes its pictures may take
    /// @throws ImageFileException naming the file if it cannot be read, is no zip, or has entries it
    /// should not have
    static PictureZip open(Path file, long memory) {
        if (!Files.isRegularFile(file)) {
            throw new ImageFileException(
                    file + " cannot be read: " + (Files.exists(file) ? "it is no file" : "there is no such file"));
        }
        try {
            PictureZip opened = new PictureZip(file, new ZipFile(file.toFile()), memory);
            opened.check();
            return opened;
        } catch (NoSuchFileException | ZipException broken) {
            throw new ImageFileException(file + " cannot be read: it is no zip file, or damaged", null, broken);
        } catch (IOException unreadable) {
            throw new ImageFileException(file + " cannot be read: " + unreadable.getMessage(), null, unreadable);
        }
    }

    private void check() {
        if (zip.size() > MOST_ENTRIES) {
            close();
            throw new ImageFileException(
                    file + " has " + zip.size() + " entries; at most " + MOST_ENTRIES + " are read");
        }
        Set<String> names = new HashSet<>();
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            boolean outside = name.contains("\\") || ("/" + name + "/").contains("/../"); // but / may begin: pyora's do
            if (outside || !names.add(name)) {
                close();
                throw damaged(name, outside ? "it leads out of the file" : "it is there twice");
            }
        }
    }

    /// {@return the bytes of an entry, of which there may be at most `most`}
    ///
    /// @throws ImageFileException naming the file and the entry
    byte[] bytes(String name, long most) {
        ZipEntry entry = entry(name);
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 9, most + 1));
            if (bytes.length > most) {
                throw damaged(name, "it is larger than " + most + " bytes");
            }
            return bytes;
        } catch (IOException unreadable) {
            throw unreadable(name, unreadable);
        }
    }

    /// {@return the text of an entry}
    String text(String name, long most) {
        return new String(bytes(name, most), StandardCharsets.UTF_8);
    }

    /// {@return whether there is such an entry}
    boolean has(String name) {
        return zip.getEntry(name) != null;
    }

    /// {@return the PNG picture of an entry with its upper left corner at (x, y)}
    ///
    /// @throws ImageFileException naming the file and the entry
    /// @throws NotEnoughMemoryException if there is not enough memory for all its pictures
    Surface picture(String name, int x, int y) {
        if (Math.abs((long) x) > FARTHEST || Math.abs((long) y) > FARTHEST) {
            throw damaged(name, "its place " + x + ", " + y + " is too far away");
        }
        ByteBuffer head = head(name);
        int width = head.getInt(16);
        int height = head.getInt(20);
        if (width < 1 || height < 1 || width > CanvasState.LONGEST_SIDE || height > CanvasState.LONGEST_SIDE) {
            throw damaged(
                    name,
                    "it claims " + (width & 0xFFFFFFFFL) + "×" + (height & 0xFFFFFFFFL) + " pixels; a side has at most "
                            + CanvasState.LONGEST_SIDE);
        }
        take(name, width, height);
        byte[] bytes = bytes(name, 8L * width * height + SLACK);
        return Surface.of(Png.decode(bytes, file + ": " + name).raster(), x, y);
    }

    private ByteBuffer head(String name) {
        try (InputStream in = zip.getInputStream(entry(name))) {
            byte[] head = in.readNBytes(PNG_HEAD);
            if (head.length < PNG_HEAD || ByteBuffer.wrap(head).getLong() != PNG_MAGIC) {
                throw damaged(name, "it is no PNG picture");
            }
            return ByteBuffer.wrap(head);
        } catch (IOException unreadable) {
            throw unreadable(name, unreadable);
        }
    }

    private void take(String name, int width, int height) {
        long tiles = (long) ((width + Tile.SIDE - 1) / Tile.SIDE) * ((height + Tile.SIDE - 1) / Tile.SIDE);
        memory -= tiles * Tile.PIXELS * 4;
        if (memory < 0) {
            throw new NotEnoughMemoryException(
                    file + " is too large to be opened: there is no memory left for " + Printable.of(name) + " of "
                            + width + "×" + height + " pixels",
                    "Close other canvases, or make its layers smaller or fewer.",
                    null);
        }
    }

    private ZipEntry entry(String name) {
        return Optional.ofNullable(zip.getEntry(name)).orElseThrow(() -> damaged(name, "it is not there"));
    }

    private ImageFileException unreadable(String name, IOException cause) {
        return new ImageFileException(
                file + ": " + Printable.of(name) + " cannot be read: " + cause.getMessage(), null, cause);
    }

    /// {@return the error that says what is wrong with an entry}
    ImageFileException damaged(String name, String why) {
        return damaged(name, why, null);
    }

    ImageFileException damaged(String name, String why, @Nullable Throwable cause) {
        return new ImageFileException(file + ": " + Printable.of(name) + " cannot be read: " + why, null, cause);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException unimportant) {
            throw new ImageFileException(file + " cannot be closed", null, unimportant);
        }
    }
}
