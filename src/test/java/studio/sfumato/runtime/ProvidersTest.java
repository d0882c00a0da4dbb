package studio.sfumato.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.error.StudioException;
import studio.sfumato.graph.OnnxModel;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;
import studio.sfumato.weights.DType;

class ProvidersTest {
    private static final OnnxModel MODEL = TinyOnnx.doubling("U-Net", DType.F32);

    /// Lists CUDA, but its driver is missing: found when asked for, or only when the session is made.
    private record Driverless(boolean late) implements ProviderLibrary {
        @Override
        public Set<ExecutionProvider> offered() {
            return Set.of(ExecutionProvider.CUDA, ExecutionProvider.CPU);
        }

        @Override
        public void add(SessionOptions options, ExecutionProvider provider) throws OrtException {
            if (provider == ExecutionProvider.CUDA) {
                if (late) {
                    options.registerCustomOpLibrary("libcuda.so.missing");
                } else {
                    throw new OrtException(OrtException.OrtErrorCode.ORT_EP_FAIL, "no CUDA driver\nsecond line");
                }
            }
        }
    }

    private static OrtRuntime driverless(boolean late) {
        return new OrtRuntime(OrtEnvironment.getEnvironment(), new Driverless(late));
    }

    private static SessionSettings wanting(String provider) {
        return new SessionSettings(ProviderChoice.parse(provider), 1, WeightMode.FOLDED);
    }

    @Test
    void autoFallsBackToTheCpuAndSaysWhy() {
        for (boolean late : new boolean[] {false, true}) {
            try (Session session = driverless(late).open(MODEL, wanting("auto"))) {
                assertThat(session.provider()).isEqualTo(ExecutionProvider.CPU);
                assertThat(session.notices())
                        .singleElement()
                        .asString()
                        .startsWith("NVIDIA CUDA could not load the U-Net, going on without it: ")
                        .doesNotContain("\n");
                assertThat(session.run(Map.of("x", Tensor.of(Shape.of(1), 4)), CancellationToken.none()))
                        .containsEntry("y", Tensor.of(Shape.of(1), 8));
            }
        }
    }

    @Test
    void aProviderAskedForByNameThatFailsIsAnError() {
        assertThatThrownBy(() -> driverless(false).open(MODEL, wanting("CUDA")))
                .isInstanceOf(RequestException.class)
                .hasMessage("NVIDIA CUDA cannot be used: no CUDA driver")
                .extracting(thrown -> ((StudioException) thrown).hint())
                .isEqualTo("Available: auto, cuda, cpu");
    }

    @Test
    void aProviderThatIsNotInTheBuildIsAnErrorListingThoseThatAre() {
        assertThatThrownBy(() -> driverless(false).open(MODEL, wanting("directml")))
                .isInstanceOf(RequestException.class)
                .hasMessage("DirectML is not part of this ONNX Runtime build")
                .extracting(thrown -> ((StudioException) thrown).hint())
                .isEqualTo("Available: auto, cuda, cpu");
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        assertThatThrownBy(() -> ProviderChoice.parse("gpu"))
                .isInstanceOf(RequestException.class)
                .hasMessageStartingWith("There is no provider 'gpu'; choose auto, cuda, ")
                .hasMessageEndingWith(", cpu");
        assertThat(ProviderChoice.parse(" Auto ")).isEqualTo(new ProviderChoice.Auto());
    }

    @Test
    void statusTellsListedFromWorking() {
        assertThat(driverless(false).status(ExecutionProvider.CUDA))
                .isEqualTo(new ProviderStatus(ExecutionProvider.CUDA, true, false, "no CUDA driver"));
        assertThat(driverless(false).status())
                .hasSize(ExecutionProvider.values().length)
                .filteredOn(ProviderStatus::usable)
                .extracting(ProviderStatus::provider)
                .containsExactly(ExecutionProvider.CPU);
    }

    @Test
    void everyProviderTheLoadedLibraryListsCanBeAskedAbout() {
        OrtRuntime runtime = OrtRuntime.start();
        assertThat(runtime.offered()).contains(ExecutionProvider.CPU);
        assertThat(runtime.status(ExecutionProvider.CPU).usable()).isTrue();
        assertThat(runtime.status())
                .allSatisfy(status -> assertThat(status.reason().isEmpty()).isEqualTo(status.usable()));
        LoadedProviders library = new LoadedProviders();
        assertThat(Arrays.stream(ExecutionProvider.values())
                        .filter(provider -> !runtime.offered().contains(provider)))
                .allSatisfy(provider -> assertThatThrownBy(() -> {
                            try (SessionOptions options = new SessionOptions()) {
                                library.add(options, provider);
                            }
                        })
                        .isInstanceOf(OrtException.class));
        assertThat(runtime.version()).startsWith("1.");
    }

    @Test
    void threadCountsThatCannotBeAreRefused() {
        for (int threads : new int[] {-1, 0, SessionSettings.MOST_THREADS + 1}) {
            assertThatThrownBy(() -> new SessionSettings(new ProviderChoice.Auto(), threads, WeightMode.MAPPED))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("threads must be between 1 and");
        }
        assertThat(Cores.choice()).isBetween(1, Runtime.getRuntime().availableProcessors());
    }
}
