/// The gallery's store: an index over plain PNG files, and what the user thinks of them.
@NullMarked
package studio.sfumato.library;

import org.jspecify.annotations.NullMarked;
