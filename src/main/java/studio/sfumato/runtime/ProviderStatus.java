package studio.sfumato.runtime;

/// What can be said about an execution provider on this machine.
///
/// @param provider the provider
/// @param offered whether the loaded library lists it
/// @param usable whether a session could really be made and run with it
/// @param reason why it is not usable, in one line; empty when it is
public record ProviderStatus(ExecutionProvider provider, boolean offered, boolean usable, String reason) {}
