package studio.sfumato.weights.pickle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.pickle.PickleValue.Global;
import studio.sfumato.weights.pickle.PickleValue.Nothing;
import studio.sfumato.weights.pickle.PickleValue.Row;
import studio.sfumato.weights.pickle.PickleValue.Storage;
import studio.sfumato.weights.pickle.PickleValue.Stored;
import studio.sfumato.weights.pickle.PickleValue.Table;
import studio.sfumato.weights.pickle.PickleValue.Text;
import studio.sfumato.weights.pickle.PickleValue.Whole;

/// The few of Python's things that PyTorch's files name, and what each would have made: a tensor, a dictionary,
/// or nothing that is wanted here. Every other name is refused when it is read, before anything could be done
/// with it.
///
/// @param in where the pickle is being read
/// @param file what the file is called in messages
record Torch(PickleInput in, String file) {
    private static final Map<String, DType> STORAGES = Map.ofEntries(
            Map.entry("torch.DoubleStorage", DType.F64),
            Map.entry("torch.FloatStorage", DType.F32),
            Map.entry("torch.HalfStorage", DType.F16),
            Map.entry("torch.BFloat16Storage", DType.BF16),
            Map.entry("torch.LongStorage", DType.I64),
            Map.entry("torch.IntStorage", DType.I32),
            Map.entry("torch.ShortStorage", DType.I16),
            Map.entry("torch.CharStorage", DType.I8),
            Map.entry("torch.ByteStorage", DType.U8),
            Map.entry("torch.BoolStorage", DType.BOOL),
            Map.entry("torch.storage.UntypedStorage", DType.U8));

    private static final Map<String, DType> TYPES = Map.ofEntries(
            Map.entry("torch.float64", DType.F64),
            Map.entry("torch.float32", DType.F32),
            Map.entry("torch.float16", DType.F16),
            Map.entry("torch.bfloat16", DType.BF16),
            Map.entry("torch.float8_e4m3fn", DType.F8_E4M3),
            Map.entry("torch.float8_e5m2", DType.F8_E5M2),
            Map.entry("torch.int64", DType.I64),
            Map.entry("torch.int32", DType.I32),
            Map.entry("torch.uint8", DType.U8));

    private static final String PARAMETERS = "torch.nn.modules.container.ParameterDict";

    private static final Set<String> DICTIONARIES =
            Set.of("collections.OrderedDict", "__builtin__.dict", "builtins.dict", PARAMETERS);

    private static final String TENSOR = "torch._utils._rebuild_tensor";
    private static final String TENSOR_2 = "torch._utils._rebuild_tensor_v2";
    private static final String TENSOR_3 = "torch._utils._rebuild_tensor_v3";
    private static final String PARAMETER = "torch._utils._rebuild_parameter";

    /// What trainers leave in their files beside tensors. None of it is made.
    private static final Set<String> INERT = Set.of(
            "torch.Size",
            "torch.device",
            "numpy.core.multiarray.scalar",
            "numpy.core.multiarray._reconstruct",
            "numpy._core.multiarray.scalar",
            "numpy.dtype",
            "numpy.ndarray",
            "_codecs.encode",
            "__builtin__.set",
            "builtins.set",
            "pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint",
            "pytorch_lightning.callbacks.model_checkpoint",
            "pytorch_lightning.utilities.parsing.AttributeDict");

    /// {@return a name, if it is one of those}
    ///
    /// @throws ModelFileException if it is any other
    Global known(Global global) {
        String whole = global.whole();
        boolean known = STORAGES.containsKey(whole)
                || TYPES.containsKey(whole)
                || DICTIONARIES.contains(whole)
                || INERT.contains(whole)
                || whole.equals(TENSOR)
                || whole.equals(TENSOR_2)
                || whole.equals(TENSOR_3)
                || whole.equals(PARAMETER);
        if (!known) {
            throw refused(PickleInput.shown(whole));
        }
        return global;
    }

    /// {@return the refusal of something a list of tensors has no use for}
    ModelFileException refused(String what) {
        return new ModelFileException(
                file + " wants more than a list of tensors: " + what,
                "A file like this can run any program when PyTorch opens it. Nothing of it was run here. Get the model as"
                        + " .safetensors from somebody you trust.",
                null);
    }

    /// {@return the storage that a persistent id names: `('storage', type, key, place, count)`}
    Storage storage(PickleValue id) {
        if (id instanceof Row(List<PickleValue> items)
                && items.size() >= 3
                && items.get(0) instanceof Text(String what)
                && what.equals("storage")
                && items.get(1) instanceof Global type
                && items.get(2) instanceof Text(String key)) {
            return new Storage(
                    Optional.ofNullable(STORAGES.get(type.whole()))
                            .orElseThrow(() -> in.wrong(type.whole() + " is no kind of storage")),
                    key);
        }
        throw in.wrong("a storage in it is not named as one");
    }

    /// {@return what calling `callee` would have made}
    PickleValue made(PickleValue callee, PickleValue arguments) {
        if (!(callee instanceof Global global) || !(arguments instanceof Row(List<PickleValue> given))) {
            throw in.wrong("it calls something that is no name");
        }
        String name = global.whole();
        if (DICTIONARIES.contains(name)) {
            return Table.empty();
        }
        return switch (name) {
            case TENSOR, TENSOR_2 -> tensor(given, Optional.empty());
            case TENSOR_3 -> tensor(given, given.size() > 6 ? type(given.get(6)) : Optional.empty());
            case PARAMETER -> given.isEmpty() ? Nothing.NOTHING : given.getFirst();
            default -> {
                if (!INERT.contains(name)) {
                    throw refused("a call of " + PickleInput.shown(name));
                }
                yield Nothing.NOTHING;
            }
        };
    }

    /// Attributes may be set on what has no use for them; a `ParameterDict` has its entries among them.
    ///
    /// @return how many entries it took
    int set(PickleValue value, PickleValue attributes) {
        if (!(value instanceof Table || value instanceof Nothing || value instanceof Stored)) {
            throw in.wrong("it gives attributes to what has none");
        }
        if (value instanceof Table table
                && attributes instanceof Table given
                && given.entries().get("_parameters") instanceof Table parameters
                && !parameters.equals(table)) {
            table.entries().putAll(parameters.entries());
            return parameters.entries().size();
        }
        return 0;
    }

    private static Optional<DType> type(PickleValue value) {
        return value instanceof Global global ? Optional.ofNullable(TYPES.get(global.whole())) : Optional.empty();
    }

    private Stored tensor(List<PickleValue> given, Optional<DType> type) {
        if (given.size() >= 4
                && given.get(0) instanceof Storage storage
                && given.get(1) instanceof Whole(long offset)
                && offset >= 0
                && given.get(2) instanceof Row(List<PickleValue> sizes)
                && given.get(3) instanceof Row(List<PickleValue> strides)) {
            return new Stored(storage.key(), type.orElse(storage.type()), offset, numbers(sizes), numbers(strides));
        }
        throw in.wrong("a tensor in it lacks its storage, sizes or strides");
    }

    private List<Long> numbers(List<PickleValue> values) {
        List<Long> numbers = new ArrayList<>();
        for (PickleValue value : values) {
            if (!(value instanceof Whole(long number)) || number < 0) {
                throw in.wrong("a size in it is no whole number");
            }
            numbers.add(number);
        }
        return List.copyOf(numbers);
    }
}
