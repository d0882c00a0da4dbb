/// What every part of the window uses: words, looks, number fields, pictures.
@NullMarked
package studio.sfumato.ui.common;

import org.jspecify.annotations.NullMarked;
