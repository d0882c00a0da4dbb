package studio.sfumato.canvas;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.ImageFileException;

/// A file that tiles are added to and read from, never changed in: where undo keeps what memory has no
/// room for, and where a document is saved all the time. Each tile has its length and CRC-32 in front of
/// it. Safe for use by several threads.
public final class TileFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TileFile.class);
    private static final int MAGIC = 0x53465449; // SFTI
    private static final int HEAD = 12;

    private final Path path;
    private final boolean temporary;
    private final RandomAccessFile file;
    private long end;

    private TileFile(Path path, boolean temporary) throws IOException {
        this.path = path;
        this.temporary = temporary;
        this.file = new RandomAccessFile(path.toFile(), "rw");
        this.end = file.length();
    }

    /// Where a tile is.
    ///
    /// @param offset in bytes from the beginning of `file`
    public record Place(TileFile file, long offset) {
        int[] read() {
            return file.read(offset);
        }
    }

    /// {@return the tiles in `path`, which is made if it is not there}
    ///
    /// @throws ImageFileException naming the file if it cannot be opened
    public static TileFile open(Path path) {
        try {
            return new TileFile(path, false);
        } catch (IOException unusable) {
            throw problem(path, unusable);
        }
    }

    /// {@return an empty file among the system's temporary ones, which is gone when it is closed}
    ///
    /// @throws ImageFileException if there can be none
    public static TileFile temporary() {
        try {
            Path path = Files.createTempFile("sfumato-undo-", ".tiles");
            path.toFile().deleteOnExit();
            return new TileFile(path, true);
        } catch (IOException unusable) {
            throw problem(Path.of(System.getProperty("java.io.tmpdir")), unusable);
        }
    }

    /// {@return where it is}
    public Path path() {
        return path;
    }

    /// {@return how many bytes are in it}
    public synchronized long size() {
        return end;
    }

    /// {@return where the tile now is}
    ///
    /// @throws ImageFileException naming the file if it cannot be written; what was in it before stays as
    /// it was
    Place append(int... argb) {
        return append(TileCodec.encode(argb));
    }

    private synchronized Place append(byte... bytes) {
        byte[] head = ByteBuffer.allocate(HEAD)
                .putInt(MAGIC)
                .putInt(bytes.length)
                .putInt(crc(bytes))
                .array();
        try {
            file.seek(end);
            file.write(head);
            file.write(bytes);
        } catch (IOException unwritable) {
            throw problem(path, unwritable);
        }
        Place place = new Place(this, end);
        end += HEAD + bytes.length;
        return place;
    }

    /// {@return the tile at `offset`; its pixels are read, and found to be there or not, when they are
    /// asked for}
    public Tile tile(long offset) {
        return new Tile(new Place(this, offset));
    }

    /// {@return the pixels of the tile at `offset`}
    ///
    /// @throws ImageFileException naming the file if there is no whole tile
    synchronized int[] read(long offset) {
        int[] argb = TileCodec.decode(bytes(offset));
        if (argb == null) {
            throw damaged(offset);
        }
        return argb;
    }

    /// {@return where the tile at `offset` is in `to`, after it was copied there}
    ///
    /// @throws ImageFileException naming the file if there is no whole tile, or if it cannot be written
    Place copy(long offset, TileFile to) {
        return to.append(bytes(offset));
    }

    /// {@return how many bytes the tile at `offset` takes}
    ///
    /// @throws ImageFileException naming the file if there is none
    synchronized int length(long offset) {
        try {
            return HEAD + head(offset).length;
        } catch (IOException unreadable) {
            throw problem(path, unreadable);
        }
    }

    private record Head(int length, int crc) {}

    private Head head(long offset) throws IOException {
        if (offset < 0 || offset + HEAD > end) {
            throw damaged(offset);
        }
        byte[] head = new byte[HEAD];
        file.seek(offset);
        file.readFully(head);
        ByteBuffer fields = ByteBuffer.wrap(head);
        int magic = fields.getInt();
        int length = fields.getInt();
        if (magic != MAGIC || length < 0 || length > TileCodec.LONGEST || offset + HEAD + length > end) {
            throw damaged(offset);
        }
        return new Head(length, fields.getInt());
    }

    private synchronized byte[] bytes(long offset) {
        try {
            Head head = head(offset);
            byte[] bytes = new byte[head.length];
            file.readFully(bytes);
            if (crc(bytes) != head.crc) {
                throw damaged(offset);
            }
            return bytes;
        } catch (IOException unreadable) {
            throw problem(path, unreadable);
        }
    }

    /// Returns when everything added is safe on the disk.
    ///
    /// @throws ImageFileException naming the file if it cannot be
    public void force() {
        try {
            file.getFD().sync();
        } catch (IOException unwritable) {
            throw problem(path, unwritable);
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
            if (temporary) {
                Files.deleteIfExists(path);
            }
        } catch (IOException unimportant) {
            LOG.debug("{} cannot be closed", path, unimportant);
        }
    }

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private ImageFileException damaged(long offset) {
        return new ImageFileException("the canvas's file " + path + " is damaged: no tile at byte " + offset);
    }

    private static ImageFileException problem(Path path, IOException cause) {
        return new ImageFileException(
                "the canvas's file " + path + " cannot be used: " + cause.getMessage(),
                "Make its folder writable, or free some space.",
                cause);
    }
}
