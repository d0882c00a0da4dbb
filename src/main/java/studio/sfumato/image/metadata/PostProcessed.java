package studio.sfumato.image.metadata;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.image.PngText;

/// What is written into a picture that was made of another: all that was in that one, and what became of it.
public final class PostProcessed {
    private PostProcessed() {}

    /// {@return the texts of a picture that was enlarged, in A1111's words}
    ///
    /// @param texts those of the picture it was made of
    /// @param factor how many times as wide and high it became
    /// @param upscaler what did it
    public static List<PngText> upscaled(List<PngText> texts, double factor, String upscaler) {
        List<PngText> after = new ArrayList<>();
        boolean told = false;
        for (PngText text : texts) {
            if (text.keyword().equals(PictureTexts.PARAMETERS) && !text.text().startsWith("{")) {
                PictureParameters parameters = A1111Parameters.parse(text.text());
                after.add(
                        PngText.of(PictureTexts.PARAMETERS, A1111Parameters.write(with(parameters, factor, upscaler))));
                told = true;
            } else {
                after.add(text);
            }
        }
        if (!told) {
            after.add(PngText.of(
                    PictureTexts.PARAMETERS,
                    A1111Parameters.write(with(PictureParameters.of("", ""), factor, upscaler))));
        }
        return after;
    }

    private static PictureParameters with(PictureParameters parameters, double factor, String upscaler) {
        return parameters.with(A1111Field.UPSCALED_BY, factor).with(A1111Field.UPSCALER, upscaler);
    }
}
