package studio.sfumato.cli;

import java.util.ArrayList;
import java.util.List;
import studio.sfumato.error.Printable;
import studio.sfumato.library.Marks;
import studio.sfumato.library.Picture;

/// A picture of the gallery on one line.
final class PictureLine {
    private static final int LONGEST_PROMPT = 60;

    private PictureLine() {}

    static String of(Picture picture) {
        List<String> parts = new ArrayList<>();
        parts.add(picture.file().toString());
        parts.add(picture.facts().width() + "x" + picture.facts().height());
        if (!picture.facts().model().isEmpty()) {
            parts.add(picture.facts().model());
        }
        picture.facts().seed().ifPresent(seed -> parts.add("seed " + seed));
        Marks marks = picture.marks();
        if (marks.rating() > 0) {
            parts.add("★".repeat(marks.rating()) + "☆".repeat(Marks.MOST_STARS - marks.rating()));
        }
        if (marks.favourite()) {
            parts.add("♥");
        }
        marks.tags().forEach(tag -> parts.add("#" + tag));
        marks.collections().forEach(name -> parts.add("[" + name + "]"));
        picture.home().ifPresent(home -> parts.add("thrown away from " + home));
        String prompt = picture.facts().prompt().replaceAll("\\s+", " ");
        parts.add(prompt.length() > LONGEST_PROMPT ? prompt.substring(0, LONGEST_PROMPT) + "…" : prompt);
        return Printable.of(String.join("  ", parts).strip());
    }
}
