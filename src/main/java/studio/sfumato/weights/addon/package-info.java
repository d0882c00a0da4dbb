/// What is put on top of a model: finding LoRAs, and what is known about them.
@NullMarked
package studio.sfumato.weights.addon;

import org.jspecify.annotations.NullMarked;
