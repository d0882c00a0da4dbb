package studio.sfumato.job;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.error.ImageFileException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.error.StudioException;
import studio.sfumato.image.Raster;

/// Several pictures, of which each is made into another: those of a folder, or those that were chosen. The window and
/// the command line find, keep and name them here.
public final class PictureBatch {
    /// How many times the area that a model likes best a picture may have to be taken in its own size.
    private static final int MOST_AREA = 4;

    /// How many files of a folder tell what it is.
    private static final int LOOKED_AT = 64;

    private static final int GRID = 8;
    private static final int LEAST_SIDE = 16;
    private static final String ENDINGS = ".*\\.(png|jpe?g|webp|gif|bmp|tiff?)";

    /// What a model's folder has in it.
    private static final Pattern MODEL =
            Pattern.compile("model_index\\.json|.*\\.(safetensors|ckpt|pt|onnx|gguf)", Pattern.CASE_INSENSITIVE);

    private PictureBatch() {}

    /// A picture that is kept and can be worked on.
    ///
    /// @param size the size nearest to its own that the model can make
    public record Source(Path file, PictureRef picture, ImageSize size) {}

    /// {@return the files in `folder` that are named like pictures, by name}
    ///
    /// @throws ImageFileException naming the folder if it cannot be read or has none
    public static List<Path> in(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (named(file) && Files.isRegularFile(file)) {
                    found.add(file);
                }
            }
        } catch (IOException unreadable) {
            throw new ImageFileException(folder + " cannot be read: " + unreadable.getMessage(), null, unreadable);
        } catch (DirectoryIteratorException broken) {
            throw new ImageFileException(folder + " cannot be read: " + broken.getMessage(), null, broken);
        }
        if (found.isEmpty()) {
            throw new ImageFileException(folder + " has no pictures in it");
        }
        found.sort(null);
        return found;
    }

    /// {@return the pictures among what was dropped or chosen, folders opened, in that order}
    ///
    /// @throws ImageFileException naming a folder that cannot be read or has none
    public static List<Path> among(List<Path> paths) {
        List<Path> found = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                found.addAll(in(path));
            } else if (named(path)) {
                found.add(path);
            }
        }
        return found;
    }

    /// {@return whether `folder` is one of pictures}: there is one in it, and no model, which may have some beside it.
    public static boolean holds(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        boolean any = false;
        int left = LOOKED_AT;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (left-- == 0) {
                    break;
                }
                if (MODEL.matcher(String.valueOf(file.getFileName())).matches()) {
                    return false;
                }
                any |= named(file);
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return false; // whoever takes it says so
        }
        return any;
    }

    /// {@return whether a file is named like a picture and not hidden}
    public static boolean named(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.matches(ENDINGS) && !name.startsWith(".");
    }

    /// Keeps a picture so that it can be worked on; takes a while.
    ///
    /// @param usual the size the model likes best
    /// @throws studio.sfumato.error.StudioException naming the file if it cannot be read or kept
    public static Source keep(Path file, SourceStore store, ImageSize usual) {
        PictureRef picture = store.keep(file);
        Raster raster = store.open(picture);
        return new Source(file, picture, size(raster.width(), raster.height(), usual));
    }

    /// {@return what `made` makes of each of `pictures`}; those that cannot be read, or are too large
    /// for memory, are passed over
    ///
    /// @param passed told why, of each
    /// @throws studio.sfumato.error.StudioException why the first was, where all were
    public static <T> List<T> each(List<Path> pictures, Function<Path, T> made, Consumer<StudioException> passed) {
        List<T> all = new ArrayList<>();
        List<StudioException> problems = new ArrayList<>();
        for (Path picture : pictures) {
            try {
                all.add(made.apply(picture));
            } catch (ImageFileException | NotEnoughMemoryException unreadable) {
                problems.add(unreadable);
            }
        }
        if (all.isEmpty() && !problems.isEmpty()) {
            throw problems.getFirst();
        }
        problems.forEach(passed);
        return all;
    }

    /// {@return the size nearest to a picture's that a model can make: multiples of 8, and not of many times
    /// the area it likes best}
    public static ImageSize size(int width, int height, ImageSize usual) {
        double most = (double) MOST_AREA * usual.width() * usual.height();
        double scale = Math.min(1, Math.sqrt(most / ((double) width * height)));
        return new ImageSize(side(width * scale), side(height * scale));
    }

    private static int side(double wanted) {
        return Math.clamp(Math.round(wanted / GRID) * GRID, LEAST_SIDE, ImageSize.LARGEST);
    }

    /// {@return what pictures made of the one in `file` are called, after their number}
    public static String name(Path file) {
        String name = String.valueOf(file.getFileName());
        int point = name.lastIndexOf('.');
        return point > 0 ? name.substring(0, point) : name;
    }
}
