/// Makes one model of several: weighted sums, differences, chosen block by block, with LoRAs and a VAE baked in.
@NullMarked
package studio.sfumato.weights.merge;

import org.jspecify.annotations.NullMarked;
