package studio.sfumato.settings;

import java.util.Arrays;
import java.util.List;
import studio.sfumato.weights.Versions;

/// What was set before.
///
/// @param version the file it is in, and when it was replaced
/// @param settings what it says
public record Earlier(Versions.Version version, Settings settings) {
    /// {@return which settings had other values than in `now`}; shortcuts and what was chosen for models are left out
    public List<SettingKey> other(Settings now) {
        return Arrays.stream(SettingKey.values())
                .filter(key -> !settings.value(key).equals(now.value(key)))
                .toList();
    }
}
