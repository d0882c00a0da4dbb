package studio.sfumato.app;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import studio.sfumato.download.Arrived;
import studio.sfumato.download.Downloader;
import studio.sfumato.download.Hub;
import studio.sfumato.download.Network;
import studio.sfumato.download.TokenStore;
import studio.sfumato.error.RequestException;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.download.DownloadsModel;
import studio.sfumato.ui.download.TokensModel;

/// What the window needs to bring models from the network.
final class DownloadParts {
    private static final Logger LOG = LoggerFactory.getLogger(DownloadParts.class);

    private DownloadParts() {}

    /// {@return the downloads of this user}; nobody is contacted before the user asks.
    ///
    /// @param arrived is told on the window's thread what has come
    static DownloadsModel model(
            AppPaths paths,
            String version,
            Map<String, String> environment,
            FxThread window,
            Consumer<Arrived> arrived) {
        Optional<String> forbidden = Network.forbidden(environment);
        Hub hub = new Hub(Hub.USUAL);
        try {
            hub = Hub.of(environment);
        } catch (RequestException malformed) {
            LOG.warn("no downloads: {}", malformed.getMessage());
            forbidden = Optional.of("HF_ENDPOINT, which is no address,");
        }
        Downloader downloader = Downloader.of(environment, hub, version, forbidden, paths.tokens(), paths.downloads());
        Hub known = hub;
        TokensModel tokens = new TokensModel(
                () -> TokenStore.of(environment, known, paths.tokens()), Thread::startVirtualThread, window);
        return new DownloadsModel(downloader, paths.ownModels(), Thread::startVirtualThread, window, arrived, tokens);
    }
}
