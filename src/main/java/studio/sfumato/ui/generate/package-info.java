/// The workspace in which pictures are made: ask, watch, keep. Models have no toolkit; views have no thoughts.
@NullMarked
package studio.sfumato.ui.generate;

import org.jspecify.annotations.NullMarked;
