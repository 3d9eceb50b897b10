package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.stream.ByteView;

/** What becomes of the messages of one direction; its {@link FrameSide} says what has come and carries out what is answered. */
interface Messages {
    /** What becomes of a header block or of a DATA frame. */
    enum Fate {
        /** It goes on. */
        FORWARD,
        /** It is kept from its receiver. */
        DROP,
        /** The connection has ended over it. */
        OVER
    }

    /** A header section is complete: the one in the {@link HeaderBlock} of this direction. */
    Fate head();

    /** A promise, with the head of the request that it answers, is complete. */
    Fate promise();

    /** A DATA frame begins. With {@code FORWARD} its content is shown to {@link #data} and decided on by {@link #dataEnd}. */
    Fate dataBegin(int id, long offset);

    /** Content of the DATA frame at hand; never empty. */
    void data(ByteView content);

    /** The DATA frame at hand is complete; {@code length} is that of its payload. */
    Fate dataEnd(boolean endStream, int length);
}
