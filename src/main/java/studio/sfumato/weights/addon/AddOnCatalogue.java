package studio.sfumato.weights.addon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.error.StudioException;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.FileNotes;
import studio.sfumato.weights.ModelLicence;
import studio.sfumato.weights.OnnxFile;
import studio.sfumato.weights.checkpoint.ClipVisionFile;
import studio.sfumato.weights.checkpoint.ControlFile;
import studio.sfumato.weights.checkpoint.DepthFile;
import studio.sfumato.weights.checkpoint.LinesFile;
import studio.sfumato.weights.checkpoint.UpscalerFile;
import studio.sfumato.weights.embedding.EmbeddingFile;
import studio.sfumato.weights.lora.LoraBase;
import studio.sfumato.weights.lora.LoraFile;

/// What there is to put on top of models, told from headers and notes alone.
public final class AddOnCatalogue {
    private final AddOnShelf shelf;

    /// The catalogue of what is on `shelf`.
    public AddOnCatalogue(AddOnShelf shelf) {
        this.shelf = shelf;
    }

    /// {@return everything of a kind, by name; one that cannot be used is listed with its problem}
    public List<AddOnEntry> list(AddOnKind kind) {
        return shelf.files(kind).entrySet().stream()
                .map(entry -> entry(kind, entry.getKey(), entry.getValue()))
                .toList();
    }

    /// Reads the header of a file as one of a kind.
    ///
    /// @throws StudioException if it cannot be used as such
    public static void check(AddOnKind kind, Path file) {
        read(kind, "", file);
    }

    private static AddOnEntry read(AddOnKind kind, String name, Path file) {
        return switch (kind) {
            case LORA -> lora(name, file);
            case EMBEDDING -> embedding(name, file);
            case UPSCALER -> upscaler(name, file);
            case CONTROL -> control(name, file);
            case DEPTH -> OnnxFile.is(file) ? onnx(kind, name, file) : depth(name, file);
            case POSE -> onnx(kind, name, file);
            case LINES -> lines(name, file);
            case VISION -> vision(name, file);
        };
    }

    private static AddOnEntry entry(AddOnKind kind, String name, Path file) {
        try {
            return read(kind, name, file);
        } catch (StudioException problem) {
            return entry(
                    kind,
                    name,
                    file,
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    Optional.of(String.valueOf(problem.getMessage())));
        }
    }

    private static AddOnEntry lora(String name, Path file) {
        LoraFile lora = LoraFile.open(file);
        return entry(
                AddOnKind.LORA,
                name,
                file,
                lora.metadata(),
                lora.base().map(LoraBase::label),
                Optional.empty(),
                lora.content(),
                Optional.empty());
    }

    private static AddOnEntry embedding(String name, Path file) {
        EmbeddingFile embedding = EmbeddingFile.open(file);
        String content = embedding.count() == 1 ? "1 vector" : embedding.count() + " vectors";
        return entry(
                AddOnKind.EMBEDDING,
                name,
                file,
                embedding.metadata(),
                embedding.base(),
                Optional.of(new AddOnEntry.Vectors(embedding.count(), embedding.widths())),
                content,
                Optional.empty());
    }

    private static AddOnEntry upscaler(String name, Path file) {
        UpscalerFile upscaler = UpscalerFile.open(file);
        String content = upscaler.kind() + ", " + upscaler.scale() + "×";
        return entry(
                AddOnKind.UPSCALER,
                name,
                file,
                upscaler.metadata(),
                Optional.empty(),
                Optional.empty(),
                content,
                Optional.empty());
    }

    private static AddOnEntry control(String name, Path file) {
        ControlFile control = ControlFile.open(file);
        return entry(
                AddOnKind.CONTROL,
                name,
                file,
                control.metadata(),
                Optional.of(control.family().label()),
                Optional.empty(),
                control.kind().label(),
                Optional.empty());
    }

    private static AddOnEntry lines(String name, Path file) {
        return entry(
                AddOnKind.LINES,
                name,
                file,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                LinesFile.open(file).kind().label(),
                Optional.empty());
    }

    private static AddOnEntry vision(String name, Path file) {
        return entry(
                AddOnKind.VISION,
                name,
                file,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                "width " + ClipVisionFile.open(file).projection(),
                Optional.empty());
    }

    private static AddOnEntry depth(String name, Path file) {
        String precision =
                DepthFile.open(file).weights().precision().map(DType::label).orElse("");
        return entry(
                AddOnKind.DEPTH,
                name,
                file,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                ("DPT-Hybrid " + precision).strip(),
                Optional.empty());
    }

    private static AddOnEntry onnx(AddOnKind kind, String name, Path file) {
        String precision =
                OnnxFile.read(file, name).precision().map(DType::label).orElse("");
        return entry(
                kind,
                name,
                file,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                ("ONNX " + precision).strip(),
                Optional.empty());
    }

    private static AddOnEntry entry(
            AddOnKind kind,
            String name,
            Path file,
            Map<String, String> metadata,
            Optional<String> base,
            Optional<AddOnEntry.Vectors> vectors,
            String content,
            Optional<String> problem) {
        FileNotes notes = FileNotes.of(file, metadata);
        return new AddOnEntry(
                kind,
                name,
                file,
                size(file),
                base.or(notes::base),
                vectors,
                content,
                notes.title(),
                notes.triggers(),
                notes.tags(),
                notes.weight(),
                ModelLicence.of(file, notes),
                notes.preview(),
                problem);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
