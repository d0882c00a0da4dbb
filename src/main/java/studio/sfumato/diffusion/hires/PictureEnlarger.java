package studio.sfumato.diffusion.hires;

import studio.sfumato.error.CancellationToken;
import studio.sfumato.error.RequestException;
import studio.sfumato.image.Raster;

/// Makes pictures larger with the upscalers there are.
public interface PictureEnlarger {
    /// {@return what knows no upscaler at all}
    static PictureEnlarger none() {
        return new PictureEnlarger() {
            @Override
            public void require(String upscaler) {
                throw new RequestException("there is no upscaler " + upscaler);
            }

            @Override
            public Raster enlarge(String upscaler, Raster picture, double factor, CancellationToken token) {
                throw new RequestException("there is no upscaler " + upscaler);
            }
        };
    }

    /// Looks whether there is such an upscaler.
    ///
    /// @throws studio.sfumato.error.StudioException if not
    void require(String upscaler);

    /// {@return `picture` made `factor` times as wide and high}
    ///
    /// @throws studio.sfumato.error.StudioException if that cannot be done
    Raster enlarge(String upscaler, Raster picture, double factor, CancellationToken token);
}
