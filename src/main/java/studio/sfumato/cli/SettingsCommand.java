package studio.sfumato.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import studio.sfumato.error.Printable;
import studio.sfumato.error.RequestException;
import studio.sfumato.settings.SettingKey;
import studio.sfumato.settings.Settings;

/// `sfumato settings`: what is set once and for all.
@Command(name = "settings", description = "List the settings; with a name show one, with a value set it.")
final class SettingsCommand implements Runnable {
    private final Workshop workshop;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "A setting, such as output-folder.")
    private @Nullable String name;

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "What it shall be.")
    private @Nullable String value;

    @Option(names = "--reset", description = "Take the usual value again.")
    private boolean reset;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    SettingsCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (name == null) {
            if (reset) {
                throw new RequestException("--reset needs the name of a setting");
            }
            list(out);
            return;
        }
        SettingKey key = SettingKey.get(name);
        if (reset && value != null) {
            throw new RequestException("--reset takes no value");
        }
        String wanted = value;
        Settings now = workshop.settings();
        if (reset) {
            now = workshop.settingsStore().update(settings -> settings.without(key));
        } else if (wanted != null) {
            now = workshop.settingsStore().update(settings -> settings.with(key, wanted));
        }
        out.println(shown(now, key));
    }

    private void list(PrintWriter out) {
        Settings settings = workshop.settings();
        for (SettingKey key : SettingKey.values()) {
            String mark = settings.values().containsKey(key) ? "*" : " ";
            out.printf("%s %-16s %-28s %s%n", mark, key.id(), shown(settings, key), key.about());
        }
        out.println();
        out.println("Settings marked * were set by you; they are in "
                + Printable.of(workshop.paths().settingsFile().toString()));
    }

    private String shown(Settings settings, SettingKey key) {
        String value = settings.value(key);
        if (key == SettingKey.OUTPUT_FOLDER && value.isEmpty()) {
            return Printable.of(workshop.paths().pictures().toString());
        }
        return value.isEmpty() ? "-" : Printable.of(value);
    }
}
