package studio.sfumato.weights.embedding;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.FileStamp;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightReader;

/// A textual inversion (Gal et al. 2022, arXiv:2208.01618) whose list of tensors has been read: one or more vectors
/// that stand in a text encoder's input in place of tokens; for SDXL two lots of them, one for each encoder. Reads
/// A1111's files (`string_to_param.*`, `emb_params`) and pictures, those of diffusers (`<token>`) and
/// pairs (`clip_l`, `clip_g`).
public final class EmbeddingFile {
    /// A prompt's chunk has room for so many tokens.
    public static final int MOST_VECTORS = 75;

    private static final int MOST_WIDTH = 1 << 14;
    private static final int SD1 = 768;
    private static final int SD2 = 1024;
    private static final int SDXL_SECOND = 1280;
    private static final String FIRST = "clip_l";
    private static final String SECOND = "clip_g";
    private static final String THIRD = "t5xxl";

    private final TensorFile file;
    private final String identity;
    private final List<Weight> vectors;
    private final boolean third;
    private final Optional<Tensor> written;

    /// @param written the vectors themselves, where the file has them as text
    private EmbeddingFile(
            TensorFile file, String identity, List<Weight> vectors, boolean third, Optional<Tensor> written) {
        this.written = written;
        this.file = file;
        this.identity = identity;
        this.vectors = vectors;
        this.third = third;
    }

    /// Reads the list of tensors in `path`.
    ///
    /// @throws ModelFileException if it is missing, damaged or no embedding; the message names the file and what is
    ///     wrong with it
    /// @throws studio.sfumato.error.UnsupportedModelException if PyTorch wrote it in a form that is not read
    public static EmbeddingFile open(Path path) {
        String identity = FileStamp.of(path); // before it is read, which it is again if it is replaced meanwhile
        if (isPicture(path)) {
            return picture(path, identity);
        }
        TensorFile file = TensorFile.open(path);
        Map<String, Weight> candidates = new LinkedHashMap<>();
        file.weights().forEach((key, weight) -> {
            if (!key.startsWith("string_to_token")) {
                candidates.put(key, weight);
            }
        });
        List<Weight> vectors = chosen(file.name(), candidates);
        vectors.forEach(weight -> requireSound(file.name(), weight));
        if (vectors.size() == 2 && rows(vectors.getFirst()) != rows(vectors.getLast())) {
            throw new ModelFileException(
                    file.name() + ": '" + vectors.getFirst().key() + "' has "
                            + rows(vectors.getFirst()) + " vectors and '"
                            + vectors.getLast().key() + "' " + rows(vectors.getLast()));
        }
        return new EmbeddingFile(file, identity, vectors, candidates.containsKey(THIRD), Optional.empty());
    }

    /// {@return whether a file is one, going by its name; of a picture, whether there is one in its text or pixels}
    public static boolean maybe(Path path) {
        return !isPicture(path) || EmbeddingPicture.is(path);
    }

    private static boolean isPicture(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".png");
    }

    private static EmbeddingFile picture(Path path, String identity) {
        Tensor vectors = EmbeddingPicture.read(path);
        String name = String.valueOf(path.getFileName());
        Weight weight = new Weight(
                "TORCHTENSOR",
                DType.F32,
                vectors.shape(),
                path,
                0,
                (long) Float.BYTES * vectors.shape().elements());
        TensorFile file = new TensorFile(name, path, Map.of(weight.key(), weight), Map.of());
        return new EmbeddingFile(file, identity, List.of(weight), false, Optional.of(vectors));
    }

    private static List<Weight> chosen(String name, Map<String, Weight> candidates) {
        for (List<String> pair : List.of(List.of(FIRST, SECOND), List.of("text_encoders_0", "text_encoders_1"))) {
            if (candidates.keySet().containsAll(pair)) {
                return pair.stream().map(candidates::get).toList();
            }
        }
        List<Weight> own = candidates.values().stream()
                .filter(weight -> weight.key().startsWith("string_to_param.")
                        || weight.key().equals("emb_params"))
                .toList();
        List<Weight> found = own.isEmpty() ? List.copyOf(candidates.values()) : own;
        if (found.size() == 1) {
            return found;
        }
        throw new ModelFileException(name + " is not an embedding: "
                + (found.isEmpty()
                        ? "there is no tensor in it"
                        : "it has " + found.size() + " tensors, the first '"
                                + found.getFirst().key() + "'"));
    }

    private static void requireSound(String name, Weight weight) {
        Shape shape = weight.shape();
        String tensor = name + ": tensor '" + weight.key() + "' ";
        if (!weight.type().isFloat()) {
            throw new ModelFileException(tensor + "holds " + weight.type() + ", not floating-point numbers");
        }
        if (shape.rank() < 1 || shape.rank() > 2 || shape.elements() == 0 || width(weight) > MOST_WIDTH) {
            throw new ModelFileException(tensor + "of shape " + shape + " is no list of vectors");
        }
        if (rows(weight) > MOST_VECTORS) {
            throw new ModelFileException(
                    tensor + "has " + rows(weight) + " vectors; a prompt has room for " + MOST_VECTORS);
        }
    }

    private static int rows(Weight weight) {
        return weight.shape().rank() == 1 ? 1 : weight.shape().at(0);
    }

    private static int width(Weight weight) {
        return weight.shape().at(weight.shape().rank() - 1);
    }

    /// {@return the file: absolute, symbolic links resolved}
    public Path path() {
        return file.file();
    }

    /// {@return what the file is called in messages}
    public String name() {
        return file.name();
    }

    /// {@return what tells this file from another, and from itself once it has been replaced}
    public String identity() {
        return identity;
    }

    /// {@return the free text of its header}
    public Map<String, String> metadata() {
        return file.metadata();
    }

    /// {@return how many tokens it takes the place of, at least one}
    public int count() {
        return rows(vectors.getFirst());
    }

    /// {@return how wide its vectors are: one number, or one for each of two text encoders}
    public List<Integer> widths() {
        return vectors.stream().map(EmbeddingFile::width).toList();
    }

    /// {@return the kind of model it is for, as people call that, going by its widths}
    public Optional<String> base() {
        List<Integer> widths = widths();
        if (third) {
            return Optional.of("SD 3");
        }
        return switch (widths.size()) {
            case 1 ->
                switch (widths.getFirst()) {
                    case SD1 -> Optional.of(ModelFamily.SD1.label());
                    case SD2 -> Optional.of(ModelFamily.SD2.label());
                    default -> Optional.empty();
                };
            default ->
                widths.equals(List.of(SD1, SDXL_SECOND)) ? Optional.of(ModelFamily.SDXL.label()) : Optional.empty();
        };
    }

    /// {@return what it is for, in words for a message}
    public String wants() {
        return base().orElseGet(() -> "text encoders " + wide() + " wide");
    }

    /// {@return its widths in words: `768`, `768 and 1280`}
    public String wide() {
        return widths().stream().map(String::valueOf).collect(Collectors.joining(" and "));
    }

    /// {@return the vectors for the text encoder with the number `encoder`, from 0, each of its width}
    ///
    /// @throws ModelFileException if they cannot be read or are no numbers
    public List<Tensor> vectors(int encoder) {
        Weight weight = vectors.get(encoder);
        Tensor all = written.orElseGet(() -> WeightReader.read(weight));
        if (!all.isFinite()) {
            throw new ModelFileException(
                    file.name() + ": tensor '" + weight.key() + "' holds a value that is no number");
        }
        Tensor rows = all.reshape(Shape.of(rows(weight), width(weight)));
        return IntStream.range(0, rows(weight))
                .mapToObj(row -> rows.slice(row, row + 1).reshape(Shape.of(width(weight))))
                .toList();
    }
}
