package studio.sfumato.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.InferenceException;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// ONNX Runtime, loaded and ready to open networks. One per process is enough; it may be used by many threads.
public final class OrtRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(OrtRuntime.class);

    private final OrtEnvironment environment;
    private final ProviderLibrary library;

    OrtRuntime(OrtEnvironment environment, ProviderLibrary library) {
        this.environment = environment;
        this.library = library;
    }

    /// Loads ONNX Runtime's native library as [#start()] does, from a copy it keeps under `cache` for quick starts.
    ///
    /// @throws InferenceException if the library cannot be loaded on this machine
    public static OrtRuntime start(Path cache) {
        NativeLibrary.useCache(cache);
        return start();
    }

    /// Loads ONNX Runtime's native library, with its telemetry off.
    ///
    /// @throws InferenceException if the library cannot be loaded on this machine
    public static OrtRuntime start() {
        Telemetry.off();
        try {
            OrtEnvironment environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "sfumato");
            environment.setTelemetry(false);
            return new OrtRuntime(environment, new LoadedProviders());
        } catch (OrtException | LinkageError e) {
            throw new InferenceException(
                    "ONNX Runtime's native library cannot be loaded on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch") + ": " + rootMessage(e),
                    "It needs 64-bit Linux with glibc 2.28, macOS 14 on Apple silicon, or Windows 10 with the Visual C++ runtime.",
                    e);
        }
    }

    /// {@return ONNX Runtime's version}
    public String version() {
        return environment.getVersion();
    }

    /// {@return the providers the loaded library lists; [#status] says whether they work}
    public Set<ExecutionProvider> offered() {
        return library.offered();
    }

    /// Opens `model`. This can take seconds and cannot be interrupted.
    ///
    /// @throws RequestException if the one provider asked for cannot be had
    /// @throws ModelFileException if the model or a weight file is missing or malformed
    /// @throws studio.sfumato.error.NotEnoughMemoryException if memory runs out
    public Session open(OnnxModel model, SessionSettings settings) {
        return switch (settings.provider()) {
            case ProviderChoice.Auto() -> openBest(model, settings);
            case ProviderChoice.Only(ExecutionProvider provider) -> openOnly(model, settings, provider);
        };
    }

    private Session openBest(OnnxModel model, SessionSettings settings) {
        List<String> notices = new ArrayList<>();
        for (ExecutionProvider provider : ExecutionProvider.values()) {
            if (provider != ExecutionProvider.CPU
                    && provider.automatic()
                    && offered().contains(provider)) {
                try {
                    return open(model, settings, provider, notices);
                } catch (OrtException fault) {
                    String notice = provider.title() + " could not load the " + model.name() + ", going on without it: "
                            + OrtFault.reason(fault);
                    LOG.debug("{}", notice);
                    notices.add(notice);
                }
            }
        }
        return openOnly(model, settings, ExecutionProvider.CPU, notices);
    }

    private Session openOnly(OnnxModel model, SessionSettings settings, ExecutionProvider provider) {
        if (!offered().contains(provider)) {
            throw new RequestException(provider.title() + " is not part of this ONNX Runtime build", choices(), null);
        }
        return openOnly(model, settings, provider, List.of());
    }

    private Session openOnly(
            OnnxModel model, SessionSettings settings, ExecutionProvider provider, List<String> notices) {
        try {
            return open(model, settings, provider, notices);
        } catch (OrtException fault) {
            ProviderStatus status = status(provider);
            throw status.usable()
                    ? OrtFault.opening(model.name(), fault)
                    : new RequestException(provider.title() + " cannot be used: " + status.reason(), choices(), fault);
        }
    }

    private Session open(OnnxModel model, SessionSettings settings, ExecutionProvider provider, List<String> notices)
            throws OrtException {
        long begin = System.nanoTime();
        long weightBytes = ExternalData.check(model);
        try (SessionOptions options = new SessionOptions();
                Replacements replacements = Replacements.of(environment, model)) {
            Tuning.apply(options, model, settings, weightBytes);
            library.add(options, provider);
            replacements.add(options);
            Session session = Session.over(environment, create(model, options), model, provider, notices);
            LOG.debug(
                    "{} opened on {} ({}) in {} ms",
                    model.name(),
                    provider.title(),
                    settings.weights(),
                    (System.nanoTime() - begin) / 1_000_000);
            return session;
        }
    }

    private OrtSession create(OnnxModel model, SessionOptions options) throws OrtException {
        return model.foreign().isPresent()
                ? environment.createSession(model.foreign().get().file().toString(), options)
                : environment.createSession(model.bytes(), options);
    }

    /// {@return what each provider can do here: a tiny network is really loaded and run on those that are offered}
    public List<ProviderStatus> status() {
        return Arrays.stream(ExecutionProvider.values()).map(this::status).toList();
    }

    /// {@return whether `provider` works here}
    public ProviderStatus status(ExecutionProvider provider) {
        if (!offered().contains(provider)) {
            return new ProviderStatus(provider, false, false, "not part of this ONNX Runtime build");
        }
        SessionSettings settings = new SessionSettings(new ProviderChoice.Only(provider), 1, WeightMode.FOLDED);
        try (Session session = open(Probe.MODEL, settings, provider, List.of())) {
            session.run(Map.of(Probe.INPUT, Tensor.zeros(Shape.of(1))), CancellationToken.none());
            return new ProviderStatus(provider, true, true, "");
        } catch (OrtException fault) {
            return new ProviderStatus(provider, true, false, OrtFault.reason(fault));
        } catch (StudioException fault) {
            return new ProviderStatus(provider, true, false, String.valueOf(fault.getMessage()));
        }
    }

    private String choices() {
        return "Available: auto, "
                + offered().stream().sorted().map(ExecutionProvider::id).collect(Collectors.joining(", "));
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
