/// The workspace Settings: what is set once and for all.
@NullMarked
package studio.sfumato.ui.settings;

import org.jspecify.annotations.NullMarked;
