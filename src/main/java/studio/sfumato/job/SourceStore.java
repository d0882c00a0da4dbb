package studio.sfumato.job;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.image.AtomicFiles;
import studio.sfumato.image.PictureFile;
import studio.sfumato.image.PictureWriter;
import studio.sfumato.image.Png;
import studio.sfumato.image.Raster;
import studio.sfumato.weights.Sha256;

/// Keeps the pictures and masks that requests work on, so that they can be made again: `ab/ab01….png` after the SHA-256
/// of the file. Equal pictures are kept once; nothing is ever deleted.
///
/// @param folder where they are
public record SourceStore(Path folder) {
    private static final String CHOOSE = "Choose it again: --init PICTURE.";
    private static final Logger LOG = LoggerFactory.getLogger(SourceStore.class);

    /// Keeps the picture in a file of any kind that [PictureFile] reads.
    ///
    /// @return what names it
    /// @throws ImageFileException naming the file if it cannot be read or kept
    /// @throws NotEnoughMemoryException naming it if it is too large
    public PictureRef keep(Path file) {
        try {
            return keep(PictureFile.read(file));
        } catch (OutOfMemoryError full) {
            throw NotEnoughMemoryException.ofHeap(
                    file + " is too large for the memory there is", "Make it smaller", full);
        }
    }

    /// Keeps a picture; one that is there already but was damaged is written anew.
    ///
    /// @return what names it
    /// @throws ImageFileException naming the file if it cannot be written; no part of it is left behind
    public PictureRef keep(Raster picture) {
        byte[] png = Png.encode(picture, List.of());
        PictureRef kept = new PictureRef(hash(png));
        Path file = file(kept);
        if (!holds(file, png)) {
            PictureWriter.prepare(folder.resolve(prefix(kept)));
            AtomicFiles.write(file, out -> out.write(png));
        }
        return kept;
    }

    /// {@return what would name a picture, were it kept}
    static PictureRef name(Raster picture) {
        return new PictureRef(hash(Png.encode(picture, List.of())));
    }

    /// {@return the picture that was kept}
    ///
    /// @throws ImageFileException naming the file if it is not there, or is not what it was
    public Raster open(PictureRef picture) {
        Path file = file(picture);
        try {
            byte[] png = Files.readAllBytes(file);
            if (!hash(png).equals(picture.sha256())) {
                throw new ImageFileException(file + " is damaged: its content is not what its name says", CHOOSE, null);
            }
            return Png.decode(png, file.toString()).raster();
        } catch (IOException gone) {
            throw new ImageFileException(
                    "the picture to start from is not here: " + file + " cannot be read", CHOOSE, gone);
        }
    }

    /// {@return the file of a picture, whether or not it is there}
    public Path file(PictureRef picture) {
        return folder.resolve(prefix(picture)).resolve(picture.sha256() + ".png");
    }

    private static boolean holds(Path file, byte[] png) {
        try {
            return Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), png);
        } catch (IOException damaged) {
            LOG.debug("{} is written anew", file, damaged);
            return false;
        }
    }

    private static String prefix(PictureRef picture) {
        return picture.sha256().substring(0, 2);
    }

    private static String hash(byte[] png) {
        try {
            return new Sha256()
                    .add(new ByteArrayInputStream(png), CancellationToken.none())
                    .hex();
        } catch (IOException impossible) {
            throw new IllegalStateException("an array can be read", impossible);
        }
    }
}
