package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.stream.ByteView;
import org.jspecify.annotations.Nullable;

/** The first line of a message and what follows from it for the whole. Used again for each message. */
sealed interface StartLine permits RequestLine, StatusLine {
    /** Reads the line; says what is wrong with it. */
    @Nullable
    HttpAnomaly read(ByteView head, int from, int to);

    /** What is wrong with the whole head, now that all of it was read. */
    @Nullable
    HttpAnomaly check(HeaderFields fields);

    /** How the body is framed, once {@link #check} had nothing to say (RFC 9112 section 6.3). */
    Framing framing(HeaderFields fields);

    /** Whether empty lines may stand before this line (RFC 9112 section 2.2 allows it for requests). */
    boolean mayFollowEmptyLines();

    /** Whether the header block that is inspected begins with this line. */
    boolean belongsToBlock();
}
