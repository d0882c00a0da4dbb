/// Painting over part of a picture: masks, what lies under them, the crop that is worked on, and the way back.
@NullMarked
package studio.sfumato.diffusion.inpaint;

import org.jspecify.annotations.NullMarked;
