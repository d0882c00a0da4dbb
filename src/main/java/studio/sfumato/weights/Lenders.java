package studio.sfumato.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.checkpoint.FileKind;
import studio.sfumato.weights.checkpoint.SingleFile;
import studio.sfumato.weights.checkpoint.TextLender;

/// Finds what models lack, and which others could lend it.
final class Lenders {
    private Lenders() {}

    /// {@return what the model at `path` lacks, and who could lend it text encoders}
    ///
    /// @param known gives all models by name
    /// @param most after how many to stop looking
    static Lacking lacking(Path path, Supplier<Map<String, Path>> known, int most) {
        try {
            if (!Files.isRegularFile(path)) {
                Set<ModelPart> missing = EnumSet.of(ModelPart.VAE);
                missing.removeAll(ModelCatalogue.openFolder(path).parts());
                return new Lacking(missing, List.of());
            }
            TensorFile file = TensorFile.open(path);
            if (FileKind.of(file) != FileKind.CHECKPOINT) {
                return Lacking.NONE;
            }
            Lacking lacking = SingleFile.lacking(file);
            return lacking.text()
                    ? new Lacking(
                            lacking.parts(),
                            known.get().entrySet().stream()
                                    .filter(other -> !other.getValue().equals(path))
                                    .filter(other -> fits(path, file, other.getValue()))
                                    .map(Map.Entry::getKey)
                                    .limit(most)
                                    .toList())
                    : lacking;
        } catch (StudioException unusable) {
            return Lacking.NONE;
        }
    }

    /// Whatever speaks against it will be said when it is chosen all the same.
    private static boolean fits(Path path, TensorFile file, Path lender) {
        try {
            return !SingleFile.of(path, file, new TextLender(List.of(lender)))
                    .separateText()
                    .isEmpty();
        } catch (StudioException unfit) {
            return false;
        }
    }

    /// {@return the names in `wanted`}: one, which may have a comma in it, or several with commas between them
    ///
    /// @param there whether there is something of a name
    static List<String> split(String wanted, Predicate<String> there) {
        return there.test(wanted) || !wanted.contains(",")
                ? List.of(wanted)
                : Arrays.stream(wanted.split(",")).map(String::strip).toList();
    }
}
