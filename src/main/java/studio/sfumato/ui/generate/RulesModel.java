package studio.sfumato.ui.generate;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import studio.sfumato.diffusion.Compatibility;
import studio.sfumato.prompt.Emphasis;
import studio.sfumato.prompt.PromptDialect;
import studio.sfumato.prompt.PromptRules;

/// Whose rules hold: the profile, the language of prompts and what weights in it do.
public final class RulesModel {
    private final ObjectProperty<Compatibility> compat = new SimpleObjectProperty<>(Compatibility.A1111);
    private final ObjectProperty<PromptDialect> dialect = new SimpleObjectProperty<>(PromptDialect.A1111);
    private final ObjectProperty<Emphasis> emphasis = new SimpleObjectProperty<>(Emphasis.ORIGINAL);
    private final FormField<Compatibility> compatField =
            FormField.choice("compat", compat, List.of(Compatibility.values()), Compatibility::label);
    private final FormField<PromptDialect> dialectField =
            FormField.choice("dialect", dialect, List.of(PromptDialect.values()), PromptDialect::label);
    private final FormField<Emphasis> emphasisField =
            FormField.choice("emphasis", emphasis, List.of(Emphasis.values()), Emphasis::label);

    RulesModel() {
        compat.subscribe(profile -> dialectField.follow(profile.dialect()));
        dialect.subscribe(language -> emphasisField.usableProperty().set(language == PromptDialect.A1111));
    }

    /// {@return whose rules hold where tools differ}
    public ObjectProperty<Compatibility> compatProperty() {
        return compat;
    }

    /// {@return whose language prompts are written in}
    public ObjectProperty<PromptDialect> dialectProperty() {
        return dialect;
    }

    /// {@return what weights do}
    public ObjectProperty<Emphasis> emphasisProperty() {
        return emphasis;
    }

    /// {@return all of it, in the order people see it}
    public List<FormField<?>> fields() {
        return List.of(compatField, dialectField, emphasisField);
    }

    void take(Compatibility profile, PromptRules rules) {
        compat.set(profile);
        dialect.set(rules.dialect());
        emphasis.set(rules.emphasis());
    }

    PromptRules rules() {
        return new PromptRules(
                dialect.get(), dialect.get() == PromptDialect.A1111 ? emphasis.get() : Emphasis.ORIGINAL);
    }
}
