package studio.sfumato.app;

import java.util.Map;
import java.util.function.Consumer;
import studio.sfumato.download.Arrived;
import studio.sfumato.download.Disk;
import studio.sfumato.download.Downloader;
import studio.sfumato.download.Hub;
import studio.sfumato.download.Journal;
import studio.sfumato.download.Network;
import studio.sfumato.download.Patience;
import studio.sfumato.download.Tokens;
import studio.sfumato.settings.AppPaths;
import studio.sfumato.ui.common.FxThread;
import studio.sfumato.ui.download.DownloadsModel;

/// What the window needs to bring models from the network.
final class DownloadParts {
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
        Hub hub = Hub.of(environment);
        Downloader downloader = new Downloader(
                hub,
                () -> Tokens.of(environment, hub.base(), paths.tokens()),
                new Network(version, Patience.usual(), Network.forbidden(environment)),
                Disk.system(),
                new Journal(paths.downloads()),
                System::nanoTime);
        return new DownloadsModel(downloader, paths.ownModels(), Thread::startVirtualThread, window, arrived);
    }
}
