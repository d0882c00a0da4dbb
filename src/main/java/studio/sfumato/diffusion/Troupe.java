package studio.sfumato.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.diffusion.ensemble.Blend;
import studio.sfumato.diffusion.ensemble.Handover;
import studio.sfumato.error.CancellationToken;
import studio.sfumato.image.Raster;
import studio.sfumato.runtime.Session;
import studio.sfumato.tensor.Tensor;

/// The models that make a request's pictures, ready to begin.
///
/// @param own the request's own
/// @param refiner who takes over part-way
/// @param partner who has a share in every estimate until then
record Troupe(Painter.Ready own, Optional<Painter.Ready> refiner, Optional<Painter.Ready> partner) {
    private static final Logger LOG = LoggerFactory.getLogger(Troupe.class);

    /// {@return the same, guided by other views of the pictures that guide them}
    Troupe through(Function<Raster, Raster> view) {
        return new Troupe(
                own.through(view), refiner.map(next -> next.through(view)), partner.map(next -> next.through(view)));
    }

    /// {@return the same models with their U-Nets, to be given back}
    ///
    /// @param beside what an inpainting model's U-Net is fed beside the latents
    Stage begin(
            GenerationRequest request,
            Optional<Tensor> beside,
            Consumer<GenerationEvent> events,
            CancellationToken token) {
        return new Stage(request, beside, events, token);
    }

    /// Frees all U-Nets; nobody may hold them.
    void dropUnets(CancellationToken token) {
        own.dropUnet(token);
        refiner.ifPresent(other -> other.dropUnet(token));
        partner.ifPresent(other -> other.dropUnet(token));
    }

    /// The models at work on some pictures.
    final class Stage implements AutoCloseable {
        private final GenerationRequest request;
        private final Optional<Tensor> beside;
        private final Consumer<GenerationEvent> events;
        private final CancellationToken token;
        private final List<Networks.Held> held = new ArrayList<>();
        private boolean cramped;

        private Stage(
                GenerationRequest request,
                Optional<Tensor> beside,
                Consumer<GenerationEvent> events,
                CancellationToken token) {
            this.request = request;
            this.beside = beside;
            this.events = events;
            this.token = token;
            boolean begun = false;
            try {
                hold(own);
                partner.ifPresent(this::hold);
                begun = true;
            } finally {
                if (!begun) {
                    close();
                }
            }
        }

        private Session hold(Painter.Ready painter) {
            Networks.Held taken = painter.hold(events, token);
            held.add(taken);
            return taken.session();
        }

        /// {@return what the sampler calls}
        ///
        /// @param made counts its calls
        Denoiser denoiser(CallCounter made, int pictures, CancellationToken stop) {
            Denoiser begins = begins(Troupe.this, beside, made, pictures, stop);
            if (refiner.isPresent()) {
                Painter.Ready next = refiner.get();
                double from = request.ensemble().refiner().orElseThrow().from();
                begins = new Handover(
                        begins, () -> denoiser(next, takeOver(next), beside, made, pictures, stop), own.levels(), from);
            }
            return begins;
        }

        /// {@return the same over a part of larger latents}; nobody takes over
        ///
        /// @param seen the models as that part is guided
        /// @param fed what an inpainting model's U-Net is fed beside it
        Denoiser part(Troupe seen, Optional<Tensor> fed, CallCounter made, int pictures, CancellationToken stop) {
            return begins(seen, fed, made, pictures, stop);
        }

        private Denoiser begins(
                Troupe seen, Optional<Tensor> fed, CallCounter made, int pictures, CancellationToken stop) {
            Denoiser begins = denoiser(seen.own, held.getFirst().session(), fed, made, pictures, stop);
            if (seen.partner.isPresent()) {
                Denoiser other = denoiser(seen.partner.get(), held.get(1).session(), fed, made, pictures, stop);
                double share = request.ensemble().partner().orElseThrow().share();
                begins = new Blend(begins, other, share);
            }
            return begins;
        }

        private Denoiser denoiser(
                Painter.Ready painter,
                Session session,
                Optional<Tensor> own,
                CallCounter made,
                int pictures,
                CancellationToken stop) {
            Optional<Tensor> fed = own.isPresent() && painter.alike(Troupe.this.own)
                    ? own
                    : painter.beside(request.size(), request.tiling(), events, token);
            return painter.denoiser(session, made, pictures, request.size(), fed, stop);
        }

        /// Whoever has done his part makes room where there is too little for both.
        private Session takeOver(Painter.Ready next) {
            giveBack();
            if (!next.fits()) {
                LOG.debug("there is too little memory for the next U-Net beside the first, which is let go");
                cramped = true;
                own.dropUnet(token);
                partner.ifPresent(other -> other.dropUnet(token));
            }
            return hold(next);
        }

        /// Gives the U-Nets back. Where one had to make room for another, that makes room again: the next picture
        /// begins with the first.
        @Override
        public void close() {
            giveBack();
            if (cramped) {
                refiner.ifPresent(next -> next.dropUnet(token));
            }
        }

        private void giveBack() {
            held.forEach(Networks.Held::close);
            held.clear();
        }
    }
}
