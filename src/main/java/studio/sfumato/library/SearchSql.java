package studio.sfumato.library;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A search in SQL: `SELECT what FROM from() WHERE where()` with `values()`. Pictures are called `p`.
///
/// Where words are looked for, the word index leads and the table of pictures follows, by number; else
/// the table itself is read by number. Either way the newest come first without sorting. A `+` keeps
/// SQLite from the other indexes, which would make it sort.
///
/// @param from the tables, the leading one first
/// @param where the conditions
/// @param values what the question marks stand for
record SearchSql(String from, String where, List<Object> values) {
    private static final String ANYWHERE = "{prompt other} : ";
    private static final String NEGATIVE = "{negative} : ";

    static SearchSql of(Search search) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        String match = search.terms().stream()
                .filter(term -> !term.not())
                .map(SearchSql::match)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(" AND "));
        if (!match.isEmpty()) {
            conditions.add("words MATCH ?");
            values.add(match);
        }
        String home = search.terms().isEmpty() ? "p.home" : "+p.home";
        conditions.add(home + (search.trash() ? " IS NOT NULL" : " IS NULL"));
        for (Term term : search.terms()) {
            String condition = condition(term, values);
            if (!condition.isEmpty()) {
                conditions.add(term.not() ? "NOT coalesce(" + condition + ", 0)" : condition);
            }
        }
        return new SearchSql(
                match.isEmpty() ? "pictures p" : "words CROSS JOIN pictures p ON p.id = words.rowid",
                String.join(" AND ", conditions),
                values);
    }

    /// {@return the column of the leading table that has a picture's number}
    String id() {
        return from.startsWith("words") ? "words.rowid" : "p.id";
    }

    /// {@return the values, and then `more`}
    @Nullable
    Object[] with(Object... more) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(List.of(more));
        return all.toArray();
    }

    private static String match(Term term) {
        return switch (term) {
            case Term.Words words -> in(ANYWHERE, SearchText.match(words.text(), words.whole()));
            case Term.Negative negative -> in(NEGATIVE, SearchText.match(negative.text(), false));
            case Term.Named _, Term.Labelled _, Term.Compared _, Term.Sized _, Term.Made _, Term.Favourite _ -> "";
        };
    }

    private static String in(String columns, String words) {
        return words.isEmpty() ? "" : "(" + columns + words + ")";
    }

    private static String condition(Term term, List<Object> values) {
        return switch (term) {
            case Term.Words _, Term.Negative _ -> {
                String words = term.not() ? match(term) : "";
                if (!words.isEmpty()) {
                    values.add(words);
                }
                yield words.isEmpty() ? "" : "p.id IN (SELECT rowid FROM words WHERE words MATCH ?)";
            }
            case Term.Named named -> {
                values.add(named.kind());
                String part = named.part().replaceAll("([\\\\%_])", "\\\\$1");
                values.add(named.whole() ? part : "%" + part + "%");
                yield "+p." + List.of("model", "sampler", "schedule").get(named.kind())
                        + " IN (SELECT id FROM names WHERE kind = ? AND name LIKE ? ESCAPE '\\')";
            }
            case Term.Labelled labelled -> {
                values.add(labelled.kind());
                values.add(labelled.name());
                yield "p.id IN (SELECT picture FROM labelled WHERE label IN"
                        + " (SELECT id FROM labels WHERE kind = ? AND name = ? COLLATE NOCASE))";
            }
            case Term.Compared compared -> {
                values.add(compared.value());
                yield "p." + compared.column() + " " + compared.operator() + " ?";
            }
            case Term.Sized sized -> {
                values.add(sized.width());
                values.add(sized.height());
                yield "(p.width = ? AND p.height = ?)";
            }
            case Term.Made made -> {
                values.add(Picture.firstId(made.from()));
                values.add(Picture.firstId(Math.min(made.until(), Long.MAX_VALUE >> 20)));
                yield "(p.id >= ? AND p.id < ?)";
            }
            case Term.Favourite _ -> "p.favourite";
        };
    }
}
