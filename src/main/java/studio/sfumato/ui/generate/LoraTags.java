package studio.sfumato.ui.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.sfumato.error.RequestException;
import studio.sfumato.prompt.ExtraNetwork;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.Wildcards;

/// The tags `<lora:name:0.8>` in a prompt as A1111 writes it: found, added and taken out again. What a comment says
/// does not count.
final class LoraTags {
    private static final Pattern TAG = Pattern.compile("<(?:lora|lyco):([^<>:]+)(?::[^<>]*)?>");

    private LoraTags() {}

    private record Tag(int from, int to, String name) {}

    private static List<Tag> tags(String prompt) {
        List<Tag> found = new ArrayList<>();
        Matcher tag = TAG.matcher(prompt);
        List<PromptMarks.Span> comments = comments(prompt);
        while (tag.find()) {
            int at = tag.start();
            if (comments.stream().noneMatch(comment -> comment.from() <= at && at < comment.to())) {
                found.add(new Tag(at, tag.end(), tag.group(1)));
            }
        }
        return found;
    }

    private static List<PromptMarks.Span> comments(String prompt) {
        return PromptMarks.of(prompt, PromptDialect.A1111).spans().stream()
                .filter(span -> span.mark() == PromptMarks.Mark.COMMENT)
                .toList();
    }

    /// {@return the names that `prompt` has tags for, in order}
    static List<String> names(String prompt) {
        return tags(prompt).stream().map(Tag::name).toList();
    }

    /// {@return whether a tag can say `name`}: a sign that means something else in a prompt breaks it.
    static boolean canSay(String name) {
        String tag = tag(name, 1);
        if (name.indexOf('#') >= 0 || Wildcards.in(tag)) {
            return false;
        }
        try {
            ExtraNetwork.Taken taken = ExtraNetwork.take(tag);
            return taken.text().isEmpty()
                    && taken.networks().size() == 1
                    && taken.networks().getFirst().name().equals(name);
        } catch (RequestException broken) {
            return false;
        }
    }

    private static String tag(String name, double strength) {
        String number = strength == Math.rint(strength)
                ? String.valueOf(Math.round(strength))
                : String.format(Locale.ROOT, "%.4f", strength).replaceAll("0+$", "");
        return "<lora:" + name + ":" + number + ">";
    }

    /// {@return `prompt` with a tag at its end}
    static String with(String prompt, String name, double strength) {
        boolean apart = prompt.isEmpty() || Character.isWhitespace(prompt.charAt(prompt.length() - 1));
        boolean commented = comments(prompt).stream().anyMatch(comment -> comment.to() == prompt.length());
        return prompt + (commented ? "\n" : apart ? "" : " ") + tag(name, strength);
    }

    /// {@return `prompt` without the tags whose names are `unwanted`, and without the gaps they leave}
    static String without(String prompt, Predicate<String> unwanted) {
        StringBuilder text = new StringBuilder(prompt);
        for (Tag tag : tags(prompt).reversed()) {
            if (unwanted.test(tag.name())) {
                int from = tag.from();
                int to = tag.to();
                boolean spaceBefore = from > 0 && Character.isWhitespace(text.charAt(from - 1));
                boolean endsHere = to == text.length() || Character.isWhitespace(text.charAt(to));
                if (spaceBefore && (endsHere || text.charAt(to) == ',')) {
                    from--;
                } else if (from == 0 && to < text.length() && text.charAt(to) == ' ') {
                    to++;
                }
                text.delete(from, to);
            }
        }
        return text.toString();
    }
}
