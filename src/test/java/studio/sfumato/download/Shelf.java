package studio.sfumato.download;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;

/// A file on a server of a test's own: sent whole or in part, as RFC 9110 says, until it is told to do otherwise.
public final class Shelf implements Peer.Answerer {
    private final Peer peer;
    private final Map<String, String> more = new TreeMap<>();
    private final Deque<Integer> cuts = new ConcurrentLinkedDeque<>();
    private volatile byte[] bytes;
    private volatile String etag = "\"one\"";
    private volatile boolean parts = true;
    private volatile boolean careful = true;
    private volatile long says = -1;
    private volatile int hangsAfter = -1;
    private final CountDownLatch hanging = new CountDownLatch(1);

    Shelf(Peer peer, byte... bytes) {
        this.peer = peer;
        this.bytes = bytes.clone();
    }

    /// Sends another file from now on.
    public Shelf now(String tag, byte... other) {
        etag = tag;
        bytes = other.clone();
        return this;
    }

    /// Breaks the connection after so many bytes of the body, once for each number.
    public Shelf breaksAfter(int... counts) {
        for (int count : counts) {
            cuts.add(count);
        }
        return this;
    }

    /// Falls silent after so many bytes of the body, once.
    public Shelf hangsAfter(int count) {
        hangsAfter = count;
        return this;
    }

    /// Waits until it has fallen silent.
    public void awaitSilence() throws InterruptedException {
        hanging.await();
    }

    /// Adds a header.
    public Shelf says(String name, String value) {
        more.put(name, value);
        return this;
    }

    /// Claims another length.
    public Shelf claims(long length) {
        says = length;
        return this;
    }

    /// Always sends the whole file.
    public Shelf withoutParts() {
        parts = false;
        return this;
    }

    /// Sends parts whether the file has changed or not.
    public Shelf careless() {
        careful = false;
        return this;
    }

    @Override
    public void answer(Peer.Asked asked, OutputStream out) throws IOException {
        byte[] all = bytes;
        Map<String, String> headers = new TreeMap<>(more);
        if (!etag.isEmpty()) {
            headers.put("ETag", etag);
        }
        String range = asked.header("Range");
        String condition = asked.header("If-Range");
        boolean some = parts && !range.isEmpty() && (!careful || condition.isEmpty() || condition.equals(etag));
        int from = some ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
        if (some && from >= all.length) {
            headers.put("Content-Range", "bytes */" + all.length);
            headers.put("Content-Length", "0");
            Peer.head(out, "416 Range Not Satisfiable", headers);
            return;
        }
        if (some) {
            headers.put("Content-Range", "bytes " + from + "-" + (all.length - 1) + "/" + all.length);
        }
        headers.put("Content-Length", Long.toString(says >= 0 ? says : all.length - from));
        Peer.head(out, some ? "206 Partial Content" : "200 OK", headers);
        Integer cut = cuts.poll();
        int count = cut == null ? all.length - from : Math.min(cut, all.length - from);
        if (hangsAfter >= 0) {
            out.write(all, from, Math.min(hangsAfter, count));
            out.flush();
            hangsAfter = -1;
            hanging.countDown();
            peer.hang();
        } else {
            out.write(all, from, count);
        }
    }
}
