package studio.sfumato.job;

import java.util.List;
import studio.sfumato.diffusion.GenerationEvent;

/// Events of a part of a request, told as events of the whole.
final class Renumbered {
    private Renumbered() {}

    /// {@return `event` with its pictures' numbers `first` higher}
    static GenerationEvent event(GenerationEvent event, int first) {
        if (first == 0) {
            return event;
        }
        return switch (event) {
            case GenerationEvent.Stepped stepped ->
                new GenerationEvent.Stepped(
                        numbers(stepped.pictures(), first), stepped.step(), stepped.steps(), stepped.seconds());
            case GenerationEvent.Previewed previewed ->
                new GenerationEvent.Previewed(
                        previewed.picture() + first, previewed.step(), previewed.steps(), previewed.frame());
            case GenerationEvent.Decoding decoding -> new GenerationEvent.Decoding(numbers(decoding.pictures(), first));
            case GenerationEvent.ImageReady ready -> ready.numbered(ready.picture() + first);
            case GenerationEvent.Skipped skipped -> new GenerationEvent.Skipped(numbers(skipped.pictures(), first));
            case GenerationEvent.Queued _,
                    GenerationEvent.Notice _,
                    GenerationEvent.LoadingModel _,
                    GenerationEvent.Encoding _,
                    GenerationEvent.StageDone _,
                    GenerationEvent.Finished _,
                    GenerationEvent.Cancelled _,
                    GenerationEvent.Failed _ -> event;
        };
    }

    private static List<Integer> numbers(List<Integer> pictures, int first) {
        return pictures.stream().map(picture -> picture + first).toList();
    }
}
