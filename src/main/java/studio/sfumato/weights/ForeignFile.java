package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.sfumato.error.ModelFileException;

/// What people have under a model's name that holds no tensors; told from its first bytes.
public enum ForeignFile {
    /// What a site sent instead of the file.
    WEB_PAGE(
            "a web page, not a file of weights",
            "Download it again; where one must sign in first, sign in or give a token.",
            "<!doctype|<html|<\\?xml"),
    /// What a repository has in the place of a large file, cloned without Git LFS.
    LFS_POINTER(
            "a pointer of Git LFS, not the file itself",
            "Run git lfs pull in its repository, or download the file itself.",
            "version https://git-lfs\\."),
    /// What llama.cpp and ComfyUI-GGUF read.
    GGUF("a GGUF file, which is not supported", "Get the same model as .safetensors.", "gguf"),
    /// A graph with its weights, as other programs export networks.
    ONNX(
            "an ONNX graph, not a file of weights",
            "Where it is a part of an exported model, name the model's folder.",
            "\\x08[\\x01-\\x1f]\\x12"),
    /// An archive, perhaps with a model in it.
    ARCHIVE("a packed archive, not a file of weights", "Unpack it first.", "rar!|7z\u00bc\u00af|\u001f\u008b");

    private static final int START = 512;
    private static final String MARK = "\u00ef\u00bb\u00bf"; // UTF-8's byte order mark

    private final String what;
    private final String hint;
    private final Pattern starts;

    ForeignFile(String what, String hint, String starts) {
        this.what = what;
        this.hint = hint;
        this.starts = Pattern.compile(starts);
    }

    /// {@return what `file` is, if it is one of these; one that cannot be read is none}
    public static Optional<ForeignFile> of(Path file) {
        byte[] first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.readNBytes(START);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
        String start = new String(first, StandardCharsets.ISO_8859_1)
                .replace(MARK, "")
                .stripLeading()
                .toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(kind -> kind.starts.matcher(start).lookingAt())
                .findFirst();
    }

    /// {@return the refusal of a file called `name`, which is of this kind}
    ModelFileException refused(String name) {
        return new ModelFileException(name + " is " + what, hint, null);
    }
}
