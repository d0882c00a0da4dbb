/// Maps that guide pictures, made from pictures: edges, lines, surfaces, skeletons.
@NullMarked
package studio.sfumato.image.control;

import org.jspecify.annotations.NullMarked;
