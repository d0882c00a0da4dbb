package studio.sfumato.diffusion.schedule;

/// A way to walk from a model's highest noise level down.
public sealed interface Schedule
        permits Uniform,
                Karras,
                Exponential,
                SgmUniform,
                KlOptimal,
                AlignYourSteps,
                Simple,
                DdimUniform,
                Beta,
                BetaTimesteps,
                LinearQuadratic,
                Turbo,
                DdimTimesteps {
    /// {@return the noise levels of `steps` steps, from the highest down}
    ///
    /// @param training what the model was trained on
    /// @param steps at least 1
    Sigmas sigmas(NoiseSchedule training, int steps);

    /// {@return this schedule with another exponent ρ; the same where it has none}
    default Schedule withRho(double rho) {
        return this;
    }

    /// {@return the exponent ρ it has by itself}
    default double rho() {
        return 1;
    }
}
