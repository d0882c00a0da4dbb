package studio.sfumato.runtime;

/// How much memory this process holds, native memory and mapped files included.
///
/// @param residentBytes now
/// @param peakBytes the most since the start or since [MemoryProbe#resetPeak()]
public record MemoryUse(long residentBytes, long peakBytes) {}
