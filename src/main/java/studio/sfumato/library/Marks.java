package studio.sfumato.library;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import studio.sfumato.error.RequestException;

/// What the user thinks of a picture.
///
/// @param rating stars, 1…5; 0 for none
/// @param favourite whether it is one of the best
/// @param tags words of the user's own
/// @param collections the collections it is in
public record Marks(int rating, boolean favourite, Set<String> tags, Set<String> collections) {
    /// What every picture begins with.
    public static final Marks NONE = new Marks(0, false, Set.of(), Set.of());

    /// The most stars.
    public static final int MOST_STARS = 5;

    private static final int LONGEST = 100;

    /// Refuses ratings that cannot be, and labels that are empty or too long.
    public Marks {
        if (rating < 0 || rating > MOST_STARS) {
            throw new RequestException("rating must be between 0 and " + MOST_STARS + ", not " + rating);
        }
        tags = labels("tag", tags);
        collections = labels("collection", collections);
    }

    private static Set<String> labels(String what, Set<String> names) {
        Set<String> sorted = new TreeSet<>();
        for (String name : names) {
            String clean = name.strip();
            if (clean.isEmpty() || clean.length() > LONGEST) {
                throw new RequestException("a " + what + " must have 1 to " + LONGEST + " letters, not '" + name + "'");
            }
            sorted.add(clean);
        }
        return Collections.unmodifiableSet(sorted);
    }

    /// {@return the same with other stars}
    public Marks withRating(int stars) {
        return new Marks(stars, favourite, tags, collections);
    }

    /// {@return the same as one of the best, or not}
    public Marks withFavourite(boolean best) {
        return new Marks(rating, best, tags, collections);
    }

    /// {@return the same with other tags}
    public Marks withTags(UnaryOperator<Set<String>> change) {
        return new Marks(rating, favourite, change.apply(new TreeSet<>(tags)), collections);
    }

    /// {@return the same in other collections}
    public Marks withCollections(UnaryOperator<Set<String>> change) {
        return new Marks(rating, favourite, tags, change.apply(new TreeSet<>(collections)));
    }
}
