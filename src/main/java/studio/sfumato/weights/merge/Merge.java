package studio.sfumato.weights.merge;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelHash;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.NoiseScheduleConfig.Predicts;
import studio.sfumato.weights.Versions;
import studio.sfumato.weights.Weight;
import studio.sfumato.weights.WeightReader;

/// Makes a model of others and writes it as one safetensors file. Tensors are read, merged and written a piece at a
/// time, so that memory holds a few pieces and never a model; the file has its name only when it is whole.
public final class Merge {
    /// How many values are merged at a time.
    private static final int PIECE = 1 << 20;

    private static final String ENDING = ".safetensors";
    private static final String UNFINISHED = ".part";
    private static final double MEGABYTE = 1e6;

    private final MergeRecipe recipe;
    private final ModelHash hashes;
    private final FreeSpace space;
    private final LocalDate today;
    private final Asking asking;

    /// Hears how far it is.
    @FunctionalInterface
    public interface Progress {
        /// `done` of `total` bytes have been written.
        void at(long done, long total);

        /// A model is being asked what it predicts, before anything is written; that takes seconds.
        default void asking(ModelSource model) {}
    }

    /// Finds out what a model predicts whose files don't say so.
    @FunctionalInterface
    public interface Asking {
        /// {@return what the model's U-Net predicts}; runs it once.
        ///
        /// @throws studio.sfumato.error.StudioException if it cannot be run
        /// @throws CancelledException if `cancel` is cancelled meanwhile
        Predicts prediction(ModelSource model, CancellationToken cancel);
    }

    /// Knows how much room there is.
    @FunctionalInterface
    interface FreeSpace {
        /// {@return how many bytes can be written in `folder`}
        long in(Path folder) throws IOException;
    }

    /// A new model.
    ///
    /// @param file where it is
    /// @param bytes its size
    /// @param notices what the user should know
    public record Made(Path file, long bytes, List<String> notices) {}

    /// A merge that has not begun.
    ///
    /// @param hashes knows the hashes of models, which are written into the new one
    /// @param today the date that is written into it
    /// @param asking finds out what models predict that don't say so, where that matters
    public Merge(MergeRecipe recipe, ModelHash hashes, LocalDate today, Asking asking) {
        this(recipe, hashes, today, asking, folder -> Files.getFileStore(folder).getUsableSpace());
    }

    Merge(MergeRecipe recipe, ModelHash hashes, LocalDate today, Asking asking, FreeSpace space) {
        this.recipe = recipe;
        this.hashes = hashes;
        this.today = today;
        this.asking = asking;
        this.space = space;
    }

    /// Does it.
    ///
    /// @throws RequestException if the file may not be written
    /// @throws ModelFileException if the models don't fit together, one is damaged, or the disk is full
    /// @throws CancelledException if `cancel` is cancelled meanwhile; nothing is left behind then
    public Made run(Progress progress, CancellationToken cancel) {
        Path target = target();
        Ingredients ingredients = Ingredients.of(recipe);
        List<LdmLayout.Entry> entries = LdmLayout.of(recipe.models().getFirst().family(), ingredients.shapes());
        Map<String, Shape> shapes = new LinkedHashMap<>();
        entries.forEach(entry -> shapes.put(entry.name(), entry.shape()));
        ingredients.beside().forEach((name, weight) -> shapes.put(name, weight.shape()));
        marks().forEach(mark -> shapes.put(mark, Shape.of(0)));
        Fitting.requireSamePrediction(recipe, model -> {
            progress.asking(model);
            return asking.prediction(model, cancel);
        });
        Map<String, String> card = new MergeCard(recipe, hashes, cancel).metadata(today);
        SafetensorsOutput output =
                SafetensorsOutput.of(card, shapes, recipe.precision().type());
        requireSpace(target, output.size());
        Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
        boolean ours = false;
        boolean done = false;
        try {
            try (RandomAccessFile file = new RandomAccessFile(unfinished.toFile(), "rw");
                    FileLock _ = lock(file, unfinished)) {
                ours = true;
                file.setLength(0);
                file.write(output.header().array());
                new Writing(file, ingredients, entries, output, progress, cancel).all();
                file.getFD().sync();
            }
            requireFree(target);
            Versions.replace(target, unfinished);
            done = true;
            return new Made(target, output.size(), ingredients.notices());
        } catch (IOException unwritable) {
            throw new ModelFileException(target + " cannot be written: " + reason(unwritable), null, unwritable);
        } finally {
            if (ours && !done) {
                forget(unfinished);
            }
        }
    }

    /// What tells readers that a model of the family is not of the usual kind.
    private List<String> marks() {
        ModelSource first = recipe.models().getFirst();
        boolean v = first.family() != ModelFamily.SD2 && first.noiseSchedule().predicts() == Predicts.V_PREDICTION;
        List<String> marks = new ArrayList<>(v ? List.of("v_pred") : List.of());
        if (first.noiseSchedule().rescaleToZeroSnr()) {
            marks.add("ztsnr");
        }
        return marks;
    }

    private Path target() {
        Path target = recipe.target().toAbsolutePath().normalize();
        String name = String.valueOf(target.getFileName());
        if (!name.toLowerCase(Locale.ROOT).endsWith(ENDING)) {
            throw new RequestException(name + ": a merged model is written as " + ENDING + "; give it that ending");
        }
        @Nullable Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new RequestException(folder + " is not a folder");
        }
        requireFree(target);
        return target;
    }

    private void requireFree(Path target) {
        if (Files.isDirectory(target)) {
            throw new RequestException(target + " is a folder");
        }
        if (!Files.exists(target)) {
            return;
        }
        if (!recipe.replace()) {
            throw new RequestException(target + " is there already", "Choose another name, or say --overwrite.", null);
        }
        for (ModelSource model : recipe.models()) {
            if (same(target, model.location())) {
                throw new RequestException(target + " is one of the models it would be made of");
            }
        }
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException unreadable) {
            return one.equals(other);
        }
    }

    private void requireSpace(Path target, long bytes) {
        Path folder = target.resolveSibling("").toAbsolutePath().normalize();
        try {
            long free = space.in(folder);
            if (free < bytes) {
                throw new ModelFileException(
                        String.format(
                                Locale.ROOT,
                                "%s needs %.0f MB, and there are %.0f MB free in %s",
                                target.getFileName(),
                                Math.ceil(bytes / MEGABYTE),
                                Math.floor(free / MEGABYTE),
                                folder),
                        "Free some space, or write it to another disk.",
                        null);
            }
        } catch (IOException unknown) {
            throw new ModelFileException(folder + " cannot be written: " + reason(unknown), null, unknown);
        }
    }

    /// Another Sfumato may be writing the same file.
    private static FileLock lock(RandomAccessFile file, Path path) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = file.getChannel().tryLock();
        } catch (OverlappingFileLockException own) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException(path.getFileName() + " is being written already");
        }
        return lock;
    }

    private static void forget(Path unfinished) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException left) {
            return; // the next merge of this name takes its place
        }
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /// Fills the file.
    private final class Writing {
        private final RandomAccessFile file;
        private final Ingredients ingredients;
        private final List<LdmLayout.Entry> entries;
        private final SafetensorsOutput output;
        private final Progress progress;
        private final CancellationToken cancel;
        private final int lastBlock;
        private long done;

        Writing(
                RandomAccessFile file,
                Ingredients ingredients,
                List<LdmLayout.Entry> entries,
                SafetensorsOutput output,
                Progress progress,
                CancellationToken cancel) {
            this.file = file;
            this.ingredients = ingredients;
            this.entries = entries;
            this.output = output;
            this.progress = progress;
            this.cancel = cancel;
            this.lastBlock =
                    Blocks.last(entries.stream().map(LdmLayout.Entry::name).toList());
            this.done = output.header().limit();
        }

        void all() throws IOException {
            for (LdmLayout.Entry entry : entries) {
                double amount = recipe.blocks().getOrDefault(Blocks.of(entry.name(), lastBlock), recipe.amount());
                for (String key : entry.keys()) {
                    one(entry, key, amount);
                }
            }
            for (Map.Entry<String, Weight> copied : ingredients.beside().entrySet()) {
                write(copied.getKey(), WeightReader.read(copied.getValue()));
            }
        }

        private void one(LdmLayout.Entry entry, String key, double amount) throws IOException {
            if (entry.transposed() || ingredients.whole(entry.part(), key)) {
                Tensor values = ingredients.all(entry.part(), key, amount);
                write(entry.name(), entry.transposed() ? turned(values) : values);
                return;
            }
            int slices = entry.shape().at(0) / entry.keys().size();
            int size = Math.max(1, entry.shape().elements() / entry.shape().at(0));
            int step = Math.max(1, PIECE / size);
            for (int from = 0; from < slices; from += step) {
                int to = Math.min(slices, from + step);
                write(entry.name(), ingredients.slices(entry.part(), key, amount, from, to));
            }
        }

        private void write(String name, Tensor values) throws IOException {
            cancel.throwIfCancelled();
            Precision precision = recipe.precision();
            if (!precision.holds(values)) {
                boolean finite = values.isFinite();
                throw new ModelFileException(
                        "'" + name + "' of the new model has values that are "
                                + (finite ? "too large for " + precision.label() : "not finite numbers"),
                        finite
                                ? "Choose another precision or a smaller amount."
                                : "One of the models or LoRAs is damaged there.",
                        null);
            }
            byte[] bytes = precision.bytes(values);
            file.write(bytes);
            done += bytes.length;
            progress.at(done, output.size());
        }
    }

    private static Tensor turned(Tensor matrix) {
        int rows = matrix.shape().at(0);
        int columns = matrix.shape().at(1);
        float[] values = new float[rows * columns];
        IntStream.range(0, rows * columns).forEach(i -> values[i % columns * rows + i / columns] = matrix.at(i));
        return Tensor.wrap(Shape.of(columns, rows), values);
    }
}
