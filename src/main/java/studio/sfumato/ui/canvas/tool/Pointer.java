package studio.sfumato.ui.canvas.tool;

/// Where a pointer is on the document, and what is held with it.
///
/// @param x in pixels of the document, from its left edge
/// @param y from its upper edge
/// @param pressure 0…1; 1 from a mouse
/// @param shift whether Shift is held
/// @param alt whether Alt is held
public record Pointer(double x, double y, double pressure, boolean shift, boolean alt) {}
