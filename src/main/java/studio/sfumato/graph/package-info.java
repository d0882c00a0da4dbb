/// Builds ONNX models in memory; knows nothing of ONNX Runtime or files.
@NullMarked
package studio.sfumato.graph;

import org.jspecify.annotations.NullMarked;
