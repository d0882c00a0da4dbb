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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.CancelledException;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.NotEnoughMemoryException;
import studio.sfumato.graph.AdaptableLayer;
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
    private final Set<String> outputs;
    private final Lifetime lifetime;

    /// What a session and those that keep some of its inputs have in common.
    private static final class Lifetime {
        private final ReadWriteLock running = new ReentrantReadWriteLock();
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
        this.outputs = session.getOutputNames();
        this.lifetime = new Lifetime();
        for (NodeInfo input : session.getInputInfo().values()) {
            if (input.getInfo() instanceof TensorInfo info) {
                inputs.put(input.getName(), new Input(name, input.getName(), info));
            }
        }
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
        if (constant.isEmpty()) {
            return work.apply(this);
        }
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>(kept);
        List<OnnxTensor> own = new ArrayList<>();
        try {
            for (Map.Entry<String, Tensor> entry : constant.entrySet()) {
                Input input = inputs.get(entry.getKey());
                if (input == null) {
                    throw new InferenceException("The " + name + " has no input '" + entry.getKey() + "'");
                }
                OnnxTensor tensor = input.feed(environment, entry.getValue());
                own.add(tensor);
                tensors.put(entry.getKey(), tensor);
            }
            return work.apply(new Session(this, tensors));
        } catch (OrtException fault) {
            throw OrtFault.running(name, fault);
        } finally {
            own.forEach(OnnxTensor::close);
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
        return run(inputs, outputs, token);
    }

    /// Runs what is needed for one output, as [#run(Map, CancellationToken)] does for all.
    ///
    /// @return the output called `output`
    public Tensor run(Map<String, Tensor> inputs, String output, CancellationToken token) {
        if (!outputs.contains(output)) {
            throw new InferenceException(
                    "The " + name + " has no output '" + output + "', only " + String.join(", ", outputs));
        }
        return Objects.requireNonNull(run(inputs, Set.of(output), token).get(output));
    }

    private Map<String, Tensor> run(Map<String, Tensor> inputs, Set<String> wanted, CancellationToken token) {
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
            for (Input input : inputs.values()) {
                Tensor value = Objects.requireNonNull(values.get(input.name()));
                OnnxTensor tensor = input.feed(environment, value);
                fed.add(tensor);
                feeds.put(input.name(), tensor);
            }
            try (OrtSession.Result result = session.run(feeds, wanted, run.options())) {
                Map<String, Tensor> read = new LinkedHashMap<>();
                for (Map.Entry<String, OnnxValue> output : result) {
                    read.put(output.getKey(), Output.read(name, output.getKey(), output.getValue()));
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
                session.close();
            }
        } catch (OrtException fault) {
            throw OrtFault.running(name, fault);
        } finally {
            lifetime.running.writeLock().unlock();
        }
    }
}
