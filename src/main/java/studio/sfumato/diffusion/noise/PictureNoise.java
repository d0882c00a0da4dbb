package studio.sfumato.diffusion.noise;

import java.util.List;
import studio.sfumato.tensor.Shape;
import studio.sfumato.tensor.Tensor;

/// Noise for a batch in which every picture has its own generator, so that a batch equals single pictures.
public final class PictureNoise implements Noise {
    private final List<NormalSource> pictures;

    /// One generator for each picture of the batch, in order.
    public PictureNoise(List<? extends NormalSource> pictures) {
        this.pictures = List.copyOf(pictures);
    }

    @Override
    public Tensor next(Shape shape) {
        if (shape.at(0) != pictures.size()) {
            throw new IllegalArgumentException("noise of " + pictures.size() + " pictures asked for as " + shape);
        }
        Shape one = shape.withBatch(1);
        return Tensor.concat(pictures.stream()
                .map(picture -> Tensor.wrap(one, picture.normals(one.elements())))
                .toList());
    }
}
