package studio.sfumato.diffusion.guidance;

import studio.sfumato.error.RequestException;

/// Where guidance is left out: a call of the denoiser then takes one pass instead of two and looks at the prompt alone.
/// Each rule leaves it out on its own.
///
/// @param minimumSigma A1111's negative guidance minimum sigma, NGMS: below it every other call; 0 is off
/// @param everyCall whether it is every call below it
/// @param early A1111's Skip Early CFG: the share of the calls, from the first, without guidance; 0 is off
/// @param interval where guidance is given at all
public record GuidanceLimits(double minimumSigma, boolean everyCall, double early, GuidanceInterval interval) {
    /// Guidance in every call.
    public static final GuidanceLimits NONE = new GuidanceLimits(0, false, 0, new GuidanceInterval.Everywhere());

    /// Refuses noise levels below 0 and shares outside 0…1.
    public GuidanceLimits {
        if (!(minimumSigma >= 0 && minimumSigma < Double.POSITIVE_INFINITY)) {
            throw new RequestException("ngms must be a noise level from 0 on, not " + minimumSigma);
        }
        if (everyCall && minimumSigma == 0) {
            throw new RequestException("ngms for all steps needs an ngms above 0");
        }
        if (!(early >= 0 && early <= 1)) {
            throw new RequestException("skip early CFG must be between 0 and 1, not " + early);
        }
    }

    /// {@return whether the call numbered `call`, from 0, of `calls` goes without guidance}
    boolean skips(int call, int calls, double sigma) {
        boolean tooEarly = early > 0 && (double) call / calls <= early;
        boolean tooClean = sigma < minimumSigma && (everyCall || call % 2 == 1);
        return tooEarly || tooClean || !interval.holds(call, calls, sigma);
    }
}
