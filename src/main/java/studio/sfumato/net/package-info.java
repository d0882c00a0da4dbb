/// The networks of Stable Diffusion, written as builders of ONNX graphs: no ONNX Runtime and no files here.
@NullMarked
package studio.sfumato.net;

import org.jspecify.annotations.NullMarked;
