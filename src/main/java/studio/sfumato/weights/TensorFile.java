package studio.sfumato.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.pickle.TorchFile;

/// The tensors of one file, whatever it is for and however it is written. Its values have not been read.
///
/// @param name what the file is called in messages: its file name
/// @param file the file: absolute, symbolic links resolved
/// @param weights the tensors by the names in the file
/// @param metadata the file's own free text, empty where there is none
public record TensorFile(String name, Path file, Map<String, Weight> weights, Map<String, String> metadata)
        implements WeightSource {
    /// A U-Net's tensor in a dictionary of a trainer's, or behind the name that PyTorch gives to what it spreads over
    /// several cards.
    private static final Pattern WRAPPED =
            Pattern.compile("((?:(?:state_dict|model|module)\\.)+)model\\.diffusion_model\\..+");

    /// The first two bytes of a zip archive, `PK`.
    private static final int ZIP = 0x4b50;

    /// The first two bytes of a bare pickle of protocol 2.
    private static final int PICKLE = 0x0280;

    /// Reads the list of tensors in `file`, which its first bytes tell to be safetensors or PyTorch's.
    ///
    /// @throws ModelFileException if the file is missing, truncated or malformed, or a pickle that wants anything
    ///     but a list of tensors
    /// @throws UnsupportedModelException if PyTorch wrote it in a form that is not read
    public static TensorFile open(Path file) {
        String name = String.valueOf(file.getFileName());
        Path real = SafetensorsFile.realFile(file, name);
        return switch (start(real, name)) {
            case ZIP -> new TensorFile(name, real, unwrapped(TorchFile.weights(name, real)), Map.of());
            case PICKLE -> new TensorFile(name, real, unwrapped(TorchFile.oldWeights(name, real)), Map.of());
            default -> safetensors(file);
        };
    }

    /// {@return the first two bytes as a number, the first the lower}
    private static int start(Path file, String name) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] first = in.readNBytes(2);
            return first.length < 2 ? 0 : Byte.toUnsignedInt(first[0]) | (Byte.toUnsignedInt(first[1]) << 8);
        } catch (IOException unreadable) {
            throw new ModelFileException(name + " cannot be read: " + JsonFile.reason(unreadable), null, unreadable);
        }
    }

    private static TensorFile safetensors(Path file) {
        SafetensorsFile safetensors = SafetensorsFile.open(file);
        return new TensorFile(
                safetensors.name(), safetensors.file(), unwrapped(safetensors.weights()), safetensors.metadata());
    }

    /// {@return a model's tensors without what a trainer has put around them all; what lies beside them, such as an
    /// optimizer's state, is left out}
    private static Map<String, Weight> unwrapped(Map<String, Weight> weights) {
        Optional<String> wrapper = weights.keySet().stream()
                .map(WRAPPED::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .findFirst();
        if (wrapper.isEmpty()) {
            return weights;
        }
        Map<String, Weight> inner = new LinkedHashMap<>();
        weights.forEach((key, weight) -> {
            if (key.startsWith(wrapper.get())) {
                String name = key.substring(wrapper.get().length());
                inner.put(name, weight.withKey(name));
            }
        });
        return Collections.unmodifiableMap(inner);
    }

    /// {@return whether there is a tensor with one of these names}
    public boolean has(String... keys) {
        return Arrays.stream(keys).anyMatch(weights::containsKey);
    }

    /// {@return whether some tensor's name begins so}
    public boolean begins(String... prefixes) {
        return weights.keySet().stream().anyMatch(key -> Arrays.stream(prefixes).anyMatch(key::startsWith));
    }

    /// {@return whether some tensor's name holds one of these texts}
    public boolean contains(String... parts) {
        return weights.keySet().stream().anyMatch(key -> Arrays.stream(parts).anyMatch(key::contains));
    }

    @Override
    public Optional<Weight> find(String key) {
        return Optional.ofNullable(weights.get(key));
    }

    @Override
    public Set<String> keys() {
        return weights.keySet();
    }
}
