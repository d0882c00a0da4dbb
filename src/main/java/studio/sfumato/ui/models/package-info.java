/// The workspace Models: what there is to paint with, and where it lies.
@NullMarked
package studio.sfumato.ui.models;

import org.jspecify.annotations.NullMarked;
