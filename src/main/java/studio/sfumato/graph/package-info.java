/// Builds ONNX models in memory; knows nothing of ONNX Runtime and opens no file.
@NullMarked
package studio.sfumato.graph;

import org.jspecify.annotations.NullMarked;
