package studio.sfumato.canvas;

/// A round stamp of a brush.
///
/// @param x its centre; 0.5 is the middle of the first column
/// @param y its centre
/// @param radius in pixels
/// @param hardness 0…1
/// @param opacity 0…1
record Dab(double x, double y, double radius, double hardness, double opacity) {
    /// {@return the pixels it may cover}
    Area area() {
        double reach = radius + 0.5;
        return Area.between((int) Math.floor(x - reach), (int) Math.floor(y - reach), (int) Math.ceil(x + reach), (int)
                Math.ceil(y + reach));
    }

    /// {@return what it covers at most, 0…255}
    int most() {
        return (int) (255 * opacity + 0.5);
    }

    /// {@return half the pixels of a row that it can reach; negative if it reaches none}
    double reach(int row) {
        double outer = radius + 0.5;
        double dy = row + 0.5 - y;
        double square = outer * outer - dy * dy;
        return square < 0 ? -1 : Math.sqrt(square);
    }

    /// {@return half the pixels of a row that it covers as much as it can; negative if there are none}
    double core(int row) {
        double inner = inner();
        double dy = row + 0.5 - y;
        double square = inner * inner - dy * dy;
        return inner <= 0 || square < 0 ? -1 : Math.sqrt(square);
    }

    private double inner() {
        return Math.min(radius * hardness, radius - 0.5);
    }

    /// {@return how much of a pixel it covers, 0…255. The edge is at least a pixel wide, so that it has
    /// no steps, and falls off as 3t² − 2t³ does where the brush is soft}
    int coverage(int column, int row) {
        double dx = column + 0.5 - x;
        double dy = row + 0.5 - y;
        double square = dx * dx + dy * dy;
        double outer = radius + 0.5;
        if (square >= outer * outer) {
            return 0;
        }
        double inner = inner();
        if (inner > 0 && square <= inner * inner) {
            return most();
        }
        double linear = Math.min(1, (outer - Math.sqrt(square)) / (outer - inner));
        double share = hardness >= 1 ? linear : linear * linear * (3 - 2 * linear);
        double small = Math.min(1, radius * 2); // a brush of less than a pixel covers none wholly
        return (int) (255 * opacity * small * share + 0.5);
    }
}
