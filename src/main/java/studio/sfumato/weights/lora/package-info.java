/// LoRAs and their relatives: small files that say how to change the weights of a model.
@NullMarked
package studio.sfumato.weights.lora;

import org.jspecify.annotations.NullMarked;
