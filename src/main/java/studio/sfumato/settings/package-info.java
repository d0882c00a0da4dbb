/// What the user has set once and for all, and where on this machine everything is kept.
@NullMarked
package studio.sfumato.settings;

import org.jspecify.annotations.NullMarked;
