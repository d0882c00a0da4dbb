package studio.sfumato.ui.gallery;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import studio.sfumato.library.Facet;
import studio.sfumato.library.Library;
import studio.sfumato.library.Search;

/// What can be clicked beside the pictures to see fewer of them, each with how many there are.
///
/// @param kind what the entries have in common
/// @param entries those there are any pictures of
record Facets(Kind kind, List<Entry> entries) {
    private static final int MOST = 12;
    private static final int MONTHS = 6;

    /// What can be clicked.
    enum Kind {
        /// All, the best, collections and the trash: of the whole gallery.
        PLACE,
        /// The model.
        MODEL,
        /// The sampler.
        SAMPLER,
        /// When it was made.
        DATE,
        /// The stars.
        RATING,
        /// The tags.
        TAG
    }

    /// One of them.
    ///
    /// @param key of the search; empty for everything
    /// @param value what is looked for under it
    /// @param on whether it is
    record Entry(String key, String value, long count, boolean on) {}

    /// {@return all pictures, the best, the collections and the trash}
    static Facets places(Library library, String text) {
        List<Entry> entries = new ArrayList<>();
        long all = library.count(Search.all());
        long trashed = library.count(Search.parse("is:trashed"));
        entries.add(new Entry("", "", all, text.isBlank()));
        add(entries, text, "is", "favourite", library.count(Search.parse("is:favourite")));
        library.facets(Search.all(), Facet.Kind.COLLECTION)
                .forEach(facet -> add(entries, text, "collection", facet.name(), facet.count()));
        add(entries, text, "is", "trashed", trashed);
        return new Facets(Kind.PLACE, entries);
    }

    /// {@return models, or another kind, of the pictures found}: where one is chosen, the others are told as
    /// if it was not, so that one can go from one to the next.
    static Facets of(Kind kind, Library library, Found found, LocalDate today) {
        String text = found.text();
        return switch (kind) {
            case PLACE -> places(library, text);
            case MODEL -> names(kind, library, text, "model", Facet.Kind.MODEL);
            case SAMPLER -> names(kind, library, text, "sampler", Facet.Kind.SAMPLER);
            case RATING -> stars(library, text);
            case TAG -> tags(library, text);
            case DATE -> dates(library, found, today);
        };
    }

    private static Facets names(Kind kind, Library library, String text, String key, Facet.Kind facets) {
        List<Entry> entries = new ArrayList<>();
        library.facets(Search.parse(Query.without(text, key)), facets).stream()
                .filter(facet -> !facet.name().isEmpty())
                .limit(MOST)
                .forEach(facet -> add(entries, text, key, facet.name(), facet.count()));
        return new Facets(kind, entries);
    }

    private static Facets stars(Library library, String text) {
        List<Entry> entries = new ArrayList<>();
        library.facets(Search.parse(Query.without(text, "rating")), Facet.Kind.RATING).stream()
                .filter(facet -> !facet.name().equals("0"))
                .sorted(Comparator.comparing(Facet::name).reversed())
                .forEach(facet -> add(entries, text, "rating", facet.name(), facet.count()));
        return new Facets(Kind.RATING, entries);
    }

    private static Facets tags(Library library, String text) {
        List<Entry> entries = new ArrayList<>();
        library.facets(Search.parse(text), Facet.Kind.TAG).stream()
                .limit(MOST)
                .forEach(facet -> add(entries, text, "tag", facet.name(), facet.count()));
        return new Facets(Kind.TAG, entries);
    }

    private static Facets dates(Library library, Found found, LocalDate today) {
        String text = found.text();
        String rest = Stream.of("date", "after", "before").reduce(text, Query::without);
        Found all = rest.equals(Query.without(text, "date")) && rest.equals(Query.without(text, ""))
                ? found
                : Found.of(rest, library.ids(Search.parse(rest)), true, 0);
        LocalDate tomorrow = today.plusDays(1);
        LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        List<Entry> entries = new ArrayList<>();
        add(entries, text, "date", today.toString(), all.between(today, tomorrow));
        add(entries, text, "after", monday.toString(), all.between(monday, tomorrow));
        all.days().stream()
                .map(day -> YearMonth.from(day.date()))
                .distinct()
                .limit(MONTHS)
                .forEach(month -> add(
                        entries,
                        text,
                        "date",
                        month.toString(),
                        all.between(month.atDay(1), month.plusMonths(1).atDay(1))));
        return new Facets(Kind.DATE, entries);
    }

    private static void add(List<Entry> entries, String text, String key, String value, long count) {
        boolean on = Query.has(text, key, value);
        if (count > 0 || on) {
            entries.add(new Entry(key, value, count, on));
        }
    }
}
