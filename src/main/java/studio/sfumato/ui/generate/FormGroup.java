package studio.sfumato.ui.generate;

import java.util.List;

/// Fields that belong together.
///
/// @param id `group.ID` is their heading
public record FormGroup(String id, List<FormField<?>> fields) {
    /// Copies the list.
    public FormGroup {
        fields = List.copyOf(fields);
    }
}
