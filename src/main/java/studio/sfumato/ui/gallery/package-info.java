/// The workspace Gallery: every picture ever made, found, looked at, sorted, compared and made again.
@NullMarked
package studio.sfumato.ui.gallery;

import org.jspecify.annotations.NullMarked;
