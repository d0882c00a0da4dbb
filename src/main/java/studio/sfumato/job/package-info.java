/// Takes requests, runs them one after the other on the inference thread and keeps what they make.
@NullMarked
package studio.sfumato.job;

import org.jspecify.annotations.NullMarked;
