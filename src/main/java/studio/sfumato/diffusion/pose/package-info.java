/// Seeing where people's joints are in a picture, with networks in ONNX files.
@NullMarked
package studio.sfumato.diffusion.pose;

import org.jspecify.annotations.NullMarked;
