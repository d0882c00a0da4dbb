package studio.sfumato.weights.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import studio.sfumato.error.ModelFileException;
import studio.sfumato.error.UnsupportedModelException;
import studio.sfumato.weights.ComponentConfig;
import studio.sfumato.weights.ComponentWeights;
import studio.sfumato.weights.ModelCatalogue;
import studio.sfumato.weights.ModelFamily;
import studio.sfumato.weights.ModelPart;
import studio.sfumato.weights.ModelSource;
import studio.sfumato.weights.TensorFile;
import studio.sfumato.weights.Weight;

/// Where a checkpoint gets the text encoders from that it lacks: other models of its family, or files with nothing but
/// a text encoder, as ComfyUI has them.
///
/// @param places the models' files or folders and the encoders' files; none lend nothing
public record TextLender(List<Path> places) {
    /// Lends nothing.
    public static final TextLender NONE = new TextLender(List.of());

    private static final List<ModelPart> TEXT = List.of(ModelPart.TEXT_ENCODER, ModelPart.TEXT_ENCODER_2);
    private static final String WRAPPER = "transformer.";

    /// A text encoder that is lent.
    ///
    /// @param location the lender's file or folder: absolute
    /// @param config its settings, with transformers' names
    /// @param weights its tensors
    /// @param tokenizer the folder of its tokenizer, if the lender brings one
    record Lent(Path location, ComponentConfig config, ComponentWeights weights, Optional<Path> tokenizer) {
        /// {@return channels of its states}
        int width() {
            return config.positive("hidden_size", 1);
        }
    }

    /// A file with one text encoder and nothing else.
    private record Alone(Path location, TensorFile file, Parts.Network network, boolean openClip) {
        /// {@return the encoders in `file`}: under the prefixes of a checkpoint, or one without any
        static List<Alone> of(Path path, TensorFile file) {
            Path location = path.toAbsolutePath().normalize();
            Parts parts = Parts.of(file);
            List<Alone> found = new ArrayList<>();
            for (ModelPart part : TEXT) {
                Optional.ofNullable(parts.networks().get(part))
                        .map(own -> new Alone(location, file, own, part == ModelPart.TEXT_ENCODER && parts.openClip()))
                        .ifPresent(found::add);
            }
            if (found.isEmpty()) {
                boolean wrapped = file.begins(WRAPPER + "text_model.");
                Map<String, Weight> own = wrapped ? unwrapped(file) : file.weights();
                found.add(new Alone(
                        location,
                        file,
                        Parts.Network.of(ModelPart.TEXT_ENCODER, wrapped ? WRAPPER : "", own),
                        OpenClipText.names(own.keySet())));
            }
            return found;
        }

        /// Some tools save the encoder itself, others the module that wraps it.
        private static Map<String, Weight> unwrapped(TensorFile file) {
            Map<String, Weight> own = new LinkedHashMap<>();
            file.weights().forEach((key, weight) -> {
                if (key.startsWith(WRAPPER)) {
                    own.put(key.substring(WRAPPER.length()), weight);
                }
            });
            return own;
        }

        TextShapes shapes() {
            return TextShapes.of(new Shapes(file.name(), network.weights(), network.called()));
        }

        Lent as(ModelPart part, ModelFamily family) {
            return new Lent(
                    location,
                    Checkpoint.textConfig(family, part, shapes(), openClip),
                    ComponentWeights.of(file.name(), network.weights(), file.file())
                            .called(network.called()),
                    Optional.empty());
        }
    }

    /// Keeps a copy.
    public TextLender {
        places = List.copyOf(places);
    }

    /// {@return what is lent of `wanted` to the model in `borrower`}: nothing else, and perhaps not all of it
    ///
    /// @param family the borrower's
    /// @throws ModelFileException if a lender is missing, damaged or of another family
    /// @throws UnsupportedModelException if it is nothing that has text encoders
    Map<ModelPart, Lent> lend(String borrower, ModelFamily family, Set<ModelPart> wanted) {
        Map<ModelPart, Lent> lent = new EnumMap<>(ModelPart.class);
        List<Alone> alone = new ArrayList<>();
        for (Path place : wanted.isEmpty() ? List.<Path>of() : places) {
            Optional<TensorFile> encoder = encoder(place);
            if (encoder.isPresent()) {
                alone.addAll(Alone.of(place, encoder.get()));
            } else {
                whole(ModelCatalogue.at(place), borrower, family, wanted).forEach(lent::putIfAbsent);
            }
        }
        Set<ModelPart> open = EnumSet.noneOf(ModelPart.class);
        wanted.stream().filter(part -> !lent.containsKey(part)).forEach(open::add);
        assign(alone, family, open, lent);
        return lent;
    }

    private static Optional<TensorFile> encoder(Path place) {
        if (!Files.isRegularFile(place)) {
            return Optional.empty();
        }
        TensorFile file = TensorFile.open(place);
        FileKind kind = FileKind.of(file);
        if (kind != FileKind.TEXT_ENCODER && kind != FileKind.CHECKPOINT) {
            throw kind.refused(file.name(), ModelPart.TEXT_ENCODER.label());
        }
        return Optional.of(file).filter(_ -> kind == FileKind.TEXT_ENCODER);
    }

    private static Map<ModelPart, Lent> whole(
            ModelSource lender, String borrower, ModelFamily family, Set<ModelPart> wanted) {
        if (lender.family() != family) {
            throw new ModelFileException(
                    lender.name() + " is a model of " + lender.family().label() + ", and " + borrower + " one of "
                            + family.label() + ": its text encoders do not fit",
                    "Give a model of " + family.label() + ".",
                    null);
        }
        Map<ModelPart, Lent> lent = new EnumMap<>(ModelPart.class);
        for (ModelPart part : wanted) {
            if (lender.parts().contains(part)) {
                if (!(lender.weights(part) instanceof ComponentWeights weights)) {
                    throw new UnsupportedModelException(
                            lender.name() + " was exported: its " + part.label() + " cannot be lent");
                }
                lent.put(part, new Lent(lender.location(), lender.config(part), weights, lender.tokenizer(part)));
            }
        }
        return lent;
    }

    /// No name tells which of SDXL's encoders a file has: the second is the wider one, and where one file is all there
    /// is, it is what is missing.
    private static void assign(List<Alone> alone, ModelFamily family, Set<ModelPart> open, Map<ModelPart, Lent> lent) {
        List<Alone> byWidth = alone.stream()
                .sorted(Comparator.comparingInt(one -> one.shapes().width()))
                .toList();
        int next = 0;
        for (ModelPart part : open) {
            if (next < byWidth.size()) {
                lent.put(part, byWidth.get(next).as(part, family));
                next++;
            }
        }
    }
}
