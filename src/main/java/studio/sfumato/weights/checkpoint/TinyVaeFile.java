package studio.sfumato.weights.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// A tiny autoencoder (TAESD) in files of its own: both halves in one, with diffusers' names or ComfyUI's, or each in
/// its own, as its author publishes them, where the encoder may be missing.
final class TinyVaeFile {
    private static final String DECODER = "decoder.layers.";
    private static final String ENCODER = "encoder.layers.";
    private static final Pattern NUMBERED = Pattern.compile("(?:taesd_(encoder|decoder)\\.)?(\\d{1,4})(\\..+)");
    private static final Pattern HALF = Pattern.compile("(?i)decoder(?!.*decoder)");

    private TinyVaeFile() {}

    /// Opens the autoencoder in `tensors`, which is one.
    ///
    /// @throws ModelFileException if it has no decoder, or is damaged
    static Vae open(Path location, TensorFile tensors) {
        Map<String, Weight> weights = new LinkedHashMap<>(renamed(tensors));
        if (weights.keySet().stream().noneMatch(key -> key.startsWith(DECODER))) {
            throw new ModelFileException(
                    tensors.name() + " has the encoder of a tiny VAE alone",
                    "Give its decoder, which makes the pictures.",
                    null);
        }
        List<Path> files = new ArrayList<>(List.of(tensors.file()));
        if (weights.keySet().stream().noneMatch(key -> key.startsWith(ENCODER))) {
            Path beside = location.resolveSibling(HALF.matcher(String.valueOf(location.getFileName()))
                    .replaceFirst(half -> half.group().startsWith("D") ? "Encoder" : "encoder"));
            if (!beside.equals(location) && Files.isRegularFile(beside)) {
                TensorFile encoder = TensorFile.open(beside);
                // ONNX Runtime looks for all weights of a network under one folder.
                if (FileKind.of(encoder) == FileKind.TINY_VAE
                        && encoder.file()
                                .resolveSibling("x")
                                .equals(tensors.file().resolveSibling("x"))) {
                    renamed(encoder).forEach(weights::putIfAbsent);
                    files.add(encoder.file());
                }
            }
        }
        ComponentConfig config = config(new Shapes(tensors.name(), weights));
        return new Vae(location, config, ComponentWeights.of(tensors.name(), weights, files));
    }

    /// In the author's files the decoder's first layer, which has no weights, is counted; in diffusers' it is not.
    private static Map<String, Weight> renamed(TensorFile file) {
        boolean decoder = file.has("1.weight") && !file.has("0.weight");
        Map<String, Weight> renamed = new LinkedHashMap<>();
        file.weights().forEach((key, weight) -> {
            String name = key;
            Matcher numbered = NUMBERED.matcher(key);
            if (numbered.matches()) {
                boolean decodes =
                        numbered.group(1) == null ? decoder : numbered.group(1).equals("decoder");
                int layer = Integer.parseInt(numbered.group(2)) - (decodes ? 1 : 0);
                name = (decodes ? DECODER : ENCODER) + layer + numbered.group(3);
            }
            if (name.startsWith(DECODER) || name.startsWith(ENCODER)) {
                renamed.put(name, weight.withKey(name));
            }
        });
        return renamed;
    }

    private static ComponentConfig config(Shapes shapes) {
        List<Integer> decoder = decoderBlocks(shapes);
        boolean encodes = shapes.has(ENCODER + "0.weight");
        return ComponentConfig.of(
                shapes.file(),
                Map.of(
                        "_class_name", Vae.TINY,
                        "in_channels", shapes.size(DECODER + last(decoder) + ".weight", 0),
                        "latent_channels", shapes.size(DECODER + "0.weight", 1),
                        "encoder_block_out_channels", shapes.size(DECODER + "0.weight", 0),
                        "decoder_block_out_channels", shapes.size(DECODER + "0.weight", 0),
                        "num_encoder_blocks", encodes ? encoderBlocks(shapes) : Collections.nCopies(decoder.size(), 1),
                        "num_decoder_blocks", decoder));
    }

    /// {@return the number of the decoder's last layer: a convolution and a non-linearity come first, two layers stand
    /// between levels}
    private static int last(List<Integer> blocks) {
        return 2 + blocks.stream().mapToInt(Integer::intValue).sum() + 2 * (blocks.size() - 1);
    }

    private static List<Integer> decoderBlocks(Shapes shapes) {
        List<Integer> blocks = new ArrayList<>();
        int layer = 2;
        while (true) {
            int first = layer;
            int count = shapes.count(i -> block(DECODER, first + i));
            blocks.add(count);
            layer += count;
            if (shapes.has(DECODER + layer + ".weight")) {
                return blocks;
            }
            shapes.size(DECODER + (layer + 1) + ".weight", 0); // is there, or the file is damaged
            layer += 2;
        }
    }

    private static List<Integer> encoderBlocks(Shapes shapes) {
        List<Integer> blocks = new ArrayList<>();
        int layer = 1;
        while (true) {
            int first = layer;
            int count = shapes.count(i -> block(ENCODER, first + i));
            blocks.add(count);
            layer += count;
            if (shapes.has(ENCODER + layer + ".bias")) {
                return blocks;
            }
            shapes.size(ENCODER + layer + ".weight", 0);
            layer++;
        }
    }

    private static String block(String half, int layer) {
        return half + layer + ".conv.0.weight";
    }
}
