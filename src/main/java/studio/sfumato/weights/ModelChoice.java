package studio.sfumato.weights;

/// A model as a request names it, with what it is used with in place of its own.
///
/// @param model its name, folder or file
/// @param vae its VAE's name or path; [ModelCatalogue#OWN_VAE] for its own, empty for the one that goes with it
/// @param textEncoder whose text encoders it is used with where it has none, as [ModelCatalogue#lenders] takes it;
///     empty for what was chosen for it
public record ModelChoice(String model, String vae, String textEncoder) {}
