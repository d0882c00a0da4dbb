package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.List;

/// Which text holds when, where a prompt changes on the way.
///
/// @param stages in order, at least one
public record PromptSchedule(List<Stage> stages) {
    /// A text and how long it holds.
    ///
    /// @param until the last call of the network, counted from 0, that it guides
    /// @param text may be empty
    public record Stage(int until, String text) {}

    /// Copies the list; refuses one that is empty or does not rise.
    public PromptSchedule {
        stages = List.copyOf(stages);
        for (int i = 1; i < stages.size(); i++) {
            if (stages.get(i).until() <= stages.get(i - 1).until()) {
                throw new IllegalArgumentException("stages that do not rise: " + stages);
            }
        }
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a schedule without a text");
        }
    }

    /// {@return the schedule of a text that never changes}
    public static PromptSchedule of(String text, StepRange range) {
        return new PromptSchedule(List.of(new Stage(range.steps(), text)));
    }

    /// {@return the text of each stage, in order; texts come back where they alternate}
    public List<String> texts() {
        return stages.stream().map(Stage::text).toList();
    }

    /// {@return which stage guides a call of the network}
    ///
    /// A1111 counts calls from 0 and stages from 1, so the first stage lasts one call longer than it
    /// says. A sampler that calls more often than was expected starts over, as there
    /// (`modules/prompt_parser.py`, `reconstruct_cond_batch`).
    ///
    /// @param call how many calls there were before
    public int at(int call) {
        for (int i = 0; i < stages.size(); i++) {
            if (call <= stages.get(i).until()) {
                return i;
            }
        }
        return 0;
    }

    /// {@return what guides the calls of a sampler, in runs}
    ///
    /// @param calls how many it makes
    public List<Run> runs(int calls) {
        List<Run> runs = new ArrayList<>();
        for (int call = 0; call < calls; call++) {
            String text = stages.get(at(call)).text();
            if (!runs.isEmpty() && runs.getLast().text().equals(text)) {
                runs.set(runs.size() - 1, new Run(runs.getLast().first(), call + 1, text));
            } else {
                runs.add(new Run(call + 1, call + 1, text));
            }
        }
        return runs;
    }

    /// Calls one after the other with one text.
    ///
    /// @param first the first of them, from 1
    /// @param last the last of them
    public record Run(int first, int last, String text) {}
}
