package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.Probe;
import io.bulwark.proxy.protocol.http.Octets;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.proxy.stream.Direction;

/** Whether a client's first bytes are the preface of HTTP/2 (RFC 9113 section 3.4). A server may send its SETTINGS before it. */
final class PrefaceProbe implements Probe {
    static final byte[] PREFACE = Octets.ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private static final int FRAME_HEADER = 9;
    private static final int TYPE_AT = 3;

    private int clientBytes;
    private int serverBytes;

    @Override
    public Answer read(Direction direction, ByteView view) {
        return direction == Direction.TO_SERVER ? preface(view) : settings(view);
    }

    private Answer preface(ByteView view) {
        for (var index = 0; index < view.length(); index++) {
            if (view.get(index) != PREFACE[clientBytes]) {
                return Answer.NO;
            }
            if (++clientBytes == PREFACE.length) {
                return Answer.YES;
            }
        }
        return Answer.MORE;
    }

    /** The header of a SETTINGS frame that is no acknowledgement; whether it really is one, the client's preface will tell. */
    private Answer settings(ByteView view) {
        for (var index = 0; index < view.length() && serverBytes < FRAME_HEADER; index++, serverBytes++) {
            var expected = serverBytes == TYPE_AT ? FrameType.SETTINGS : 0;
            var isLength = serverBytes == 1 || serverBytes == 2;
            if (!isLength && view.get(index) != expected) {
                return Answer.NO;
            }
        }
        return Answer.MORE;
    }
}
