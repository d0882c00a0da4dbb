package studio.sfumato.weights;

import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import studio.sfumato.weights.checkpoint.FileKind;
import studio.sfumato.weights.checkpoint.SingleFile;

/// Looks for VAEs: files of weights, and diffusers' folders, in and below folders called `vae`, and the tiny
/// autoencoders in and below those called `vae_approx`, wherever other programs have these.
final class VaeFinder {
    /// What every part of a diffusers model is called.
    private static final String PART = "diffusion_pytorch_model";

    private static final Pattern WEIGHTS = Pattern.compile("(?i).+\\.(safetensors|ckpt|pt|pth)");
    private static final List<String> NAMES = List.of("VAE", "vae", "Vae");

    /// Where other programs keep what draws previews; only tiny autoencoders are of use here.
    private static final List<String> SMALL = List.of("VAE-approx", "vae_approx", "vae-approx", "ApproxVAE");

    private static final Pattern TINY_VAE = Pattern.compile("(?i)(?!.*encoder).*tae.*");

    private VaeFinder() {}

    /// {@return the VAEs of these folders of models, each a file or a folder with a `config.json`, the first folder's
    /// first}
    ///
    /// @param keyed tells what is in folders that are named by a key
    static List<Path> in(List<Path> folders, KeyedFiles keyed) {
        Set<Path> found = new LinkedHashSet<>();
        for (Path folder : folders) {
            found.addAll(called(folder));
            for (Path home : ModelHomes.of(folder)) {
                NAMES.forEach(name -> found.addAll(within(home.resolve(name), false)));
                SMALL.forEach(name -> found.addAll(within(home.resolve(name), true)));
            }
        }
        ExtraPaths.of(folders, ExtraPaths.VAES).forEach(folder -> found.addAll(within(folder, false)));
        ExtraPaths.of(folders, ExtraPaths.SMALL_VAES).forEach(folder -> found.addAll(within(folder, true)));
        keyed.of(folders, EnumSet.of(FileKind.VAE, FileKind.TINY_VAE)).values().stream()
                .map(VaeFinder::whole)
                .forEach(found::add);
        return List.copyOf(found);
    }

    /// {@return what a VAE is called}: its file's name without the ending, or its folder's
    static String name(Path vae) {
        return Files.isDirectory(vae) ? String.valueOf(vae.getFileName()) : SingleFile.stem(vae);
    }

    /// What lies in folders called as VAEs' are, wherever below `folder`. The `vae` of a diffusers model is a part of
    /// that and not listed.
    private static SortedSet<Path> called(Path folder) {
        List<Path> places = new ArrayList<>();
        ModelFinder.walk(folder, new ModelFinder.Visitor() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                if (isRest(folder, path)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (isCalled(path, NAMES) || isCalled(path, SMALL)) {
                    places.add(path);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return counted();
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                return counted();
            }
        });
        SortedSet<Path> found = new TreeSet<>();
        places.forEach(place -> found.addAll(within(place, isCalled(place, SMALL))));
        return found;
    }

    private static boolean isCalled(Path folder, List<String> names) {
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    /// What lies in and below `folder`, which is one of VAEs whatever it is called.
    private static SortedSet<Path> within(Path folder, boolean tiny) {
        SortedSet<Path> found = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        ModelFinder.walk(folder, new ModelFinder.Visitor() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                if (!path.equals(folder) && isFolderOfOne(path)) {
                    if (!tiny || isTiny(path)) {
                        found.add(path);
                    }
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return counted();
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                String name = String.valueOf(path.getFileName());
                if (attributes.isRegularFile()
                        && WEIGHTS.matcher(name).matches()
                        && !isPart(path)
                        && (!tiny || isTiny(path))) {
                    found.add(path);
                }
                return counted();
            }
        });
        return found;
    }

    /// A file in a folder as diffusers saves it stands for all of it.
    private static Path whole(Path file) {
        Path folder = file.getParent();
        return folder != null && isPart(file) && isFolderOfOne(folder) ? folder : file;
    }

    private static boolean isPart(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).startsWith(PART);
    }

    private static boolean isTiny(Path vae) {
        return TINY_VAE.matcher(String.valueOf(vae.getFileName())).matches();
    }

    /// InvokeAI keeps VAEs as diffusers saves them.
    private static boolean isFolderOfOne(Path folder) {
        return Files.isRegularFile(folder.resolve("config.json"));
    }
}
