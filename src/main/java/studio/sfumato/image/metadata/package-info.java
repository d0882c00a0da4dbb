/// What a picture says about how it was made, in the words of the programs people use.
@NullMarked
package studio.sfumato.image.metadata;

import org.jspecify.annotations.NullMarked;
