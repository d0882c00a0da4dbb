package studio.sfumato.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.graph.AdaptableLayer;
import studio.sfumato.graph.ForeignGraph;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.tensor.Tensor;

/// A network ready to run, holding native memory until it is closed. Runs may overlap; closing waits for them, as
/// closing under a run would crash the JVM.
public final class Session implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String name;
    private final ExecutionProvider provider;
    private final List<String> notices;
    private final List<AdaptableLayer> adaptable;
    private final Map<String, Input> inputs;
    private final Map<String, OnnxTensor> kept;
    /// The outputs by the names they are asked for, and the graph's own names for them.
    private final Map<String, String> outputs;
    private final Optional<ForeignGraph> foreign;
    private final Lifetime lifetime;

    /// What a session and those that keep some of its inputs have in common.
    private static final class Lifetime {
        private final ReadWriteLock running = new ReentrantReadWriteLock();
        private final LastingInputs lasting = new LastingInputs();
        private boolean closed;
    }

    private Session(
            OrtEnvironment environment,
            OrtSession session,
            OnnxModel model,
            ExecutionProvider provider,
            List<String> notices)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.name = model.name();
        this.provider = provider;
        this.notices = List.copyOf(notices);
        this.adaptable = model.adaptable();
        this.inputs = new LinkedHashMap<>();
        this.kept = Map.of();
        this.foreign = model.foreign();
        this.outputs = new LinkedHashMap<>();
        if (foreign.isPresent()) {
            outputs.putAll(foreign.get().outputs());
        } else {
            session.getOutputNames().forEach(output -> outputs.put(output, output));
        }
        this.lifetime = new Lifetime();
        for (NodeInfo input : session.getInputInfo().values()) {
            if (input.getInfo() instanceof TensorInfo info) {
                inputs.put(asked(input.getName()), new Input(name, input.getName(), info));
            }
        }
    }

    /// {@return what the graph's input is called where it is fed}
    private String asked(String input) {
        return foreign.stream()
                .flatMap(graph -> graph.inputs().entrySet().stream())
                .filter(entry -> entry.getValue().equals(input))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(input);
    }

    /// `whole` with some inputs that stay the same.
    private Session(Session whole, Map<String, OnnxTensor> kept) {
        this.environment = whole.environment;
        this.session = whole.session;
        this.name = whole.name;
        this.provider = whole.provider;
        this.notices = whole.notices;
        this.adaptable = whole.adaptable;
        this.inputs = new LinkedHashMap<>(whole.inputs);
        this.inputs.keySet().removeAll(kept.keySet());
        this.kept = kept;
        this.outputs = whole.outputs;
        this.foreign = whole.foreign;
        this.lifetime = whole.lifetime;
    }

    /// Takes over `session`, which is closed even if its inputs cannot be asked for.
    static Session over(
            OrtEnvironment environment,
            OrtSession session,
            OnnxModel model,
            ExecutionProvider provider,
            List<String> notices)
            throws OrtException {
        try {
            return new Session(environment, session, model, provider, notices);
        } catch (OrtException fault) {
            session.close();
            throw fault;
        }
    }

    /// {@return what the network is called in messages}
    public String name() {
        return name;
    }

    /// {@return the hardware it runs on}
    public ExecutionProvider provider() {
        return provider;
    }

    /// {@return what the user should know about how it was opened: each better provider that failed, and why}
    public List<String> notices() {
        return notices;
    }

    /// {@return the layers that can be changed from outside; none where the network has no side paths}
    public List<AdaptableLayer> adaptable() {
        return adaptable;
    }

    /// Lets `work` use this network with some inputs that stay the same over many runs: they are brought into native
    /// memory once.
    ///
    /// @param constant a tensor for some of the inputs
    /// @return what `work` returns; it must not let the session it is given escape
    public <R> R with(Map<String, Tensor> constant, Function<? super Session, R> work) {
        try (Keeping keeping = keep(constant)) {
            return work.apply(keeping.session());
        }
    }

    /// {@return this network with some inputs that stay the same over many runs, until it is closed}
    ///
    /// @param constant a tensor for some of the inputs
    public Keeping keep(Map<String, Tensor> constant) {
        Map<String, OnnxTensor> own = fed(constant);
        return new Keeping(own.isEmpty() ? this : new Session(this, joined(kept, own)), own, Optional.empty());
    }

    /// {@return the same with further inputs, which stay in native memory after that: whoever asks for
    /// them again has
    /// them at once}
    ///
    /// @param identity tells `lasting` from others
    /// @param lasting a tensor for some other inputs; asked only where the latest had another identity
    public Keeping keep(Map<String, Tensor> constant, Object identity, Supplier<Map<String, Tensor>> lasting) {
        LastingInputs.Kept stay = lifetime.lasting.use(identity, () -> fed(lasting.get()));
        boolean whole = false;
        try {
            Map<String, OnnxTensor> own = fed(constant);
            Session session = new Session(this, joined(joined(kept, stay.tensors()), own));
            whole = true;
            return new Keeping(session, own, Optional.of(stay));
        } finally {
            if (!whole) {
                stay.release();
            }
        }
    }

    private static Map<String, OnnxTensor> joined(Map<String, OnnxTensor> some, Map<String, OnnxTensor> others) {
        Map<String, OnnxTensor> all = new LinkedHashMap<>(some);
        all.putAll(others);
        return all;
    }

    /// {@return `values` in native memory}
    private Map<String, OnnxTensor> fed(Map<String, Tensor> values) {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        boolean whole = false;
        try {
            for (Map.Entry<String, Tensor> entry : values.entrySet()) {
                Input input = inputs.get(entry.getKey());
                if (input == null) {
                    throw new InferenceException("The " + name + " has no input '" + entry.getKey() + "'");
                }
                tensors.put(entry.getKey(), input.feed(environment, entry.getValue()));
            }
            whole = true;
            return tensors;
        } catch (OrtException fault) {
            throw OrtFault.running(name, fault);
        } finally {
            if (!whole) {
                tensors.values().forEach(OnnxTensor::close);
            }
        }
    }

    /// A network with inputs that stay in native memory until this is closed.
    public static final class Keeping implements AutoCloseable {
        private final Session session;
        private final Map<String, OnnxTensor> own;
        private final Optional<LastingInputs.Kept> lasting;
        private boolean closed;

        private Keeping(Session session, Map<String, OnnxTensor> own, Optional<LastingInputs.Kept> lasting) {
            this.session = session;
            this.own = own;
            this.lasting = lasting;
        }

        /// {@return the network, not to be used once this is closed}
        public Session session() {
            return session;
        }

        /// Frees the inputs; again does nothing.
        @Override
        public void close() {
            if (!closed) {
                closed = true;
                own.values().forEach(OnnxTensor::close);
                lasting.ifPresent(LastingInputs.Kept::release);
            }
        }
    }

    /// Runs the network. The values are turned into the element types it declares, and its outputs into floats.
    ///
    /// @param inputs a tensor for each input
    /// @param token stops the run within one graph node; the session stays usable
    /// @return every output, all of its values finite
    /// @throws CancelledException if the token was cancelled
    /// @throws InferenceException if the inputs do not fit, the network fails, or it gives NaN or infinity
    /// @throws NotEnoughMemoryException if memory runs out
    public Map<String, Tensor> run(Map<String, Tensor> inputs, CancellationToken token) {
        return run(inputs, outputs.keySet(), token);
    }

    /// Runs what is needed for one output, as [#run(Map, CancellationToken)] does for all.
    ///
    /// @return the output called `output`
    public Tensor run(Map<String, Tensor> inputs, String output, CancellationToken token) {
        if (!outputs.containsKey(output)) {
            throw new InferenceException(
                    "The " + name + " has no output '" + output + "', only " + String.join(", ", outputs.keySet()));
        }
        return Objects.requireNonNull(run(inputs, Set.of(output), token).get(output));
    }

    private Map<String, Tensor> run(Map<String, Tensor> given, Set<String> wanted, CancellationToken token) {
        if (foreign.isEmpty()) {
            return runFitting(given, wanted, token);
        }
        Map<String, Tensor> fitting = new LinkedHashMap<>(given);
        fitting.keySet().removeAll(foreign.get().unused());
        return new ForeignShapes(inputs).run(fitting, part -> runFitting(part, wanted, token));
    }

    private Map<String, Tensor> runFitting(Map<String, Tensor> inputs, Set<String> wanted, CancellationToken token) {
        requireNames(inputs.keySet());
        lifetime.running.readLock().lock();
        try {
            if (lifetime.closed) {
                throw new IllegalStateException("the " + name + " is closed");
            }
            token.throwIfCancelled();
            return runOpen(inputs, wanted, token);
        } catch (OrtException fault) {
            // A terminated run is a plain failure to ONNX Runtime: only the token knows.
            token.throwIfCancelled();
            throw OrtFault.running(name, fault);
        } catch (OutOfMemoryError full) {
            throw new NotEnoughMemoryException(
                    "There is not enough Java memory for the " + name + "'s inputs and outputs",
                    "Choose a smaller size or batch.",
                    full);
        } finally {
            lifetime.running.readLock().unlock();
        }
    }

    private Map<String, Tensor> runOpen(Map<String, Tensor> values, Set<String> wanted, CancellationToken token)
            throws OrtException {
        List<OnnxTensor> fed = new ArrayList<>();
        try (StoppableRun run = new StoppableRun();
                CancellationToken.Registration _ = token.onCancel(run::stop)) {
            Map<String, OnnxTensor> feeds = new LinkedHashMap<>(kept);
            for (Map.Entry<String, Input> entry : inputs.entrySet()) {
                Input input = entry.getValue();
                Tensor value = Objects.requireNonNull(values.get(entry.getKey()));
                OnnxTensor tensor = input.feed(environment, value);
                fed.add(tensor);
                feeds.put(input.name(), tensor);
            }
            Set<String> own = new LinkedHashSet<>();
            wanted.forEach(output -> own.add(Objects.requireNonNull(outputs.get(output))));
            try (OrtSession.Result result = session.run(feeds, own, run.options())) {
                Map<String, Tensor> read = new LinkedHashMap<>();
                for (String output : wanted) {
                    String theirs = Objects.requireNonNull(outputs.get(output));
                    OnnxValue value = result.get(theirs).orElseThrow();
                    read.put(output, Output.read(name, theirs, value));
                }
                return read;
            }
        } finally {
            fed.forEach(OnnxTensor::close);
        }
    }

    private void requireNames(Set<String> given) {
        if (!given.equals(inputs.keySet())) {
            throw new InferenceException("The " + name + " takes the inputs " + String.join(", ", inputs.keySet())
                    + ", not " + String.join(", ", given));
        }
    }

    /// Frees the native memory, after the runs that are under way. Closing again does nothing.
    @Override
    public void close() {
        lifetime.running.writeLock().lock();
        try {
            if (!lifetime.closed) {
                lifetime.closed = true;
                lifetime.lasting.drop();
                session.close();
            }
        } catch (OrtException fault) {
            throw OrtFault.running(name, fault);
        } finally {
            lifetime.running.writeLock().unlock();
        }
    }
}
