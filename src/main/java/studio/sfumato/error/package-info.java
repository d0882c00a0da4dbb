/// What can go wrong, in words a person can act on, and how work is cancelled.
@NullMarked
package studio.sfumato.error;

import org.jspecify.annotations.NullMarked;
