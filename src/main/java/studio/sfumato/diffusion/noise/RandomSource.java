package studio.sfumato.diffusion.noise;

import java.util.List;
import java.util.stream.IntStream;
import studio.sfumato.diffusion.Catalogue;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.Seed;

/// Whose random numbers a seed stands for.
public enum RandomSource implements Catalogue.Constant {
    /// PyTorch's generator on the CPU, as ComfyUI and InvokeAI use it.
    CPU {
        @Override
        NormalSource generator(Seed seed) {
            return new TorchCpuGenerator(seed.value());
        }

        @Override
        public List<String> aliases() {
            return List.of("torch");
        }
    },
    /// An NVIDIA card's generator, as A1111 has it on the processor; what its `GPU` setting gives too.
    NV {
        @Override
        NormalSource generator(Seed seed) {
            return new Philox(seed.value());
        }

        @Override
        public List<String> aliases() {
            return List.of("gpu", "cuda", "philox");
        }
    };

    private static final Catalogue<RandomSource> ALL = new Catalogue<>("random source", List.of(values()));

    /// {@return the random source with this label or alias}
    ///
    /// @throws studio.sfumato.error.RequestException if there is none
    public static RandomSource get(String name) {
        return ALL.get(name);
    }

    /// {@return a fresh generator}
    abstract NormalSource generator(Seed seed);

    /// {@return the noise of `count` pictures, picture i with `first` + i}
    public Noise noise(Seed first, int count) {
        NoiseSettings settings = new NoiseSettings(first, this);
        return Noise.ofPictures(
                IntStream.range(0, count).mapToObj(settings::plus).toList(), 1);
    }
}
