package studio.sfumato.ui.gallery;

import java.util.List;
import java.util.Optional;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.diffusion.ImageSize;
import studio.sfumato.diffusion.NoiseSettings;
import studio.sfumato.diffusion.PictureRef;
import studio.sfumato.diffusion.Prompt;
import studio.sfumato.diffusion.ensemble.Ensemble;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.graph.Wrap;
import studio.sfumato.image.metadata.PictureInfo;
import studio.sfumato.job.ForeignRequest;
import studio.sfumato.library.Picture;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.generate.DetailModel;

/// Asks for pictures made larger with new detail: each as it was made, by its own model and words, tile by tile. What a
/// picture does not tell is as the form has it.
///
/// @param asked what the form asks for
/// @param prompt what is to be seen; blank for what made each picture
/// @param how how they are made larger
record DetailWork(Studio studio, FxThread window, GenerationRequest asked, String prompt, DetailModel.Wish how)
        implements Batch.Work {
    @Override
    public void on(Picture picture, CancellationToken token) {
        token.throwIfCancelled();
        PictureInfo info = PictureInfo.read(picture.file());
        Optional<GenerationRequest> own =
                ForeignRequest.of(info, asked, studio::model).map(ForeignRequest::request);
        GenerationRequest request = request(own.orElse(asked), studio.keep(picture.file()));
        window.run(() -> studio.ask(request));
    }

    private GenerationRequest request(GenerationRequest made, PictureRef source) {
        ImageSize tile = how.tile(made.size());
        Prompt words = made.prompt();
        Prompt told = prompt.isBlank()
                ? words
                : new Prompt(
                        prompt.strip(),
                        words.negative(),
                        words.clipSkip(),
                        words.rules(),
                        words.addOns(),
                        Optional.empty());
        return made.withControls(List.of())
                .withEnsemble(Ensemble.NONE)
                .withTiling(Wrap.NONE)
                .withNoise(new NoiseSettings(made.noise().seed(), made.noise().rng()), 1, 1)
                .withPrompt(told)
                .withSize(tile)
                .withTask(how.task(source, tile));
    }
}
