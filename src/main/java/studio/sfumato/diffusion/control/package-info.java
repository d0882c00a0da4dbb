/// What guides a picture by others: units of a request, and networks that make maps.
@NullMarked
package studio.sfumato.diffusion.control;

import org.jspecify.annotations.NullMarked;
