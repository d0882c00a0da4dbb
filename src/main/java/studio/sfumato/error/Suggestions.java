package studio.sfumato.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds the names somebody may have meant.
public final class Suggestions {
    private static final int MOST = 3;

    private Suggestions() {}

    /// {@return at most three of the names in `known`, nearest to `wanted` first; empty when none is near}
    ///
    /// Near means: equal but for case, spaces and punctuation; the one beginning with the other; or so few letters
    /// typed wrong (Levenshtein 1966) that they are at most a third of the longer name.
    public static List<String> nearest(String wanted, Collection<String> known) {
        record Candidate(String name, double distance) {}
        String plain = plain(wanted);
        return known.stream()
                .distinct()
                .map(name -> new Candidate(name, distance(plain, plain(name))))
                .filter(candidate -> candidate.distance <= 1.0 / 3)
                .sorted(Comparator.comparingDouble(Candidate::distance).thenComparing(Candidate::name))
                .limit(MOST)
                .map(Candidate::name)
                .toList();
    }

    private static double distance(String wanted, String name) {
        int longer = Math.max(wanted.length(), name.length());
        if (longer == 0 || wanted.equals(name)) {
            return 0;
        }
        boolean begins = !wanted.isEmpty() && !name.isEmpty() && (name.startsWith(wanted) || wanted.startsWith(name));
        double edits = (double) edits(wanted, name) / longer;
        return begins ? Math.min(edits, 0.2) : edits;
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}+]+", "");
    }

    /// Letters to insert, drop or replace to make `a` into `b`, one row of the table at a time.
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
