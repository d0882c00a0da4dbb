package studio.sfumato.diffusion.tile;

import java.util.List;
import studio.sfumato.diffusion.Denoiser;
import studio.sfumato.diffusion.Estimates;
import studio.sfumato.image.Box;
import studio.sfumato.tensor.Tensor;

/// Takes noise from latents of any size by overlapping parts that are each as large as a network is used to: what the
/// parts estimate is averaged before every step, so that they grow together and there is no joint. MultiDiffusion
/// (Bar-Tal et al. 2023, arXiv:2302.08113, equation 5) with the weights of [PartMean].
///
/// @param parts cover the latents
public record JointDenoiser(List<Part> parts) implements Denoiser {
    /// A part of the latents.
    ///
    /// @param place where it lies, in latent pixels
    /// @param denoiser takes noise from it
    public record Part(Box place, Denoiser denoiser) {}

    /// Copies the list.
    public JointDenoiser {
        parts = List.copyOf(parts);
    }

    @Override
    public Tensor denoise(Tensor x, double sigma) {
        return estimates(x, sigma).guided();
    }

    @Override
    public Estimates estimates(Tensor x, double sigma) {
        PartMean guided = new PartMean(x.shape());
        PartMean prompted = new PartMean(x.shape());
        PartMean unprompted = new PartMean(x.shape());
        boolean different = false;
        for (Part part : parts) {
            Box place = part.place;
            Estimates made = part.denoiser.estimates(cut(x, place), sigma);
            different |= made.different();
            guided.add(made.guided(), place);
            prompted.add(made.prompted(), place);
            unprompted.add(made.unprompted(), place);
        }
        Tensor all = guided.mean();
        return different ? new Estimates(all, prompted.mean(), unprompted.mean()) : Estimates.unguided(all);
    }

    /// {@return a part of latents [1, channels, height, width]}
    public static Tensor cut(Tensor latents, Box place) {
        Span rows = new Span(place.top(), place.bottom(), place.top(), place.bottom());
        Span columns = new Span(place.left(), place.right(), place.left(), place.right());
        return Pieces.cut(latents, rows, columns, 1);
    }
}
