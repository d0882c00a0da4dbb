/// From the text of a prompt to what conditions the network: tokens, hidden states and the rules between them.
@NullMarked
package studio.sfumato.prompt;

import org.jspecify.annotations.NullMarked;
