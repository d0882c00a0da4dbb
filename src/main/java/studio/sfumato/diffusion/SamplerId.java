package studio.sfumato.diffusion;

import studio.sfumato.error.RequestException;

/// A sampler by its label, spelt as in A1111: `DPM++ 2M`. `Samplers` finds it by this and by its other names.
public record SamplerId(String label) {
    /// Refuses a blank label.
    public SamplerId {
        if (label.isBlank()) {
            throw new RequestException("sampler must not be empty");
        }
    }

    @Override
    public String toString() {
        return label;
    }
}
