package studio.sfumato.library;

/// How many pictures of a search have something in common.
///
/// @param name what: a model's name, a size, a tag, …
/// @param count how many
public record Facet(String name, long count) {
    /// What pictures can have in common.
    public enum Kind {
        /// The model.
        MODEL,
        /// The sampler.
        SAMPLER,
        /// Width and height, as in `512x768`.
        SIZE,
        /// The stars.
        RATING,
        /// A tag of the user's.
        TAG,
        /// A collection of the user's.
        COLLECTION
    }

    static String sql(Kind kind, SearchSql search) {
        String tables = search.from();
        String where = " WHERE " + search.where();
        String label =
                " JOIN labelled x ON x.picture = p.id JOIN labels l ON l.id = x.label" + where + " AND l.kind = ";
        String most = " ORDER BY 2 DESC, 1 LIMIT 200";
        return switch (kind) {
            case MODEL ->
                "SELECT n.name, c FROM (SELECT p.model AS k, count(*) AS c FROM " + tables + where
                        + " GROUP BY 1) JOIN names n ON n.id = k" + most;
            case SAMPLER ->
                "SELECT n.name, c FROM (SELECT p.sampler AS k, count(*) AS c FROM " + tables + where
                        + " GROUP BY 1) JOIN names n ON n.id = k" + most;
            case SIZE ->
                "SELECT p.width || 'x' || p.height, count(*) FROM " + tables + where + " GROUP BY p.width, p.height"
                        + most;
            case RATING -> "SELECT p.rating, count(*) FROM " + tables + where + " GROUP BY 1" + most;
            case TAG -> "SELECT l.name, count(*) FROM " + tables + label + "0 GROUP BY l.id" + most;
            case COLLECTION -> "SELECT l.name, count(*) FROM " + tables + label + "1 GROUP BY l.id" + most;
        };
    }
}
