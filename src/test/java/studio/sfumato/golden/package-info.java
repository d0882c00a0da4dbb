/// Whole pictures against those of the reference program, tools/golden/pipelines.py.
@NullMarked
package studio.sfumato.golden;

import org.jspecify.annotations.NullMarked;
