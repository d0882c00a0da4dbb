package studio.sfumato.prompt;

import java.util.HashMap;
import java.util.Map;

/// What guides the network when: a [PromptSchedule] whose texts have been encoded.
///
/// @param schedule which text holds when
/// @param meanings what each text means to the model; all of as many tokens
public record ConditioningSchedule(PromptSchedule schedule, Map<String, Conditioning> meanings) {
    /// Copies the map.
    public ConditioningSchedule {
        meanings = Map.copyOf(meanings);
    }

    /// {@return what guides a call of the network}
    ///
    /// @param call how many calls there were before
    public Conditioning at(int call) {
        return meaning(schedule.at(call));
    }

    /// {@return how many tokens each text has}
    public int tokens() {
        return meaning(0).tokens();
    }

    /// {@return this with each text's last token repeated until there are `tokens`, as A1111 does to prompts joined
    /// by `AND` (`modules/prompt_parser.py`, `stack_conds`)}
    public ConditioningSchedule lengthened(int tokens) {
        if (tokens == tokens()) {
            return this;
        }
        Map<String, Conditioning> longer = new HashMap<>();
        meanings.forEach((text, meaning) -> longer.put(text, meaning.lengthened(tokens)));
        return new ConditioningSchedule(schedule, longer);
    }

    /// {@return the same for SDXL's refiner, which is told how pretty a picture is}
    ///
    /// @param wanted whether it is a prompt, not a negative one
    public ConditioningSchedule scored(boolean wanted) {
        Map<String, Conditioning> told = new HashMap<>();
        meanings.forEach((text, meaning) -> told.put(text, meaning.scored(wanted)));
        return new ConditioningSchedule(schedule, told);
    }

    private Conditioning meaning(int stage) {
        String text = schedule.stages().get(stage).text();
        Conditioning meaning = meanings.get(text);
        if (meaning == null) {
            throw new IllegalArgumentException("'" + text + "' was not encoded");
        }
        return meaning;
    }
}
