/// Models from the network: asked for, chosen, watched, paused and resumed.
@NullMarked
package studio.sfumato.ui.download;

import org.jspecify.annotations.NullMarked;
