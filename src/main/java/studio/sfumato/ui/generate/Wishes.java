package studio.sfumato.ui.generate;

import java.util.List;
import java.util.function.Consumer;
import studio.sfumato.diffusion.GenerationRequest;
import studio.sfumato.prompt.PromptStyle;
import studio.sfumato.ui.queue.QueueModel;

/// Puts what is asked for into the queue, choices in its prompts made.
///
/// @param progress is told that something is about to begin
record Wishes(
        FormModel form,
        PromptModel prompt,
        PromptModel negative,
        StylesModel styles,
        WildcardsModel wildcards,
        QueueModel queue,
        ProgressModel progress) {
    /// {@return what the form and its words ask for now, styles around them}
    ///
    /// @throws studio.sfumato.error.RequestException if something cannot be; the message names it
    GenerationRequest written() {
        return form.request(
                PromptStyle.positive(prompt.textProperty().get(), styles.now()),
                PromptStyle.negative(negative.textProperty().get(), styles.now()));
    }

    /// Asks for what was written.
    ///
    /// @param asked hears, before anything of it begins, what is asked for
    void ask(GenerationRequest written, Consumer<List<GenerationRequest>> asked) {
        chosen(written, requests -> {
            asked.accept(requests);
            expect();
            requests.forEach(queue::add);
        });
    }

    /// Asks for what was written, its pictures being called `name` after their number.
    void ask(GenerationRequest written, String name) {
        chosen(written, requests -> {
            expect();
            requests.forEach(each -> queue.add(each, name));
        });
    }

    /// Asks for what leaves nothing open.
    void make(GenerationRequest request) {
        expect();
        queue.add(request);
    }

    private void expect() {
        if (!progress.runningProperty().get() && !queue.pausedProperty().get()) {
            progress.expect();
        }
    }

    private void chosen(GenerationRequest written, Consumer<List<GenerationRequest>> then) {
        if (form.wildcardsProperty().get()) {
            wildcards.choose(written, then);
        } else {
            then.accept(List.of(written));
        }
    }
}
