package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.Notation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** HTTP/2 in transcripts: written and shown as frames; {@code docs/protocols/transcripts.md} describes the format. */
public final class FrameNotation implements Notation {
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    @Override
    public byte[] bytes(String line) {
        return FrameWriter.line(line);
    }

    /*
     * A side's HPACK table may change its size once the other side has acknowledged the SETTINGS that say so. Each printer therefore
     * is told what its receiver has sent.
     */
    @Override
    public List<String> left(byte[] toServer, byte[] toClient) {
        var preface = Math.max(0, indexOf(toServer, PrefaceProbe.PREFACE, 0));
        var head = startsWith(toClient, "HTTP/1.1") ? indexOf(toClient, HEAD_END, 0) + HEAD_END.length : 0;
        var clientFrames = preface + (toServer.length > preface ? PrefaceProbe.PREFACE.length : 0);
        var requests = new FramePrinter("server", FramePrinter.tableSizes(toClient, head));
        var responses = new FramePrinter("client", FramePrinter.tableSizes(toServer, clientFrames));
        var lines = new ArrayList<String>();
        lines.addAll(requests.text(Arrays.copyOf(toServer, preface)));
        lines.addAll(requests.preface(Arrays.copyOfRange(toServer, preface, toServer.length)));
        lines.addAll(responses.text(Arrays.copyOf(toClient, head)));
        lines.addAll(responses.frames(Arrays.copyOfRange(toClient, head, toClient.length)));
        return lines;
    }

    private static boolean startsWith(byte[] bytes, String text) {
        return indexOf(bytes, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0) == 0;
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (var index = from; index + wanted.length <= bytes.length; index++) {
            if (Arrays.equals(bytes, index, index + wanted.length, wanted, 0, wanted.length)) {
                return index;
            }
        }
        return -1;
    }

    @Override
    public boolean showsCounts() {
        return true;
    }

    @Override
    public boolean shortens() {
        return true;
    }
}
