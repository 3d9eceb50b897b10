package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.stream.ByteView;

/** Cuts the bytes of one direction into frames (RFC 9113 section 4.1), in pieces of any size; judges nothing of them. */
final class FrameReader {
    /** What {@link #next} came upon. */
    enum Step {
        /** The view is used up. */
        MORE,
        /** The bytes are not the preface that has to come first. */
        NO_PREFACE,
        /** A frame's header has been read. */
        HEADER,
        /** Some of its payload is in {@link #payload}. */
        PAYLOAD,
        /** All of its payload has been read. */
        END
    }

    private enum State {
        PREFACE,
        HEADER,
        PAYLOAD
    }

    private final byte[] header = new byte[Frames.HEADER];
    private final ByteView payload = new ByteView();
    private ByteView view = payload;
    private State state;
    private int index;
    private int collected;
    private int length;
    private int type;
    private int flags;
    private int stream;
    private int left;
    private long start;

    /** @param preface whether the client's connection preface comes first */
    FrameReader(boolean preface) {
        state = preface ? State.PREFACE : State.HEADER;
    }

    void open(ByteView next) {
        view = next;
        index = 0;
    }

    Step next() {
        return switch (state) {
            case PREFACE -> preface();
            case HEADER -> header();
            case PAYLOAD -> payloadOrEnd();
        };
    }

    private Step preface() {
        if (collected == 0) {
            start = offset();
        }
        while (index < view.length() && collected < PrefaceProbe.PREFACE.length) {
            if (view.get(index) != PrefaceProbe.PREFACE[collected]) {
                return Step.NO_PREFACE;
            }
            index++;
            collected++;
        }
        if (collected < PrefaceProbe.PREFACE.length) {
            return Step.MORE;
        }
        collected = 0;
        state = State.HEADER;
        return header();
    }

    private Step header() {
        if (collected == 0) {
            start = offset();
        }
        var count = Math.min(Frames.HEADER - collected, view.length() - index);
        view.copyTo(index, header, collected, count);
        index += count;
        collected += count;
        if (collected < Frames.HEADER) {
            return Step.MORE;
        }
        collected = 0;
        length = octet(0) << 16 | octet(1) << 8 | octet(2);
        type = octet(3);
        flags = octet(4);
        stream = (octet(5) & 0x7F) << 24 | octet(6) << 16 | octet(7) << 8 | octet(8);
        left = length;
        state = State.PAYLOAD;
        return Step.HEADER;
    }

    private int octet(int at) {
        return header[at] & 0xFF;
    }

    private Step payloadOrEnd() {
        if (left == 0) {
            state = State.HEADER;
            return Step.END;
        }
        var count = Math.min(left, view.length() - index);
        if (count == 0) {
            return Step.MORE;
        }
        payload.window(view, index, count);
        index += count;
        left -= count;
        return Step.PAYLOAD;
    }

    /** Where in the stream the bytes read so far end. */
    long offset() {
        return view.offset() + index;
    }

    /** Whether the last byte read ended a frame, or nothing was read. */
    boolean between() {
        return state != State.PAYLOAD && collected == 0;
    }

    /** Where the frame at hand begins. */
    long start() {
        return start;
    }

    int length() {
        return length;
    }

    int type() {
        return type;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Which stream the frame belongs to; 0 is the connection. */
    int stream() {
        return stream;
    }

    /** The piece of payload at hand, valid until the next step. */
    ByteView payload() {
        return payload;
    }
}
