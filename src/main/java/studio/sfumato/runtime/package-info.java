/// Runs networks: the only package that knows ONNX Runtime and holds native memory. No native handle leaves it.
@NullMarked
package studio.sfumato.runtime;

import org.jspecify.annotations.NullMarked;
