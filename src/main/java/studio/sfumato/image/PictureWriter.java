package studio.sfumato.image;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.RequestException;

/// Gives pictures their file names and writes them. Into a folder they go as `00001-1234.png`: a
/// running number that no other picture there has, even when several programs write at once, and a
/// name, which is the seed unless told otherwise. Safe for use by several threads.
public final class PictureWriter {
    private static final Pattern NUMBERED = Pattern.compile("(\\d{5,9})-.*");
    private static final Pattern OTHER_FORMAT = Pattern.compile(".*\\.(jpe?g|webp|gif|bmp|tiff?|avif)");

    private final Path out;
    private final boolean folder;
    private final int count;
    private int written;

    private PictureWriter(Path out, boolean folder, int count) {
        this.out = out;
        this.folder = folder;
        this.count = count;
    }

    /// {@return a writer for `count` pictures to `out`: to that file if its name ends in `.png`
    /// (`name-1.png`, `name-2.png`, … when there are several; existing files are replaced), else into that
    /// folder, which is created}
    ///
    /// @throws ImageFileException if nothing can be written there
    /// @throws RequestException if `out` names a file of another format
    public static PictureWriter to(Path out, int count) {
        String name = out.toString().toLowerCase(Locale.ROOT);
        boolean exists = Files.isDirectory(out);
        if (!exists && OTHER_FORMAT.matcher(name).matches()) {
            throw new RequestException("out must be a folder or a file ending in .png, not '" + out + "'");
        }
        boolean folder = exists || !name.endsWith(".png");
        Path place = folder ? out : out.toAbsolutePath().getParent();
        if (place != null) {
            prepare(place);
        }
        return new PictureWriter(out, folder, count);
    }

    /// Makes `folder` if it is not there.
    ///
    /// @throws ImageFileException if nothing can be written there
    public static void prepare(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new ImageFileException(folder + " cannot be written to: it is a file, not a folder");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileProblem.writing(folder.toString(), e);
        }
        if (!Files.isWritable(folder)) {
            throw new ImageFileException(
                    folder + " cannot be written to: permission denied", "Choose another folder.", null);
        }
    }

    /// {@return the file that `picture` was written to}
    ///
    /// @throws ImageFileException naming the file if it cannot be written; no part of it is left behind
    public synchronized Path write(Raster picture, String name, List<PngText> texts) {
        written++;
        return write(picture, name, written, texts);
    }

    /// {@return the file that `picture`, the one with the number `number` of several, was written to}
    ///
    /// @param name what stands after the running number in a folder
    /// @param number from 1; told in the name when pictures go to one file's name
    /// @throws ImageFileException naming the file if it cannot be written; no part of it is left behind
    public Path write(Raster picture, String name, int number, List<PngText> texts) {
        Path file = folder ? writeNumbered(picture, name, texts) : exact(number);
        if (!folder) {
            Png.write(file, picture, texts);
        }
        return file;
    }

    private Path exact(int number) {
        if (count == 1) {
            return out;
        }
        String name = String.valueOf(out.getFileName());
        return out.resolveSibling(name.substring(0, name.length() - 4) + "-" + number + ".png");
    }

    /// The temporary file's name is the claim to a number: only one writer can create it, and renaming it
    /// leaves no moment at which neither name exists. A claim left by a crash only costs its number.
    private Path writeNumbered(Raster picture, String name, List<PngText> texts) {
        Path file = out;
        try {
            for (int number = highest() + 1; ; number++) {
                String prefix = String.format(Locale.ROOT, "%05d-", number);
                Path claim = out.resolve("." + prefix + "sfumato.tmp");
                try {
                    Files.createFile(claim);
                } catch (FileAlreadyExistsException e) {
                    continue;
                }
                if (highest() >= number) {
                    Files.delete(claim);
                    continue;
                }
                file = out.resolve(prefix + name + ".png");
                AtomicFiles.finish(claim, file, stream -> new PngEncoder(stream).write(picture, texts));
                return file;
            }
        } catch (IOException e) {
            throw FileProblem.writing(file.toString(), e);
        }
    }

    private int highest() throws IOException {
        int highest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(out)) {
            for (Path file : files) {
                Matcher name = NUMBERED.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    highest = Math.max(highest, Integer.parseInt(name.group(1)));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return highest;
    }
}
