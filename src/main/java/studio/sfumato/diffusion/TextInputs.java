package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import studio.sfumato.net.clip.ClipTextModel;
import studio.sfumato.prompt.Piece;
import studio.sfumato.prompt.PromptChunk;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Puts chunks of a prompt into the form in which a text encoder takes them.
final class TextInputs {
    private TextInputs() {}

    /// {@return the inputs for an encoder}: ids, and the vectors of taught words with their places
    ///
    /// @param width how wide the encoder's tokens are
    static Map<String, Tensor> of(PromptChunk chunk, int width) {
        float[] places = new float[chunk.ids().size()];
        Arrays.fill(places, -1);
        List<Tensor> vectors = new ArrayList<>();
        for (int i = 0; i < chunk.tokens().size(); i++) {
            Optional<Piece.Taught> taught = chunk.tokens().get(i).piece().taught();
            if (taught.isPresent()) {
                places[i + 1] = vectors.size();
                vectors.add(taught.get().vector().reshape(Shape.of(1, width)));
            }
        }
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put(ClipTextModel.INPUT_IDS, chunk.inputIds());
        inputs.put(
                ClipTextModel.VECTORS, vectors.isEmpty() ? Tensor.zeros(Shape.of(1, width)) : Tensor.concat(vectors));
        inputs.put(ClipTextModel.PLACES, Tensor.wrap(Shape.of(1, places.length), places));
        return inputs;
    }
}
