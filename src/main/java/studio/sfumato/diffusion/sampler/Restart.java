package studio.sfumato.diffusion.sampler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.StepListener;
import studio.sfumato.diffusion.noise.Noise;
import studio.sfumato.diffusion.schedule.Karras;
import studio.sfumato.diffusion.schedule.Sigmas;
import studio.sfumato.tensor.Tensor;

/// Heun's method that goes back up once or twice between σ = 0.1 and 2, adding the noise that is missing there: Xu et
/// al. 2023 (arXiv:2306.14878), with A1111's settings. From 20 steps on a part of them are spent on the
/// way from 2 down again, and the levels are Karras' whatever the schedule; below 20 it is Heun's method.
public record Restart(FreshNoise fresh) implements Sampler {
    private static final double RESTART_FROM = 0.1;
    private static final double RESTART_TO = 2;

    @Override
    public Tensor sample(Denoiser model, Tensor x, Sigmas sigmas, Noise noise, StepListener on) {
        List<Leg> legs = legs(sigmas);
        double reached = sigmas.first();
        for (int i = 0; i < legs.size(); i++) {
            double sigma = legs.get(i).from();
            double next = legs.get(i).to();
            if (sigma > reached) {
                x = x.combine(1, noise.next(x.shape()), fresh.scale() * Math.sqrt(sigma * sigma - reached * reached));
            }
            Tensor denoised = model.denoise(x, sigma);
            on.step(i, x, denoised);
            Tensor d = x.minus(denoised).over(sigma);
            Tensor guess = x.plus(d.times(next - sigma));
            if (next == 0) {
                return guess;
            }
            Tensor dThere = guess.minus(model.denoise(guess, next)).over(next);
            x = x.plus(d.combine(0.5, dThere, 0.5).times(next - sigma));
            reached = next;
        }
        return x;
    }

    private static List<Leg> legs(Sigmas asked) {
        int steps = asked.steps();
        int times = steps < 20 ? 0 : steps < 36 ? 1 : 2;
        int each = steps < 36 ? 9 : steps / 4;
        if (times == 0) {
            return walk(asked);
        }
        Sigmas sigmas = new Karras(Karras.RHO).between(asked.first(), asked.at(steps - 1), steps - each * times);
        int low = nearest(sigmas, RESTART_FROM);
        int high = nearest(sigmas, RESTART_TO);
        List<Leg> legs = new ArrayList<>(walk(sigmas));
        if (high < low) {
            List<Leg> again = walk(new Karras(Karras.RHO).between(sigmas.at(high), sigmas.at(low), each + 1));
            for (int i = 0; i < times; i++) {
                legs.addAll(low, again.subList(0, each));
            }
        }
        return legs;
    }

    private static List<Leg> walk(Sigmas sigmas) {
        return IntStream.range(0, sigmas.steps())
                .mapToObj(i -> new Leg(sigmas.at(i), sigmas.at(i + 1)))
                .toList();
    }

    private static int nearest(Sigmas sigmas, double level) {
        return IntStream.rangeClosed(0, sigmas.steps())
                .boxed()
                .min(Comparator.comparingDouble(i -> Math.abs(sigmas.at(i) - level)))
                .orElseThrow();
    }

    private record Leg(double from, double to) {}
}
