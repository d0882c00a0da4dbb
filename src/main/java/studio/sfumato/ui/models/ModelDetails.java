package studio.sfumato.ui.models;

import java.util.Optional;
import studio.sfumato.weights.ModelDefaults;
import studio.sfumato.weights.ModelEntry;

/// What is known about one model.
///
/// @param likes what it is best used with; empty if it cannot be opened
/// @param licence what it says about its licence
public record ModelDetails(ModelEntry entry, Optional<ModelDefaults> likes, Optional<String> licence) {}
