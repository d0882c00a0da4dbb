package studio.sfumato.ui.canvas;

import java.util.Map;
import java.util.TreeMap;

/// What is set on the canvas beside the document, and is kept with it.
///
/// @param repaint what is to be made of it
/// @param control what guides that
/// @param grow how it is made larger
record Forms(RepaintModel repaint, ControlModel control, GrowModel grow) {
    /// {@return everything as text, by name}
    Map<String, String> texts() {
        Map<String, String> all = new TreeMap<>(repaint.texts());
        all.putAll(control.texts());
        all.putAll(grow.texts());
        return all;
    }

    /// Takes what [#texts] wrote; what is missing or cannot be stays.
    void read(Map<String, String> texts) {
        repaint.read(texts);
        control.read(texts);
        grow.read(texts);
    }

    /// Runs `heard` whenever something is different.
    void changed(Runnable heard) {
        repaint.changed(heard);
        control.changed(heard);
        grow.changed(heard);
    }
}
