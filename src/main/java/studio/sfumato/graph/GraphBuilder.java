package studio.sfumato.graph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.tensor.Shape;
import studio.sfumato.weights.DType;
import studio.sfumato.weights.Replacement;
import studio.sfumato.weights.Weight;

/// Collects the nodes of one network and writes them as an ONNX model. Asking twice for the same node, constant
/// or weight gives the same value, so networks need not share them by hand.
public final class GraphBuilder {
    /// The domain of ONNX Runtime's own operators.
    static final String MICROSOFT = "com.microsoft";

    /// IR 9 is the first with 8-bit floats; opset 20 the first with Gelu.
    private static final int IR_VERSION = 9;

    private static final int OPSET = 20;

    private final String name;
    private final Wrap wrap;
    private final List<Port> inputs = new ArrayList<>();
    private final List<Port> outputs = new ArrayList<>();
    private final Map<List<Object>, Value> constants = new LinkedHashMap<>();
    private final Map<String, Value> weights = new LinkedHashMap<>();
    private final List<Initializer> initializers = new ArrayList<>();
    private final List<Node> casts = new ArrayList<>();
    private final List<AdaptableLayer> adaptable = new ArrayList<>();
    private final Map<String, Replacement> replaced = new LinkedHashMap<>();
    private Map<Node, List<Value>> nodes = new LinkedHashMap<>();
    private int nodeCount;
    private @Nullable SidePaths sidePaths;
    private @Nullable Path weightFolder;

    /// @param name what the network is called in messages: "text encoder", "U-Net", "VAE decoder"
    public GraphBuilder(String name) {
        this(name, Wrap.NONE);
    }

    /// The same, of a network for pictures whose edges meet.
    public GraphBuilder(String name, Wrap wrap) {
        this.name = name;
        this.wrap = wrap;
    }

    /// {@return which edges of its pictures meet}
    Wrap wrap() {
        return wrap;
    }

    /// {@return a new input}
    ///
    /// @param dims a number where the size is fixed, a name where it is not
    public Value input(String name, DType type, Object... dims) {
        inputs.add(new Port(name, type, List.of(dims)));
        return new Value(name);
    }

    /// Gives `value` out as 32-bit floats under `name`.
    public void output(String name, Value value, Object... dims) {
        nodes.put(new Node("", "Identity", List.of(value), List.of(), 1, name), List.of(new Value(name)));
        nodeCount++;
        outputs.add(new Port(name, DType.F32, List.of(dims)));
    }

    /// {@return a constant vector of whole numbers, such as a shape}
    public Value constant(long... values) {
        List<Object> key = new ArrayList<>();
        for (long value : values) {
            key.add(value);
        }
        return constant(key, name -> Initializer.of(name, values));
    }

    /// {@return a constant vector of floats}
    public Value constant(float... values) {
        List<Object> key = new ArrayList<>();
        for (float value : values) {
            key.add(value);
        }
        return constant(key, name -> Initializer.of(name, values));
    }

    private Value constant(List<Object> key, Function<String, Initializer> initializer) {
        return constants.computeIfAbsent(key, _ -> {
            String constant = "constant_" + constants.size();
            initializers.add(initializer.apply(constant));
            return new Value(constant);
        });
    }

    /// {@return the tensor `weight` in the type it is stored in, with its elements arranged as `dims`}
    ///
    /// @throws UnsupportedModelException if it lies in another folder than the graph's other weights
    public Value stored(Weight weight, List<Integer> dims) {
        return weight.transposed()
                ? turned(weight.key(), external(asStored(weight), dims(weight.storedShape())))
                : external(weight, dims);
    }

    private static Weight asStored(Weight weight) {
        return weight.transpose(weight.key() + ":stored");
    }

    /// A matrix, turned round just before its use.
    private Value turned(String key, Value stored) {
        return weights.computeIfAbsent(key, name -> {
            Attribute order = Attribute.of("perm", new long[] {1, 0});
            casts.add(new Node("", "Transpose", List.of(stored), List.of(order), 1, name));
            return new Value(name);
        });
    }

    private static List<Integer> dims(Shape shape) {
        return Arrays.stream(shape.dims()).boxed().toList();
    }

    private Value external(Weight weight, List<Integer> dims) {
        return weights.computeIfAbsent(weight.key(), name -> {
            Path folder = weight.file().getParent();
            if (weightFolder != null && !weightFolder.equals(folder)) {
                throw new UnsupportedModelException("the " + this.name + "'s weights must lie in one folder, but "
                        + weight.file() + " is not in " + weightFolder);
            }
            weightFolder = folder;
            initializers.add(new Initializer.External(name, dims, weight));
            return new Value(name);
        });
    }

    /// {@return the tensor `weight` as 32-bit floats}
    ///
    /// All casts of weights stand at the head of the node list: ONNX Runtime then runs each just before the
    /// node that needs it, so that only one weight at a time exists as floats when casts are not folded.
    public Value weight(Weight weight, List<Integer> dims) {
        if (weight.transposed()) { // cast first: not every type can be turned
            return turned(weight.key(), weight(asStored(weight), dims(weight.storedShape())));
        }
        return floats(stored(weight, dims), weight.type());
    }

    /// {@return a stored tensor of that type as 32-bit floats}
    Value floats(Value stored, DType type) {
        if (type == DType.F32) {
            return stored;
        }
        String cast = stored.name() + ":f32";
        return weights.computeIfAbsent(cast, name -> {
            casts.add(new Node("", "Cast", List.of(stored), List.of(Attribute.of("to", DType.F32.onnx())), 1, name));
            return new Value(name);
        });
    }

    /// {@return a tensor of shape `dims` that is made when the network is opened, in the type it is kept in}
    Value replaced(String key, Replacement replacement, int... dims) {
        return weights.computeIfAbsent(key, name -> {
            Shape shape = Shape.of(dims);
            initializers.add(new Initializer.Replaced(name, replacement.type(), shape));
            replaced.put(
                    name,
                    new Replacement(
                            replacement.type(), () -> replacement.values().get().reshape(shape)));
            return new Value(name);
        });
    }

    /// {@return the one output of a node with a standard ONNX operator}
    public Value node(String operator, List<Value> inputs, Attribute... attributes) {
        return nodes("", operator, 1, inputs, attributes).getFirst();
    }

    /// {@return the one output of a node with one of ONNX Runtime's own operators}
    public Value microsoft(String operator, List<Value> inputs, Attribute... attributes) {
        return nodes(MICROSOFT, operator, 1, inputs, attributes).getFirst();
    }

    /// {@return the first `count` outputs of a node}
    public List<Value> nodes(String domain, String operator, int count, List<Value> inputs, Attribute... attributes) {
        Node node = new Node(domain, operator, inputs, List.of(attributes), count, "");
        return nodes.computeIfAbsent(node, _ -> {
            String stem = operator + "_" + nodeCount++;
            return IntStream.range(0, count)
                    .mapToObj(i -> new Value(count == 1 ? stem : stem + "_" + i))
                    .toList();
        });
    }

    /// {@return what `then` gives where `condition` holds, else what `otherwise` gives, as 32-bit floats}
    ///
    /// Only the branch taken is computed. Weights and constants that a branch asks for belong to the whole graph.
    public Value choose(Value condition, Supplier<Value> then, Supplier<Value> otherwise) {
        return node(
                "If",
                List.of(condition),
                new Attribute.Part("then_branch", branch(then)),
                new Attribute.Part("else_branch", branch(otherwise)));
    }

    private Attribute.Content branch(Supplier<Value> content) {
        Map<Node, List<Value>> outside = nodes;
        nodes = new LinkedHashMap<>();
        // A branch gives out only what it has computed itself.
        Value result = node("Identity", List.of(content.get()));
        Map<Node, List<Value>> inside = nodes;
        nodes = outside;
        String branch = "branch_" + nodeCount++;
        return proto -> {
            inside.forEach((node, values) -> proto.message(1, one -> node.write(one, values)));
            proto.text(2, branch);
            proto.message(12, new Port(result.name(), DType.F32, List.of())::writeShapeless);
        };
    }

    /// Lets layers from now on be changed from outside: see [SidePaths].
    public void makeAdaptable(Adaptation adaptation) {
        if (adaptation.linear()) {
            sidePaths = new SidePaths(this, adaptation);
        }
    }

    /// {@return the side paths of layers, if they have any}
    Optional<SidePaths> sidePaths() {
        return Optional.ofNullable(sidePaths);
    }

    /// {@return the layers with side paths, so far}
    List<AdaptableLayer> adaptable() {
        return adaptable;
    }

    /// {@return the finished model}
    public OnnxModel build() {
        if (sidePaths != null) {
            long[] sizes = adaptable.stream().mapToLong(AdaptableLayer::size).toArray();
            initializers.add(Initializer.of(SidePaths.SIZES, sizes));
        }
        byte[] bytes = new Protobuf()
                .number(1, IR_VERSION)
                .text(2, "sfumato")
                .message(7, this::writeGraph)
                .message(8, opset -> opset.text(1, "").number(2, OPSET))
                .message(8, opset -> opset.text(1, MICROSOFT).number(2, 1))
                .toByteArray();
        return new OnnxModel(
                name,
                bytes,
                weightFolder,
                inputs.stream().map(Port::name).toList(),
                outputs.stream().map(Port::name).toList(),
                adaptable,
                replaced);
    }

    private void writeGraph(Protobuf graph) {
        casts.forEach(cast -> graph.message(1, proto -> cast.write(proto, List.of(new Value(cast.name())))));
        nodes.forEach((node, values) -> graph.message(1, proto -> node.write(proto, values)));
        graph.text(2, name);
        initializers.forEach(initializer -> graph.message(5, initializer::write));
        inputs.forEach(input -> graph.message(11, input::write));
        outputs.forEach(output -> graph.message(12, output::write));
    }

    /// A node; `name` tells nodes apart that must not be merged. Written as a `NodeProto`: input = 1,
    /// output = 2, name = 3, op_type = 4, attribute = 5, domain = 7.
    private record Node(
            String domain, String operator, List<Value> inputs, List<Attribute> attributes, int outputs, String name) {
        void write(Protobuf proto, List<Value> values) {
            inputs.forEach(input -> proto.text(1, input.name()));
            values.forEach(value -> proto.text(2, value.name()));
            proto.text(3, values.getFirst().name()).text(4, operator);
            attributes.forEach(attribute -> proto.message(5, attribute::write));
            proto.text(7, domain);
        }
    }

    /// An input or output, written as a `ValueInfoProto` with a tensor type.
    private record Port(String name, DType type, List<Object> dims) {
        void write(Protobuf proto) {
            proto.text(1, name).message(2, value -> value.message(1, this::writeTensorType));
        }

        void writeShapeless(Protobuf proto) {
            proto.text(1, name).message(2, value -> value.message(1, tensor -> tensor.number(1, type.onnx())));
        }

        private void writeTensorType(Protobuf tensor) {
            tensor.number(1, type.onnx());
            tensor.message(2, shape -> dims.forEach(dim -> shape.message(1, one -> writeDimension(one, dim))));
        }

        private static void writeDimension(Protobuf proto, Object dim) {
            switch (dim) {
                case Integer size -> proto.number(1, size);
                case String symbol -> proto.text(2, symbol);
                case Object other ->
                    throw new IllegalArgumentException("a dimension is a number or a name, not " + other);
            }
        }
    }
}
