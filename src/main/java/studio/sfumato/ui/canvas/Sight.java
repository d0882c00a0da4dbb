package studio.sfumato.ui.canvas;

/// Which part of the document is seen, and how large: view = document × scale + (x, y).
///
/// @param scale pixels of the view for one of the document, [#LEAST]…[#MOST]
/// @param x where the document's left edge lies in the view
/// @param y where its upper edge lies
public record Sight(double scale, double x, double y) {
    /// The farthest away one can look from.
    public static final double LEAST = 1 / 64d;

    /// The closest one can look.
    public static final double MOST = 32;

    /// The document's own size.
    public static final Sight WHOLE = new Sight(1, 0, 0);

    private static final double SEEN = 48;
    private static final double LARGEST_FIT = 4;

    /// {@return a document of `width`×`height` as a whole in the middle of a view; a small one a few times as large}
    ///
    /// @param margin free around it
    public static Sight fit(double width, double height, double viewWidth, double viewHeight, double margin) {
        double scale = Math.min((viewWidth - 2 * margin) / width, (viewHeight - 2 * margin) / height);
        return centred(Math.clamp(scale, LEAST, LARGEST_FIT), width, height, viewWidth, viewHeight);
    }

    /// {@return a document in the middle of a view}
    public static Sight centred(double scale, double width, double height, double viewWidth, double viewHeight) {
        return new Sight(
                scale, Math.rint((viewWidth - width * scale) / 2), Math.rint((viewHeight - height * scale) / 2));
    }

    /// {@return the sight that is `factor` times as close, with what lies at (atX, atY) of the view staying there}
    public Sight zoomed(double factor, double atX, double atY) {
        return at(scale * factor, atX, atY);
    }

    /// {@return the same at another scale, with what lies at (atX, atY) of the view staying there}
    public Sight at(double wanted, double atX, double atY) {
        double next = Math.clamp(wanted, LEAST, MOST);
        if (Math.abs(next - 1) < 1e-3) {
            next = 1; // steps in and out end where they began
        }
        return new Sight(next, Math.rint(atX - (atX - x) / scale * next), Math.rint(atY - (atY - y) / scale * next));
    }

    /// {@return the sight moved by so many pixels of the view}
    public Sight moved(double right, double down) {
        return new Sight(scale, x + right, y + down);
    }

    /// {@return the nearest sight in which some of the document is seen}
    public Sight held(double width, double height, double viewWidth, double viewHeight) {
        return new Sight(
                scale,
                Math.clamp(x, Math.min(0, SEEN - width * scale), Math.max(0, viewWidth - SEEN)),
                Math.clamp(y, Math.min(0, SEEN - height * scale), Math.max(0, viewHeight - SEEN)));
    }

    /// {@return the same in a view whose pixels are `density` times as many}
    public Sight times(double density) {
        return new Sight(scale * density, x * density, y * density);
    }

    /// {@return where in the document `viewX` lies}
    public double documentX(double viewX) {
        return (viewX - x) / scale;
    }

    /// {@return where in the document `viewY` lies}
    public double documentY(double viewY) {
        return (viewY - y) / scale;
    }

    /// {@return where in the view `documentX` lies}
    public double viewX(double documentX) {
        return documentX * scale + x;
    }

    /// {@return where in the view `documentY` lies}
    public double viewY(double documentY) {
        return documentY * scale + y;
    }
}
