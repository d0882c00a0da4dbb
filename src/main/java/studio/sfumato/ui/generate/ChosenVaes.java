package studio.sfumato.ui.generate;

/// Which VAE was chosen for which model, and whose text encoders for one that has none, also by earlier windows and
/// on the command line. Asked and told on the window's thread.
public interface ChosenVaes {
    /// None, and none is kept.
    ChosenVaes NONE = new ChosenVaes() {
        @Override
        public String of(String model) {
            return "";
        }

        @Override
        public void keep(String model, String vae) {}
    };

    /// {@return the VAE chosen for a model: its name or path, or `own`; empty if none was}
    ///
    /// @param model the model's name or path
    String of(String model);

    /// {@return whose text encoders were chosen for a model: the other's name or path; empty if none were}
    ///
    /// @param model the model's name or path
    default String textEncoder(String model) {
        return "";
    }

    /// Keeps `vae` as the one chosen for a model; returns at once.
    ///
    /// @param model the model's name or path
    /// @param vae empty forgets what was chosen before
    void keep(String model, String vae);
}
