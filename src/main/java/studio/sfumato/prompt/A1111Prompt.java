package studio.sfumato.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;

/// Prompts as A1111 1.10 takes them apart: comments, the networks they name, `AND`, and what each part says when.
public final class A1111Prompt {
    /// Each costs a pass of the network at every step.
    static final int MOST_PARTS = 64;

    private static final Pattern COMMENT_LINE = Pattern.compile("(?:^|\\n)#[^\\n]*+(?:\\n|\\z)");
    private static final Pattern COMMENT = Pattern.compile("#[^\\n]*+(?:\\n|\\z)");
    private static final Pattern AND = Pattern.compile("\\bAND\\b", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WEIGHT = Pattern.compile("[-+]?(?:\\d+\\.?|\\d*\\.\\d+)");

    private A1111Prompt() {}

    /// {@return the plan of a prompt}
    ///
    /// @throws RequestException if a weight or a bracket cannot be; the message says which
    public static PromptPlan positive(String prompt, StepRange range) {
        ExtraNetwork.Taken taken = ExtraNetwork.take(withoutComments(prompt));
        List<PromptPlan.Part> parts = new ArrayList<>();
        for (String part : AND.split(taken.text(), -1)) {
            if (parts.size() == MOST_PARTS) {
                throw new RequestException(
                        "the prompt has more than " + MOST_PARTS + " parts", "AND in capitals parts a prompt", null);
            }
            parts.add(part(part, range));
        }
        return new PromptPlan(parts, taken.networks());
    }

    /// {@return the plan of a negative prompt, where `AND` is a word and a network's tag is text}
    ///
    /// @throws RequestException if too many brackets are open at once
    public static PromptPlan negative(String prompt, StepRange range) {
        return PromptPlan.of(ScheduleGrammar.parse(withoutComments(prompt), range));
    }

    /// {@return `prompt` without what follows a `#` on its line (`modules/processing_scripts/comments.py`)}
    static String withoutComments(String prompt) {
        return COMMENT.matcher(COMMENT_LINE.matcher(prompt).replaceAll("\n")).replaceAll("\n");
    }

    private static PromptPlan.Part part(String part, StepRange range) {
        String text = stripTrailing(part);
        int colon = text.lastIndexOf(':');
        Matcher weight = WEIGHT.matcher(colon < 0 ? "" : stripLeading(text.substring(colon + 1)));
        if (!weight.matches()) {
            return new PromptPlan.Part(ScheduleGrammar.parse(text, range), 1);
        }
        double value = Double.parseDouble(weight.group());
        if (!(Math.abs(value) <= PromptGrammar.MOST_WEIGHT)) {
            throw new RequestException(
                    "a part of the prompt has the weight " + weight.group() + "; it must be between -1000 and 1000");
        }
        return new PromptPlan.Part(ScheduleGrammar.parse(stripTrailing(text.substring(0, colon)), range), value);
    }

    private static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    private static String stripLeading(String text) {
        int start = 0;
        while (start < text.length() && isSpace(text.charAt(start))) {
            start++;
        }
        return text.substring(start);
    }

    /// Python's white space: Java's, the no-break spaces and NEL.
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
